# SPDX-License-Identifier: Apache-2.0
"""docs/first-load.md, walked as its reader does: the questions of inflow init appear on a real
terminal as the page prints them, what stands behind ">" is typed, and what is written then loads.
Most columns and the sample request are "…" there.

INFLOW_WRITE_PAGE=1 writes what is shown into the page."""

from __future__ import annotations

import os
import re
import shutil
from typing import Any

import pytest

from command_process import Inflow
from sim_process import API_KEY, ROOT, SimProcess
from terminal import Terminal

PAGE = ROOT / "docs" / "first-load.md"
EXPORTS = [ROOT / "examples" / folder for folder in ("inflow-exports", "shop-exports")]
# A screen: the command, what it shows, and each answer behind ">".
SCREEN = re.compile(r"^```terminal\n\$ inflow (init [^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPT = "\n> "
MOST_QUESTIONS = 12
COLUMNS = 100
SERVICE = "https://cloudapi.inflowinventory.com"


def screens() -> list[tuple[str, str]]:
    return SCREEN.findall(PAGE.read_text(encoding="utf-8"))


def answers_of(screen: str) -> list[str]:
    return [line[2:] for line in screen.split("\n") if line.startswith(">")]


def settled(shown: str, url: str) -> str:
    """As the page prints it: without blanks at the ends of lines, the service's address in place of
    the simulator's, and without what is long."""
    text = "\n".join(line.rstrip() for line in shown.replace(url, SERVICE).split("\n"))
    text = re.sub(r"( columns\n(?:  .*\n){4})(?:  .*\n)+", r"\1  …\n", text)
    return re.sub(r"(?<=^The first of them:\n).*?(?=^inflow: )", "…\n", text, flags=re.M | re.S)


@pytest.fixture
def company(tmp_path) -> Any:
    seed = str(EXPORTS[0] / "seed.json")
    with SimProcess("--limit", "none", "--routes", "published", "--seed-data", seed) as sim:
        for folder in EXPORTS:
            for path in folder.glob("*.csv"):
                shutil.copy(path, tmp_path)
        inflow = Inflow(tmp_path, sim)
        (tmp_path / "config.json").unlink()
        # The reader has a company id and a key, and nothing is exported.
        kept = ("PATH", "XDG_STATE_HOME")
        inflow.environment = {name: inflow.environment[name] for name in kept}
        yield inflow, sim


def walk(inflow: Inflow, command: str, screen: str) -> str:
    arguments = command.split()
    settings = ["--set", f"base_url={inflow.url}"]
    with Terminal(inflow, *arguments, *settings, columns=COLUMNS) as terminal:
        for text in answers_of(screen):
            hidden = "is not shown)" in terminal.expect(PROMPT)
            terminal.say(API_KEY if hidden else text)
        assert terminal.end() == 0, terminal.shown
        return settled(terminal.shown, inflow.url)


@pytest.mark.parametrize("place", range(len(screens())))
def test_a_screen_is_what_the_page_prints_and_its_file_loads(place, company):
    inflow, sim = company
    for before in range(place):  # what others name is loaded first
        load_of(inflow, *screens()[before])
    command, screen = screens()[place]
    assert len(answers_of(screen)) <= MOST_QUESTIONS
    shown = load_of(inflow, command, screen)
    if os.environ.get("INFLOW_WRITE_PAGE"):
        head = f"$ inflow {command}\n"
        page = PAGE.read_text(encoding="utf-8").replace(head + screen, head + shown)
        PAGE.write_text(page, encoding="utf-8")
    assert shown == screen


def load_of(inflow: Inflow, command: str, screen: str) -> str:
    shown = walk(inflow, command, screen)
    load = re.search(r"^Load with: inflow (load .*)$", shown, re.MULTILINE)
    assert load, shown
    done = inflow.run(*load[1].split())
    assert done.code == 0, done.err
    return shown


def test_the_shopify_walk_needs_few_questions_and_is_right(company):
    """From the file of a shop to its products in inFlow, without a word of JSON."""
    inflow, sim = company
    walks = [one for one in screens() if "shopify-products.csv" in one[0]]
    assert walks, "the page has the walk"
    assert len(answers_of(walks[0][1])) <= MOST_QUESTIONS
    load_of(inflow, *walks[0])
    found = {product["sku"]: product for product in sim.state("products")}
    assert found["LA-OAT-M"]["name"] == "Linen Apron (LA-OAT-M)"
    assert float(found["LA-INK-M"]["prices"][0]["unitPrice"]) == 52


def test_the_page_has_every_kind_of_export():
    commands = " ".join(command for command, _ in screens())
    for name in ("shopify-products", "woocommerce-products", "quickbooks-items", "ProductDetails"):
        assert name in commands
