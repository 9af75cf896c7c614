"""Goal: what the threat model says is shown by a test, and that test ran.

threats.py SOURCE BUILD [LOG]: each row of a table of docs/THREAT-MODEL.md names
tests in its last column, as meson knows them in BUILD; with LOG, what meson printed
of a whole run, each of them is in it and passed.
"""
import json
import os
import re
import sys

source, build = sys.argv[1:3]


def rows_of(text):
    """(line, tests) of each row of each table."""
    rows, wanted = [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            wanted = 0
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if wanted == 0:
            wanted = len(cells)
            if cells[-1] != "shown by":
                yield number, None
        elif not re.fullmatch(r"[-|\s]+", line):
            yield number, (re.findall(r"`([^`]+)`", cells[-1])
                           if len(cells) == wanted else [])


with open(os.path.join(source, "docs", "THREAT-MODEL.md"),
          encoding="utf-8") as file:
    document = file.read()
with open(os.path.join(build, "meson-info", "intro-tests.json"),
          encoding="utf-8") as file:
    known = {test["name"] for test in json.load(file)}
passed = None
if sys.argv[3:]:
    with open(sys.argv[3], encoding="utf-8", errors="replace") as file:
        passed = set(re.findall(r"^ *\d+/\d+ \S+ / (.*?) +OK +", file.read(),
                                re.M))
# A test that can't fail is none.
assert list(rows_of("| a |\n|---|\n")) == [(1, None)]
assert list(rows_of("| a | shown by |\n|---|---|\n| b | `x`, `y z` |\n| c |\n")) \
    == [(3, ["x", "y z"]), (4, [])]
failed, number, rows = 0, 0, 0
for line, tests in rows_of(document):
    where = f"docs/THREAT-MODEL.md:{line}"
    if not tests:
        failed += 1
        print(f"FAILED: {where}: names no test")
        continue
    rows += 1
    for test in tests:
        number += 1
        if test not in known:
            failed += 1
            print(f"FAILED: {where}: there is no test {test}")
        elif passed is not None and test not in passed:
            failed += 1
            print(f"FAILED: {where}: {test} did not run, or did not pass")
assert rows >= 10, rows
print(f"{rows} rows, {number} tests" + (", all passed" if passed and not failed else ""))
sys.exit(failed > 0)
