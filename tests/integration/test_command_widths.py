# SPDX-License-Identifier: Apache-2.0
"""What the command writes for people, on terminals of every width: lines break between words, and
only there."""

from __future__ import annotations

import re

import pytest

from terminal import Terminal

COLUMNS = (20, 40, 80, 200)
COMMANDS = {
    "validate": ["validate", "--config", "config.json"],
    "faults": ["validate", "--config", "wrong.json"],
    "no file": ["validate", "--config", "no such folder/configuration of mine.json"],
    "check": ["check", "--config", "config.json"],
    "no service": ["check", "--config", "config.json", "--set", "base_url=http://127.0.0.1:9"],
    "endpoints": ["endpoints"],
    "endpoint": ["endpoints", "create_product"],
    "no endpoint": ["endpoints", "create_produkt"],
    "activate": ["activate", "--config", "config.json"],
    "list": ["list", "products", "--config", "config.json"],
    "no list": ["list", "produkts", "--config", "config.json"],
    "verify": ["verify", "--config", "config.json", "products.csv", "--progress", "never"],
    "plan": ["plan", "--config", "config.json", "products.csv"],
    "columns": ["columns", "products.csv", "--config", "config.json"],
    "load": ["load", "--no-journal", "--config", "config.json", "products.csv", "--progress", "never",
             "--rejects", "refused.csv"],
    "preview": ["preview", "--config", "config.json", "products.csv"],
    "no input": ["preview", "--config", "config.json", "none.csv"],
    "send-test": ["send-test", "--config", "config.json", "products.csv"],
    "no sample": ["send-test", "--config", "config.json", "products.csv", "--sample", "2"],
    "faulty request": ["send-test", "--config", "config.json", "--edit", "request.json"],
    "version": ["--version"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def files(inflow):
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]})
    inflow.write("wrong.json", '{"endpont": "create_product", "retry": {"max_attempts": -1}}')
    inflow.write("products.csv", "name,sku\nGreen tea of the first flush from Uji,T-1\nCups\n")
    inflow.write("request.json", '{"method": "FROB", "url": "https://example.com/", "body": 7}')
    inflow.run(*COMMANDS["send-test"])  # so that the service's answer is the same each time


def shown(inflow, arguments: list[str], columns: int) -> str:
    with Terminal(inflow, *arguments, columns=columns, colour=True) as terminal:
        terminal.end()
    return re.sub(r"\x1b\[[0-9;]*m", "", terminal.shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(inflow, name):
    def steady(text: str) -> list[str]:
        words = " ".join(word for word in text.split() if word != "\\")
        return re.sub(r"[0-9.]+ m?s\b|[0-9a-f]{16}", "…", words).split()

    whole = None
    for columns in sorted(COLUMNS, reverse=True):
        text = shown(inflow, COMMANDS[name], columns)
        assert text.strip()
        for line in text.splitlines():
            of_a_body = re.match(r' *"', line)
            assert of_a_body or len(line) <= columns or len(line.split()) == 1, (columns, line)
        if name in ("list", "verify"):
            continue  # a table's cells are cut
        words = steady(text)
        whole = whole or words
        assert words == whole, columns


def test_what_is_no_terminal_gets_lines_as_they_are(inflow):
    for arguments in COMMANDS.values():
        done = inflow.run(*arguments)
        assert "\x1b" not in done.out + done.err
    done = inflow.run("validate", "--config", "wrong.json")
    assert "\n    " not in done.err


@pytest.mark.parametrize(
    ("variable", "value", "colour"),
    [
        ("NO_COLOR", "1", False),
        ("CLICOLOR", "0", False),
        ("CLICOLOR", "1", True),
        ("NO_COLOR", "", True),
    ],
)
def test_colour_goes_by_the_environment(inflow, variable, value, colour):
    inflow.environment[variable] = value
    with Terminal(
        inflow, "check", "--config", "config.json", colour=variable != "NO_COLOR" or not value
    ) as terminal:
        assert terminal.end() == 0
    assert ("\x1b[32mok\x1b[0m" in terminal.shown) == colour
