#!/usr/bin/env python3
"""Whether the tests see it when a line that keeps something out is changed.

usage: mutants.py SOURCE WORK [--each N | ID...]

Copies the files of SOURCE to WORK/source and builds them there; then applies the
changes of tests/mutants/*.txt one at a time, builds the quick tests of that folder
(FOLDERS below), or those that the change names, and runs them.  A change that no
test sees LIVES, and the status is 1, unless the list says why it may (`lives:`).
--each N takes every Nth, another part each day.

A change is: `== id: what it would let through`, `file:`, perhaps `tests:` (names of
meson's tests, between commas), lines beginning with `-` that stand in the file once,
and those beginning with `+` that take their place.
"""
import datetime
import glob
import json
import os
import re
import shutil
import subprocess
import sys

source, work, *wanted = sys.argv[1:]
work = os.path.abspath(work)
copy, build = os.path.join(work, "source"), os.path.join(work, "build")


FOLDERS = {
    "common/notes": "unit notes, unit log, unit refusals, unit directory, unit directory state, "
                    "unit persons, unit witness, unit consistency, "
                    "unit directory intakes, unit medium, "
                    "corpus directory, corpus proof, corpus receipt, "
                    "corpus manifest, corpus import_note, corpus signature",
    "common/envelope": "unit crypto, unit header, unit stream, unit draft, corpus envelope, "
                       "corpus header, corpus stream",
    "common/crypto": "unit crypto, unit stream",
    "common/report": "unit report, unit follow_up, corpus payload, corpus report",
    "common/sandbox": "unit sandbox, unit picture child",
    "common/log": "unit log, unit refusals, unit consistency, corpus proof",
    "common/bytes": "unit bytes, unit notes, unit log",
    "relay/http": "unit auth, unit uploads",
    "relay/store": "unit segment, unit store",
}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def changes():
    for path in sorted(glob.glob(os.path.join(source, "tests", "mutants", "*.txt"))):
        for block in re.split(r"^== ", read(path), flags=re.M)[1:]:
            head, *lines = block.splitlines()
            name, _, what = head.partition(": ")
            change = {"id": name, "what": what, "old": [], "new": []}
            for line in lines:
                if line.startswith("-"):
                    change["old"].append(line[1:])
                elif line.startswith("+"):
                    change["new"].append(line[1:])
                elif line.strip() and not line.startswith("#"):
                    key, _, value = line.partition(": ")
                    change[key] = value
            yield change


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)


def make_copy():
    """The files that git knows, new ones too; what is the same stays."""
    names = run("git", "-C", source, "ls-files", "-co",
                "--exclude-standard").stdout.splitlines()
    for name in names:
        there = os.path.join(copy, name)
        here = os.path.join(source, name)
        if not os.path.isfile(here):
            continue
        os.makedirs(os.path.dirname(there), exist_ok=True)
        with open(here, "rb") as file:
            content = file.read()
        if os.path.exists(there):
            with open(there, "rb") as file:
                if file.read() == content:
                    continue
        shutil.copy(here, there)
    if not os.path.isdir(os.path.join(build, "meson-info")):
        made = run("meson", "setup", build, copy, "-Dwerror=false",
                   "--optimization=1")
        if made.returncode != 0:
            sys.exit(made.stdout[-3000:])
    run("ninja", "-C", build, "build.ninja")  # where a meson.build is another


def tests_of(change):
    folder = os.path.dirname(change["file"])
    return (change.get("tests") or FOLDERS[folder]).split(", ")


# What the stories start, which their command does not name.
OF_FLOWS = ["client/valise", "client/valise-courier", "client/valise-desk",
            "relay/valise-relay", "tests/tools/valise-age",
            "tests/tools/libclock.so", "tests/bench/desk-stick"]


def programs_of(names):
    """What is to be built for tests, below the build folder."""
    with open(os.path.join(build, "meson-info", "intro-tests.json"),
              encoding="utf-8") as file:
        tests = {test["name"]: test for test in json.load(file)}
    found = set()
    for name in names:
        if name.startswith("flow "):
            found.update(OF_FLOWS)
        for word in tests[name]["cmd"]:
            if word.startswith(build + "/"):
                found.add(os.path.relpath(word, build))
    return sorted(found)


def ninja(names):
    return run("ninja", "-C", build, *programs_of(names))


def first_that_fails(names):
    ended = run("meson", "test", "-C", build, "--no-rebuild", "--maxfail", "1",
                "--num-processes", "2", *names)
    if ended.returncode == 0:
        return None
    found = re.search(r"\d+/\d+ \S+ / (.*?) +(FAIL|TIMEOUT|ERROR)", ended.stdout)
    return found[1] if found else "a test"


def times(folder, change):
    """How often its lines stand in the file that it names."""
    path = os.path.join(folder, change["file"])
    old = "\n".join(change["old"]) + "\n"
    return read(path).count(old) if os.path.exists(path) else 0


def try_change(change):
    path = os.path.join(copy, change["file"])
    before = read(path)
    old, new = "\n".join(change["old"]), "\n".join(change["new"])
    write(path, before.replace(old, new, 1))
    try:
        built = ninja(tests_of(change))
        if built.returncode != 0:
            return "NOT BUILT: " + built.stdout[-400:]
        seen = first_that_fails(tests_of(change))
    finally:
        write(path, before)
    if seen:
        return "seen by " + seen
    return "lives: " + change["lives"] if "lives" in change else "LIVES"


every = list(changes())
assert len({c["id"] for c in every}) == len(every), "an id comes twice"
# All of them each time: one whose line has gone guards nothing, on any day.
stale = [f"{c['id']}: its lines stand {times(source, c)} times in {c['file']}"
         for c in every if times(source, c) != 1]
if stale:
    sys.exit("NOT APPLIED:\n" + "\n".join(stale))
if wanted[:1] == ["--each"]:
    step = int(wanted[1])
    chosen = every[datetime.date.today().toordinal() % step::step]
else:
    chosen = [c for c in every if not wanted or c["id"] in wanted]
make_copy()
names = sorted({name for change in chosen for name in tests_of(change)})
clean = ninja(names)
if clean.returncode != 0:
    sys.exit(clean.stdout[-3000:])
without = first_that_fails(names)
if without:
    sys.exit(f"without any change {without} fails")
bad = 0
for change in chosen:
    result = try_change(change)
    bad += result.startswith(("LIVES", "NOT"))
    print(f"{change['id']}: {change['what']} ({change['file']}): {result}",
          flush=True)
print(f"{len(chosen)} of {len(every)} changes, {bad} that no test sees")
sys.exit(bad > 0)
