# SPDX-License-Identifier: Apache-2.0
"""What inflow load reads: formats, CSV, options that choose, and records that are bad."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import re
import subprocess
import threading

import pytest

GUID = "c0ffee00-0000-4000-8000-00000000000"


def stored(sim, collection="products"):
    """What the simulator holds in order of its creation, without the ids that it made."""
    return [
        {key: value for key, value in entity.items() if not key.endswith("Id")}
        for entity in sim.state(collection)
    ]


def one_at_a_time(inflow, **keys):
    """Requests that arrive in the order of the input."""
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1}, **keys)


def test_every_format_says_the_same(inflow, sim):
    one_at_a_time(inflow)
    inflow.write("a.ndjson", '{"name":"a1","price":12.50}\n\n{"name":"a2"}')
    inflow.write("b.jsonl", '\ufeff{"name":"b1"}\r\n{"name":"b2"}\r\n')
    inflow.write("c.json", '[{"name":"c1"},\n {"name":"c2","n":12345678901234567890123}]')
    inflow.write("d.csv", 'name,remarks\nd1,"one, two\nthree"\nd2,\n')
    done = inflow.load("a.ndjson", "b.jsonl", "c.json", "d.csv", "-", stdin='{"name":"e1"}\n')
    assert done.code == 0, done.err
    assert stored(sim) == [
        {"name": "a1", "price": 12.5}, {"name": "a2"}, {"name": "b1"}, {"name": "b2"}, {"name": "c1"},
        {"name": "c2", "n": 12345678901234567890123}, {"name": "d1", "remarks": "one, two\nthree"}, {"name": "d2"}, {"name": "e1"},
    ]  # fmt: skip
    # The bytes leave as they came.
    assert [request["body"] for request in sim.requests()][:1] == ['{"name":"a1","price":12.50}']


def test_standard_input_is_a_pipe_or_a_file(inflow, sim):
    done = inflow.load("-", stdin='{"name":"Tea"}\n{"name":"Cups"}')
    assert (done.code, done.err.splitlines()[0]) == (
        0,
        "inflow: reading as the records come, as fast as the service answers",
    )
    inflow.write("more", '{"name":"Milk"}\n{"name":"Sugar"}\n')
    with (inflow.folder / "more").open("rb") as file:
        done = inflow.finish(inflow.start("load", "--config", "config.json", "-", stdin=file))
    assert (done.code, done.err.splitlines()[0]) == (
        0,
        "inflow: 2 records to send in 2 requests, as fast as the service answers",
    )
    assert sorted(entity["name"] for entity in stored(sim)) == ["Cups", "Milk", "Sugar", "Tea"]


def test_records_of_a_pipe_are_sent_as_they_come(inflow, sim):
    process = inflow.start("load", "--config", "config.json", "-", stdin=-1)
    process.stdin.write('{"name":"Tea"}\n')
    process.stdin.flush()
    sim.wait_for_requests(1)
    assert process.poll() is None
    done = inflow.finish(process)
    assert done.code == 0


def test_a_named_pipe_is_opened_once(inflow, sim):
    os.mkfifo(inflow.folder / "pipe.ndjson")

    def produce():
        with (inflow.folder / "pipe.ndjson").open("w") as pipe:
            pipe.write('{"name":"Tea"}\n')

    producer = threading.Thread(target=produce)
    producer.start()
    process = inflow.start("load", "--config", "config.json", "pipe.ndjson")
    producer.join()
    done = inflow.finish(process)
    assert done.code == 0, done.err
    assert stored(sim) == [{"name": "Tea"}]


def test_first_and_skip_choose(inflow, sim):
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(6)])
    done = inflow.load("p.ndjson", "--first", "2", "--json")
    assert (done.code, done.summary["records"]) == (0, 2)
    assert inflow.load("p.ndjson", "--skip", "2", "--first", "3").code == 0
    assert inflow.load("p.ndjson", "--skip", "5").code == 0
    assert sorted(entity["name"] for entity in stored(sim)) == [f"Tea {i}" for i in range(6)]
    assert sim.counts()["arrived"] == 6


def test_set_overrides_any_key(inflow, sim):
    inflow.write("p.ndjson", [{"name": f"Tea {i}", "note": "x"} for i in range(4)])
    settings = [
        "batching.enabled=true",
        "batching.size=2",
        'map={"name":"{record.name}!"}',
        "map.remarks=set",
    ]
    done = inflow.load("p.ndjson", *(word for setting in settings for word in ("--set", setting)))
    assert done.code == 0, done.err
    bodies = [json.loads(request["body"]) for request in sim.requests()]
    assert [len(body) for body in bodies] == [2, 2]
    assert sorted(record["name"] for body in bodies for record in body) == [
        f"Tea {i}!" for i in range(4)
    ]
    assert {record["remarks"] for body in bodies for record in body} == {"set"}


def test_the_configurations_own_credential_goes_first(inflow, sim):
    inflow.write("p.ndjson", [{"name": "Tea"}])
    inflow.write("key", sim.api_key + "\n")
    inflow.config(credential={"company_id": sim.company, "api_key": {"file": "key"}})
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    inflow.environment["INFLOW_COMPANY_ID"] = GUID + "0"
    assert inflow.load("p.ndjson").code == 0


@pytest.mark.parametrize(("separator", "name"), [(";", "';'"), ("\t", "a tab")])
def test_csv_in_other_dress(inflow, sim, separator, name):
    rows = [
        ["name", "description", "default.address.city"],
        ["Tea", "a, b", "Oslo"],
        ["Cups", "", ""],
    ]
    inflow.write("p.csv", "\ufeff" + "".join(separator.join(row) + "\r\n" for row in rows))
    one_at_a_time(inflow)
    done = inflow.load("p.csv")
    assert done.code == 0, done.err
    assert f"inflow: p.csv: the cells are separated by {name}\n" in done.err
    assert stored(sim) == [
        {"name": "Tea", "description": "a, b", "default": {"address": {"city": "Oslo"}}},
        {"name": "Cups"},
    ]


def test_csv_options(inflow, sim):
    inflow.write(
        "p.csv", 'name,price,on,more.data,gone\n1,12.50,TRUE,"[1.0]",NULL\n2,7,0,{},NULL\n'
    )
    one_at_a_time(inflow)
    done = inflow.load(
        "p.csv",
        "--no-nest",
        "--csv-null",
        "NULL",
        "--csv-types",
        "price=number,on=boolean",
        "--csv-types",
        "more.data=json",
    )
    assert done.code == 0, done.err
    assert [request["body"] for request in sim.requests()] == [
        '{"name":"1","price":12.50,"on":true,"more.data":[1.0]}', '{"name":"2","price":7,"on":false,"more.data":{}}',
    ]  # fmt: skip


def test_csv_rows_that_cannot_be_right_are_refused_by_line(inflow, sim):
    inflow.write(
        "p.csv",
        'name,sku\nTea,1\nCups,2,3\nMilk\n"Sug"ar,4\n"two\nlines",5\nSalt,x\n"open,6\nLast,7\n',
    )
    done = inflow.load("p.csv", "--csv-types", "sku=number", "--json", "--rejects-format", "ndjson")
    assert done.code == 1
    refused = {
        record["_inflow"]["line"]: record["_inflow"]["reason"]
        for record in inflow.lines("p.csv.rejects.ndjson")
    }
    assert sorted(refused) == [3, 4, 5, 8, 9]
    assert (
        refused[3]
        == "the row has 3 cells and the header 2; put cells that hold ',' into double quotes"
    )
    assert refused[4] == "the row has 1 cell and the header 2; an empty cell needs its ',' too"
    assert (
        refused[5]
        == 'the quote of cell 1 is closed and text follows it; write a quote inside a quoted cell twice ("")'
    )
    assert refused[8].startswith(
        '"sku" holds "x", which is not a number such as 12.50 as --csv-types asks'
    )
    assert "quote" in refused[9]
    assert sorted(entity["name"] for entity in stored(sim)) == ["Tea", "two\nlines"]
    assert (done.summary["records"], done.summary["rejected"]) == (7, 5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name,sku\nCaf\xe9,1\n", "iconv -f WINDOWS-1252 -t UTF-8 < p.csv > utf8-p.csv"),
        ("name\nCafé\n".encode("utf-16"), "iconv -f UTF-16 -t UTF-8 < p.csv > utf8-p.csv"),
        ("name\nCafé\n".encode("utf-16-be"), "iconv -f UTF-16BE -t UTF-8 < p.csv > utf8-p.csv"),
        ("имя\nЧай\n".encode("utf-16-le"), "iconv -f UTF-16LE -t UTF-8 < p.csv > utf8-p.csv"),
        (b'{"name":"Tea"}\n', "--format ndjson"),
        (b'[{"name":"Tea"}]', "--format json"),
        (b"name,name\nTea,1\n", 'the header names "name" twice'),
        (
            b"name,\nTea,1\n",
            "column 2 of the header has no name, and the row on line 2 has a value in it",
        ),
        (b"a,a.b\nTea,1\n", 'the header name "a.b" cannot nest'),
        (b'"name\nTea\n', "the header line cannot be read"),
    ],
)
def test_a_csv_file_that_is_wrong_as_a_whole_is_exit_2_before_anything_is_sent(
    inflow, sim, content, words
):
    inflow.write("p.csv", content)
    done = inflow.load("p.csv")
    assert done.code == 2, done.err
    assert words in done.err
    assert done.err.endswith(". Nothing was sent\n")
    assert sim.requests() == []


# What a file may be that bears the name of another one, and what the refusal advises.
OTHERS = [
    (
        "p.ndjson",
        b'{"name":"Tea"}\n{"name":"Caf\xe9"}\n',
        "line 2 has the byte 0xe9. Convert it first: iconv -f WINDOWS-1252",
    ),
    (
        "p.ndjson",
        '{"name":"Café"}\n{"name":"Th\udce9"}\n'.encode(errors="surrogateescape"),
        "line 2 has the byte 0xe9. What stands before is UTF-8",
    ),
    ("p.json", b'[{"name":"Tea"},\n{"name":"Caf\xe9"}]', "line 2 has the byte 0xe9"),
    (
        "p.ndjson",
        '{"name":"Tea"}\n'.encode("utf-16-le"),
        "iconv -f UTF-16LE -t UTF-8 < p.ndjson > utf8-p.ndjson",
    ),
    (
        "p.json",
        '[{"name":"Tea"}]'.encode("utf-32"),
        "iconv -f UTF-32 -t UTF-8 < p.json > utf8-p.json",
    ),
    (
        "p.json",
        '[{"name":"Tea"}]'.encode("utf-32-be"),
        "iconv -f UTF-32BE -t UTF-8 < p.json > utf8-p.json",
    ),
    ("p.ndjson", b'[\n{"name":"Tea"},\n{"name":"Cups"}\n]\n', "Add --format json"),
    (
        "p.ndjson",
        b'{\n  "name": "Tea",\n  "lines": [\n    {}\n  ]\n}\n',
        "jq -c . < p.ndjson > lines-p.ndjson",
    ),
    ("p.json", b'{"name":"Tea"}\n{"name":"Cups"}\n', "add --format ndjson"),
    (
        "p.csv",
        b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml",
        "an Office document, such as an Excel workbook",
    ),
    (
        "a b.csv",
        gzip.compress(b"name\nTea\n"),
        "Unpack it first: gzip -dc < 'a b.csv' > 'unpacked-a b.csv'",
    ),
    ("p.csv.gz", gzip.compress(b"name\nTea\n"), "Unpack it first: gzip -dc < p.csv.gz > p.csv"),
    ("p.json", bz2.compress(b"[]"), "bzip2 -dc < p.json > unpacked-p.json"),
    ("p.ndjson", lzma.compress(b"{}"), "xz -dc < p.ndjson > unpacked-p.ndjson"),
    ("p.csv", b"%PDF-1.7\n", "a PDF document"),
    ("p.csv", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "an HTML page"),
    ("p.ndjson", b"<html>\n", "an HTML page"),
    ("p.csv", bytes(2000), "it begins with NUL bytes"),
    ("p.dat", b"name\nTea\n", "add --format csv, ndjson or json"),
]


@pytest.mark.parametrize(("name", "content", "words"), OTHERS)
def test_what_is_not_what_its_name_says_is_refused_as_a_whole(inflow, sim, name, content, words):
    inflow.write(name, content)
    done = inflow.load(name)
    assert (done.code, done.out) == (2, ""), done.err
    assert words in done.err
    assert done.err.count("\n") == 1
    assert done.err.endswith(". Nothing was sent\n")
    assert sim.requests() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b'[{"name":"Tea"}]',
            "standard input begins with '[', as a JSON array does, and NDJSON has one object a line. Add --format json",
        ),
        (b'{\n"name":"Tea"}', "put this before it in the pipe: jq -c ."),
        (gzip.compress(b'{"name":"Tea"}'), "put this before it in the pipe: gzip -dc"),
        (b'{"name":"Caf\xe9"}\n', "put this before it in the pipe: iconv -f WINDOWS-1252 -t UTF-8"),
        (b"<html>", "standard input is an HTML page"),
    ],
)
def test_the_same_on_standard_input(inflow, sim, content, words):
    done = inflow.load("-", stdin=content)
    assert done.code == 2
    assert words in done.err
    assert sim.requests() == []


def test_the_advice_can_be_followed(inflow, sim):
    one_at_a_time(inflow)
    inflow.write("it's p.csv", gzip.compress("name\nCafé\n".encode("utf-16-le")))
    for name in ("it's p.csv", "unpacked-it's p.csv"):
        advice = re.search(
            r"(?:Unpack|Convert) it first: (.+)\. Nothing was sent\n$", inflow.load(name).err
        )
        subprocess.run(["sh", "-c", advice[1]], cwd=inflow.folder, check=True)
    assert inflow.load("utf8-unpacked-it's p.csv").code == 0
    inflow.write("spread.ndjson", json.dumps({"name": "Tea"}, indent=2))
    assert "jq -c . < spread.ndjson > lines-spread.ndjson" in inflow.load("spread.ndjson").err
    assert stored(sim) == [{"name": "Café"}]


def test_a_format_reads_what_the_name_does_not_tell(inflow, sim):
    one_at_a_time(inflow)
    inflow.write("p.dat", "name,sku\nTea,1\n")
    inflow.write("p.csv.ndjson", "sku~name\n2~Cups\n")
    assert inflow.load("p.dat", "--format", "csv").code == 0
    inflow.write("p.txt", "name\tsku\nBread\t7\n")
    assert inflow.load("p.txt").code == 0
    assert inflow.load("p.csv.ndjson", "--format", "csv", "--csv-separator", "~").code == 0
    inflow.write("p.ndjson", '[{"name":"Milk"}]')
    assert inflow.load("p.ndjson", "--format", "json").code == 0
    assert inflow.load("-", "--format", "csv", stdin="name;sku\nSalt;3\n").code == 0
    assert inflow.load("-", "--format", "json", stdin='[{"name":"Rice"}]').code == 0
    assert stored(sim) == [
        {"name": "Tea", "sku": "1"},
        {"name": "Bread", "sku": "7"},
        {"name": "Cups", "sku": "2"},
        {"name": "Milk"},
        {"name": "Salt", "sku": "3"},
        {"name": "Rice"},
    ]


def test_csv_as_other_programs_write_it(inflow, sim):
    one_at_a_time(inflow)
    rows = [
        "sep=;",
        '\ufeffName\u00a0;"Size, cm ";On;Code;;',
        'Tea;.50;Yes;="0017";;',
        'Name;"Size, cm";On;Code;;',
        "Cups; 007 ;FALSE;n/a;;",
    ]
    inflow.write("p.csv", "\r\n".join(rows) + "\r\n")
    done = inflow.load(
        "p.csv", "--csv-types", '"Size, cm"=number,On=boolean', "--csv-null", "NULL", "--csv-null", "n/a",
        "--set", 'map={"name":"{record.Name}","weight":"{record.Size, cm}","isActive":"{record.On}","sku":"{record.Code?}"}', "--set", "null_policy=omit",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert [request["body"] for request in sim.requests()] == [
        '{"name":"Tea","weight":0.50,"isActive":true,"sku":"0017"}', '{"name":"Cups","weight":7,"isActive":false}',
    ]  # fmt: skip
    assert [
        line.removeprefix("inflow: p.csv: ") for line in done.err.splitlines() if "p.csv: " in line
    ] == [
        "the cells are separated by ';', as the first line says",
        "2 columns at the end of the header have no name and are left out",
        'blanks around names in the header are left out: "Name", "Size, cm"',
        'cells such as ="0017" are read as the text in them, 0017',
        "the header comes again on line 4; wherever it does it is passed over",
    ]


def test_a_map_with_blanks_around_its_columns_is_mended_with_a_word(inflow, sim):
    one_at_a_time(inflow, map={"name": "{record. name }", "sku": "{record.sku}"})
    inflow.write("p.csv", " name ,sku\nTea,1\n")
    done = inflow.load("p.csv")
    assert done.code == 0, done.err
    assert (
        'inflow: config.json names the column " name "; blanks around a name are no part of it, so it is read without them\n'
        in done.err
    )
    shown = inflow.run("preview", "--config", "config.json", "p.csv")
    assert (shown.code, '{"name":"Tea","sku":"1"}' in shown.out) == (0, True)
    # An object's keys may have blanks around them, and the map may mean them.
    inflow.write("p.ndjson", '{" name ":"Cups","sku":"2"}\n')
    assert inflow.load("p.ndjson").code == 0
    assert stored(sim) == [{"name": "Tea", "sku": "1"}, {"name": "Cups", "sku": "2"}]


def test_an_empty_input_says_so(inflow, sim):
    inflow.write("empty.csv", "")
    inflow.write("header.csv", "name,sku\n")
    done = inflow.load("empty.csv", "header.csv", "-")
    assert done.code == 0
    told = [
        line for line in done.err.splitlines() if line.endswith((" is empty", " holds no record"))
    ]
    assert told == [
        "inflow: empty.csv is empty",
        "inflow: header.csv holds no record",
        "inflow: standard input is empty",
    ]


def test_a_header_of_17_mb_is_refused_and_ten_thousand_columns_are_not(inflow, sim):
    inflow.write("long.csv", "name," + ",".join(f"c{i}" for i in range(2_200_000)) + "\nTea\n")
    done = inflow.load("long.csv")
    assert (
        done.code,
        "the header line cannot be read: the record is longer than limits.max_record_bytes"
        in done.err,
    ) == (2, True)
    assert sim.requests() == []
    inflow.write(
        "wide.csv",
        "name,"
        + ",".join(f"c{i}" for i in range(9_999))
        + "\nTea,"
        + ",".join(str(i) for i in range(9_999))
        + "\n",
    )
    assert inflow.load("wide.csv").code == 0
    assert len(json.loads(sim.requests()[0]["body"])) == 10_000


def test_a_pipe_whose_writer_dies_gives_what_came(inflow, sim):
    one_at_a_time(inflow)
    os.mkfifo(inflow.folder / "pipe.csv")
    process = inflow.start("load", "--config", "config.json", "pipe.csv")
    writer = subprocess.Popen(
        ["sh", "-c", "exec > pipe.csv; printf 'name,sku\\nTea,1\\nCups,2'; kill -KILL $$"],
        cwd=inflow.folder,
    )
    writer.wait()
    done = inflow.finish(process)
    assert done.code == 0
    assert (
        "inflow: pipe.csv: it ends inside line 3, which has no line end; if its writer was cut short, so is that row\n"
        in done.err
    )
    assert stored(sim) == [{"name": "Tea", "sku": "1"}, {"name": "Cups", "sku": "2"}]


BAD_RECORDS = [
    (b'{"name":"Tea"', "byte 14: expected ',' or '}' after the value, found the end of the record"),
    (b'[{"name":"Tea"}]', "byte 1: a record must be a JSON object, this is an array"),
    (b"12", "byte 1: a record must be a JSON object, this is a number"),
    (b'"Tea"', "byte 1: a record must be a JSON object, this is a string"),
    (b"null", "byte 1: a record must be a JSON object, this is null"),
    (
        b'{"name":"Tea","name":"Milk"}',
        'the key "name" stands at byte 2 already; remove or rename one of them',
    ),
    (b'{"name":"Tea"} {"name":"Milk"}', "byte 16"),
    (b'{"name":01}', "byte"),
    (b'{"name":"Tea\x01"}', "byte"),
]


def test_a_bad_record_is_refused_alone_with_its_line(inflow, sim):
    lines = []
    for number, (bad, _) in enumerate(BAD_RECORDS):
        lines += [json.dumps({"name": f"good {number}"}).encode(), bad]
    inflow.write("p.ndjson", b"\n".join(lines) + b"\n")
    done = inflow.load("p.ndjson", "--json", "--results", "results.ndjson")
    assert done.code == 1
    refused = {
        line["line"]: line
        for line in inflow.lines("results.ndjson")
        if line["outcome"] == "REJECTED"
    }
    assert sorted(refused) == list(range(2, 2 * len(BAD_RECORDS) + 1, 2))
    for number, (bad, words) in enumerate(BAD_RECORDS):
        line = refused[2 * number + 2]
        assert words in line["message"], bad
        assert (line["http_status"], line["attempts"]) == (0, 0)
    good = sorted(f"good {number}" for number in range(len(BAD_RECORDS)))
    assert sorted(entity["name"] for entity in stored(sim)) == good
    assert sim.counts()["arrived"] == len(good)
    assert (done.summary["rejected"], done.summary["delivered"]) == (len(BAD_RECORDS), len(good))


def test_what_a_url_needs_is_checked_before_anything_is_sent(inflow, sim):
    product = sim.send("POST", "/products", {"name": "Tea"})[2]["productId"]
    inflow.config(
        endpoint="update_product", parameters={"id": "{record.id}"}, exclude_attributes=["id"]
    )
    ids = [product, "../customers/1", "a\r\nX-Evil: 1", "..", "", None, {"a": 1}]
    inflow.write(
        "p.ndjson", [*({"id": value, "remarks": "changed"} for value in ids), {"remarks": "no id"}]
    )
    done = inflow.load("p.ndjson", "--results", "results.ndjson")
    assert done.code == 1
    results = {line["line"]: line for line in inflow.lines("results.ndjson")}
    assert results[1]["outcome"] == "DELIVERED"
    assert {results[line]["outcome"] for line in range(2, 9)} == {"REJECTED"}
    assert results[8]["message"] == 'the record lacks the attribute "id"'
    # What may be an id is one encoded segment of the path, and reaches no other route.
    targets = [request["target"] for request in sim.requests()[1:]]
    assert all(
        target.startswith(f"/{sim.company}/products/") and target.count("/") == 3
        for target in targets
    )
    assert f"/{sim.company}/products/{product}" in targets
    assert not any("evil" in name for request in sim.requests() for name in request["headers"])
    assert sim.counts()["applied"] == 2
    assert stored(sim, "customers") == []


def test_a_record_of_20_mb_is_refused_and_the_others_go(inflow, sim):
    inflow.write(
        "p.ndjson", '{"name":"Tea"}\n{"name":"' + "x" * 20_000_000 + '"}\n{"name":"Cups"}\n'
    )
    done = inflow.load("p.ndjson")
    assert done.code == 1
    assert sorted(entity["name"] for entity in stored(sim)) == ["Cups", "Tea"]
    (reject,) = inflow.lines("p.ndjson.rejects.ndjson")
    assert reject["_inflow"]["line"] == 2
    assert "limits.max_record_bytes" in reject["_inflow"]["reason"]
    assert (inflow.folder / "p.ndjson.rejects.ndjson").stat().st_size < 10_000


def test_a_json_array_that_breaks_off_delivers_what_stands_before(inflow, sim):
    inflow.write("p.json", '[{"name":"Tea"},\n {"name":"Cups"},\n {"name":')
    done = inflow.load("p.json", "--json")
    assert done.code == 1
    assert sorted(entity["name"] for entity in stored(sim)) == ["Cups", "Tea"]
    (reject,) = inflow.lines("p.json.rejects.ndjson")
    assert reject["_inflow"]["line"] == 3
