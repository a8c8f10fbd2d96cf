# SPDX-License-Identifier: Apache-2.0
"""The credential comes from INFLOW_COMPANY_ID and INFLOW_API_KEY where the configuration has none,
or not all of it."""

from __future__ import annotations

import json

import pytest

from conftest import COMPANY
from inflow_destination import ConfigError, Destination
from inflow_destination._credential import with_credential

ID, KEY = '"company_id": {"env": "INFLOW_COMPANY_ID"}', '"api_key": {"env": "INFLOW_API_KEY"}'


@pytest.fixture
def variables(monkeypatch):
    monkeypatch.setenv("INFLOW_COMPANY_ID", COMPANY)
    monkeypatch.setenv("INFLOW_API_KEY", "of-the-environment")


@pytest.mark.parametrize(
    "text, completed",
    [
        ("{}", f'{{"credential": {{{ID}, {KEY}}}}}'),
        ('{"endpoint": 7}', f'{{"credential": {{{ID}, {KEY}}}, "endpoint": 7}}'),
        ('{"credential": null}', f'{{"credential": {{{ID}, {KEY}}}}}'),
        ('{"credential": {}}', f'{{"credential": {{{KEY}, {ID}}}}}'),
        ('{"a": 1.50, "credential": {"company_id": "x"}}', f'{{"a": 1.50, "credential": {{{KEY}, "company_id": "x"}}}}'),
        ('{"credential" : {"api_key" : null, "company_id": 7}}', f'{{"credential" : {{"api_key" : {KEY[11:]}, "company_id": 7}}}}'),
        # A comment holds no member, and a text holds no comment.
        ('// {"x"\n{ /* , "credential": {} */ "a": "//"}', f'// {{"x"\n{{"credential": {{{ID}, {KEY}}},  /* , "credential": {{}} */ "a": "//"}}'),
        # A name may be written with escapes.
        ('{"\\u0063redential": {"api_key": "k"}}', f'{{"\\u0063redential": {{{ID}, "api_key": "k"}}}}'),
        # One that stands deeper is another.
        ('{"map": {"credential": {"api_key": "{record.k}"}}}', f'{{"credential": {{{ID}, {KEY}}}, "map": {{"credential": {{"api_key": "{{record.k}}"}}}}}}'),
    ],
)  # fmt: skip
def test_what_is_lacking_is_named_and_all_else_stays(text, completed):
    assert with_credential(text) == completed


@pytest.mark.parametrize(
    "text",
    [
        '{"credential": {"company_id": "x", "api_key": {"file": "k"}}}',
        '{"credential": 7}',
        '{"credential": []}',
        "[]",
        "7",
        "",
        "{",
        '{"endpoint": "create_product",}',
        '{"a": /* no end',
        '{"a": NaN}',
        "[" * 100_000,
    ],
)
def test_what_is_whole_or_cannot_be_read_stays(text):
    assert with_credential(text) == text


@pytest.mark.parametrize("kind", ["dict", "text", "bytes", "text with a mark"])
def test_every_form_of_a_configuration(service, variables, kind):
    config = service.config()
    del config["credential"]
    text = json.dumps(config)
    form = {
        "dict": config,
        "text": f"// mine\n{text}",
        "bytes": text.encode(),
        "text with a mark": "\ufeff" + text,
    }[kind]
    with Destination(form) as destination:
        assert (
            destination.preview([{"name": "Tea"}])["requests"][0]["url"]
            == f"{service.url}/{COMPANY}/products"
        )
        assert [item.outcome.name for item in destination.write([{"name": "Tea"}])] == ["DELIVERED"]
    assert service.authorizations == ["Bearer of-the-environment"]


def test_what_the_configuration_says_comes_first(service, variables):
    with Destination(
        service.config(credential={"company_id": COMPANY, "api_key": "its-own"})
    ) as destination:
        destination.write([{"name": "Tea"}])
    with Destination(service.config(credential={"company_id": COMPANY})) as destination:
        destination.write([{"name": "Tea"}])
    assert service.authorizations == ["Bearer its-own", "Bearer of-the-environment"]


def test_a_variable_that_is_not_set_is_named(service, monkeypatch):
    monkeypatch.setenv("INFLOW_COMPANY_ID", COMPANY)
    monkeypatch.delenv("INFLOW_API_KEY", raising=False)
    config = service.config()
    del config["credential"]
    with pytest.raises(ConfigError) as refused:
        Destination(config)
    (fault,) = refused.value.detail["faults"]
    assert fault["pointer"] == "/credential/api_key/env"
    assert '"INFLOW_API_KEY"' in fault["message"] and "is not set" in fault["message"]


def test_text_that_is_no_utf8_is_refused_in_the_librarys_words():
    with pytest.raises(ConfigError, match="line 1, column 19"):
        Destination(b'{"endpoint": "caf\xe9"}')
