#!/usr/bin/env python3
"""Reads what leaves for other systems, as they would: events.json against its
schema, and each CSV by the rules that Uwazi's documentation gives for importing:
UTF-8, a header, `title` first, `|` between several values, relations by title, a
thesaurus with a column a language.

interchange.py FOLDER SCHEMA NAMED|- [DESCRIPTION-FILE]: NAMED is the only name
that may stand there.
"""
import csv
import glob
import json
import os
import sys

import jsonschema

folder, schema, named = sys.argv[1:4]
with open(os.path.join(folder, "events.json"), encoding="utf-8") as file:
    events = json.load(file)
with open(schema, encoding="utf-8") as file:
    jsonschema.validate(events, json.load(file))
if len(sys.argv) > 4:
    with open(sys.argv[4], encoding="utf-8") as file:
        assert events["event"]["description"] == file.read().rstrip("\n")


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.reader(file, strict=True))
    header = table[0]
    assert all(name.isascii() and " " not in name for name in header), header
    assert all(len(row) == len(header) for row in table), path
    return [dict(zip(header, row)) for row in table[1:]]


thesauri = {}
for path in glob.glob(os.path.join(folder, "thesaurus-*.csv")):
    name = os.path.basename(path)[len("thesaurus-"):-len(".csv")]
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.reader(file, strict=True))
    assert table[0] == ["English", "French", "Spanish", "Arabic", "Russian",
                        "Chinese"]
    assert all(len(row) == 6 and all(row) for row in table[1:])
    thesauri[name] = {row[0] for row in table[1:]}

titles, tables = set(), {}
for path in glob.glob(os.path.join(folder, "[A-Z]*.csv")):
    tables[os.path.basename(path)[:-4]] = table = rows(path)
    for row in table:
        assert list(row)[0] == "title" and row["title"] not in titles
        titles.add(row["title"])
        # Opaque: no name, no number of a case.
        assert row["title"].startswith(events["event"]["id"]), row
assert set(tables) == {"Event", "Person", "Act", "Involvement", "Information",
                       "Intervention"}, tables
LISTS = {"Person": {"unit": "victim_units", "age_band": "age_bands",
                    "profile": "profiles", "kind": "actors",
                    "protected_status": "protected_status"},
         "Act": {"type": "acts", "channel": "channels"}}
RELATIONS = {"event", "act", "person", "victim"}
for template, table in tables.items():
    for row in table:
        for column, value in row.items():
            values = [v for v in value.split("|") if v]
            if column in RELATIONS:
                assert values and set(values) <= titles, (template, row)
            known = thesauri.get(LISTS.get(template, {}).get(column))
            if known is not None:
                assert set(values) <= known, (template, column, values)
assert [p.get("name") for p in events["persons"] if "name" in p] == (
    [] if named == "-" else [named])
assert len(tables["Act"]) == len(events["acts"]) > 0
print({name: len(table) for name, table in sorted(tables.items())})
