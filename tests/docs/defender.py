"""Goal: the guide for defenders is the same in six languages: as many headings,
as many screens, the same links to pages that exist; each names every key that
the screens offer and quotes the sentences of its own language.

defender.py DOCS WORDS...: the folder of the pages, and the tables of words.
"""
import os
import re
import sys
import unicodedata

folder, *tables = sys.argv[1:]
LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh"]
FENCE = "```"
WIDEST = 100
# Of each of the four screens: a sentence that nothing is filled into.
QUOTED = ["ask_start", "ask_directory", "ask_code", "help_sent"]
failures = []


def check(holds, name, what):
    if not holds:
        failures.append(f"{name}: {what}")


def columns(line):
    return sum(
        0 if unicodedata.combining(c) else
        2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def sentences(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {row[0]: dict(zip(LANGUAGES, row[1:])) for row in rows}


def without_code(lines):
    prose, code = [], False
    for line in lines:
        if line.startswith(FENCE):
            code = not code
        elif not code:
            prose.append(line)
    return prose


def shape(lines):
    prose = without_code(lines)
    return {
        "headings": [re.match("#+", l).group() for l in prose
                     if l.startswith("#")],
        "code blocks": sum(l.startswith(FENCE) for l in lines),
        "links": sorted(re.findall(r"\]\(([^)]+)\)", "\n".join(prose))),
        "rows of tables": sum(l.startswith("|") for l in prose),
    }


said = {}
for table in tables:
    said.update(sentences(table))
first = None
for language in LANGUAGES:
    name = "DEFENDER.md" if language == "en" else f"DEFENDER.{language}.md"
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        check(False, name, "is not there")
        continue
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = text.split("\n")
    here = shape(lines)
    first = first or here
    for what, value in here.items():
        check(value == first[what], name,
              f"{what}: {value}, and {first[what]} in DEFENDER.md")
    check(here["code blocks"] % 2 == 0, name, "a code block has no end")
    for link in here["links"]:
        check(os.path.exists(os.path.join(folder, link.split("#")[0])), name,
              f"links to {link}, which is not there")
    prose = "\n".join(without_code(lines))
    keys = [f"F{n}" for n in range(1, 10)] + ["Esc Esc"]
    for key in keys:
        check(re.search(rf"(?<![A-Za-z0-9]){key}(?![0-9])", prose), name,
              f"does not name {key}")
    for key in QUOTED:
        # A long sentence is broken by the screen; its first words are not.
        start = " ".join(said[key][language].split(" ")[:5])[:30]
        check(start in text, name, f"no screen says: {start}")
    for number, line in enumerate(lines, 1):
        check(columns(line) <= WIDEST, name, f"line {number} is too wide")
    check(not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
                        text), name, "a bidirectional control")
    check(not re.search(r"\d{4}\s\d{4}\s\d{4}|\d{5}\s+\d{5}", text), name,
          "digits that someone could take for theirs")

for failure in failures:
    print("FAILED:", failure, file=sys.stderr)
sys.exit(1 if failures else 0)
