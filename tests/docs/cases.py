#!/usr/bin/env python3
# Goal: the tables of acts and guards in CASES.md are those of the program, and
# each guard has the test that the table names.
#
# cases.py SOURCE VALISE_DESK [--print]
import os
import re
import subprocess
import sys

SOURCE, DESK = sys.argv[1:3]
PAGE = os.path.join(SOURCE, "docs/CASES.md")
TEST = os.path.join(SOURCE, "tests/unit/client/desk/rules/guards_test.c")


def said(*words):
    return subprocess.run([DESK, "case", "rules", *words], check=True,
                          capture_output=True, text=True).stdout


def shorten(line):
    states = line.split(": ", 1)[1]
    if states.startswith("all but "):
        return "all but " + states[8:].replace(" ", ", ")
    return states if states == "any" else states.replace(" ", ", ")


def acts():
    for text in said().strip().split("\n\n"):
        lines = text.split("\n")
        command = re.match(r"(\S+ \S+) CASE( ACTION)?( NEW-FOLDER| FOLDER .*)?$", lines[0])
        by = lines[2].strip()[len("by: "):].replace(" ", ", ")
        rest = {line.strip().split(":")[0]: line.strip()
                for line in lines if re.match(r"    (case|action|guards):", line)}
        where = shorten(rest["case"])
        if "action" in rest:
            where += "; action " + shorten(rest["action"])
        guards = shorten(rest["guards"]).replace("none", "")
        yield f"| `{command[1]}` | {by} | {where} | {guards} |"


def guards():
    test = open(TEST, encoding="utf-8").read()
    for line in said("--guards").strip().split("\n"):
        name, source = line.split(None, 1)
        if f'{{"{name}", "' not in test and f'/* "{name}": ' not in test:
            sys.exit(f"FAILED: guard {name} has no row in guards_test.c")
        yield name, source


ACTS = [re.sub(r" +", " ", act) for act in acts()]
GUARDS = list(guards())
if sys.argv[3:] == ["--print"]:
    print("\n".join(ACTS))
    for name, source in GUARDS:
        print(f"| `{name}` | {source} | |")
    sys.exit()
page = open(PAGE, encoding="utf-8").read()
rows = [re.sub(r" +", " ", line) for line in page.split("\n")]
failed = 0
for act in ACTS:
    if act not in rows:
        failed += 1
        print(f"FAILED: CASES.md lacks: {act}")
for name, source in GUARDS:
    own = [r for r in rows if r.startswith(f"| `{name}` | ")]
    if len(own) != 1 or f"| {source} |" not in own[0] or \
            "`unit guards`" not in own[0]:
        failed += 1
        print(f"FAILED: CASES.md: guard {name}, of {source}: {own}")
known = {f"`{name}`" for name, _ in GUARDS}
print(f"{len(ACTS)} acts and {len(GUARDS)} guards")
sys.exit(1 if failed or not ACTS or not known else 0)
