#!/usr/bin/env python3
"""Finds people in reports of counts, as somebody would who has only these.

statistics_attack.py FOLDER [KNOWN]: reads year*.json (or one report.json) as
docs/STATISTICS.md says what they are, and asks GLPK, for each count and each
rest of a whole, how many values are left.  KNOWN has what single persons know,
"teller year table.code count" a line; then pairs of them try, too.
Prints "found N of M" and how each was found; exit 0 either way.
"""
import glob
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import date, timedelta

PAIRS = 4  # of those that there are, beside nobody
FLOW = {"before": 1, "received": 1, "again": 1, "concluded": -1, "after": -1}


class Release:
    def __init__(self, year, path):
        with open(path, encoding="utf-8") as f:
            self.json = json.load(f)
        self.year = year
        self.bounds, self.asked, self.tables = {}, {}, {}
        for table in self.json["tables"]:
            self.tables[table["table"]] = table
            for count in table.get("counts", []):
                if "left_out" in count:
                    continue
                name = "%s.%s" % (table["table"], count["code"])
                # From the printed number and the base alone.
                base, printed = count["base"], count["printed"]
                self.bounds[name] = (max(0, printed - base + 1), printed + base - 1)
                self.asked[name] = count["asked"]

    def names(self, table):
        return [n for n in self.bounds if n.split(".")[0] == table]

    def whole(self, name):
        whole = self.tables[name.split(".")[0]].get("whole")
        return None if whole == name else whole


def variable(name, year, copy):
    return "%s_%d_%s" % (re.sub(r"[^A-Za-z0-9]", "_", name), year, copy)


class Program:
    """Linear constraints over whole numbers, in CPLEX's format for GLPK."""

    def __init__(self):
        self.rows, self.bounds = [], {}

    def row(self, terms, relation, value):
        text = " ".join("%+d %s" % (factor, name) for name, factor in terms)
        self.rows.append("r%d: %s %s %d" % (
            len(self.rows), text, relation, value))

    def solve(self, objective):
        lines = ["Maximize", "obj: " + " ".join(
            "%+d %s" % (f, n) for n, f in objective), "Subject To"]
        lines += self.rows + ["Bounds"]
        lines += ["%d <= %s <= %d" % (low, n, high)
                  for n, (low, high) in self.bounds.items()]
        lines += ["Generals"] + list(self.bounds) + ["End", ""]
        with tempfile.TemporaryDirectory() as folder:
            problem, answer = folder + "/p.lp", folder + "/p.sol"
            with open(problem, "w", encoding="ascii") as f:
                f.write("\n".join(lines))
            subprocess.run(["glpsol", "--lp", problem, "--write", answer],
                           check=True, stdout=subprocess.DEVNULL, timeout=600)
            with open(answer, encoding="ascii") as f:
                words = [line.split() for line in f]
        status = [w for w in words if w[0] == "s"][0]
        if status[1:2] != ["mip"] or status[4] != "o":
            return None  # nothing fits
        # Columns are numbered as they first stand in the file.
        order = list(dict.fromkeys(
            re.findall(r"[+-]\d+ (\w+)", " ".join(lines[1:len(self.rows) + 3]))
            + list(self.bounds)))
        return dict(zip(order, (int(w[2]) for w in words if w[0] == "j")))


def known_of(known, pair, year, name):
    return sum(known.get((teller, year, name), 0) for teller in pair)


def relations(program, release, copy, there):
    """What hangs together beyond one table, of those counts that are there."""
    def put(terms, relation):
        if all(name in there for name, factor in terms):
            program.row([(variable(name, release.year, copy), factor)
                         for name, factor in terms], relation, 0)
    put([("flow.after", 1), ("stand.examined", -1), ("flow.again", -1)], ">=")
    put([("flow.concluded", 1), ("stand.credible", -1),
         ("stand.not-established", -1), ("stand.ended", -1)], ">=")
    put([("profiles.R02", 1), ("profiles.R03", 1), ("persons.women", -1)], ">=")
    for profile in ("profiles.R02", "profiles.R03"):
        put([("persons.women", 1), (profile, -1)], ">=")


def world(program, releases, table, copy, known, pair, fresh):
    """One world that fits all: what others told is what is left of each count,
    and hangs together as the counts do."""
    last = releases[0]
    for release in releases:
        wanted = ["flow", "stand"] if release is not last else \
            ["flow", "stand", table] + (
                ["persons", "profiles"] if table in ("persons", "profiles") else [])
        names = [n for t in dict.fromkeys(wanted) for n in release.names(t)]
        names += [n for n in {release.whole(n) for n in names}
                  if n and n in release.bounds and n not in names]
        own = {n: known_of(known, pair, release.year, n) for n in names}
        for n in names:
            low, high = release.bounds[n]
            program.bounds[variable(n, release.year, copy)] = (
                max(low, own[n]), high)
        for n in names:
            whole = release.whole(n)
            if whole in own:
                program.row([(variable(whole, release.year, copy), 1),
                             (variable(n, release.year, copy), -1)], ">=",
                            max(0, own[whole] - own[n]))
        for t in dict.fromkeys(wanted):
            parts = [n for n in release.names(t) if release.whole(n)]
            if release.tables[t]["kind"] == "parts" and parts and \
                    release.whole(parts[0]) in own:
                program.row([(variable(n, release.year, copy), 1) for n in parts] +
                            [(variable(release.whole(parts[0]), release.year,
                                       copy), -1)], "=", 0)
        relations(program, release, copy, own)
        if fresh and release is releases[-1] and release.names("flow"):
            for name in ("flow.before", "flow.again"):
                program.row([(variable(name, release.year, copy), 1)], "=", 0)
        if release.names("flow"):
            program.row([(variable("flow." + c, release.year, copy), f)
                         for c, f in FLOW.items()], "=", 0)
    for later, earlier in zip(releases, releases[1:]):
        day = date.fromisoformat(earlier.json["to"]) + timedelta(1)
        if later.json["from"] == day.isoformat() and later.names("flow") and \
                earlier.names("flow"):
            program.row([(variable("flow.before", later.year, copy), 1),
                         (variable("flow.after", earlier.year, copy), -1)], "=", 0)


def targets(release, table):
    for name in release.names(table):
        yield name, None
        if release.whole(name) in release.bounds:
            yield name, release.whole(name)


def attack(releases, table, known, pair, fresh=False):
    """(name, whole, values left) of each count of one table."""
    last = releases[0]
    program, objective, asked = Program(), [], []
    for number, (name, whole) in enumerate(targets(last, table)):
        for sign, copy in ((1, "a%d" % number), (-1, "b%d" % number)):
            world(program, releases, table, copy, known, pair, fresh)
            for n, factor in ((name, 1),) if whole is None else (
                    (whole, 1), (name, -1)):
                objective.append((variable(n, last.year, copy), sign * factor))
        asked.append((name, whole))
    if not asked:
        return []
    by_name = program.solve(objective)
    if by_name is None:
        return None
    left = []
    for number, (name, whole) in enumerate(asked):
        def of(copy):
            value = by_name[variable(name, last.year, copy)]
            return value if whole is None else \
                by_name[variable(whole, last.year, copy)] - value
        left.append((name, whole,
                     of("a%d" % number) - of("b%d" % number) + 1))
    return left


def read_known(path):
    known, tellers = {}, set()
    with open(path, encoding="ascii") as f:
        for line in f:
            teller, year, name, count = line.split()
            if teller != "-":
                known[teller, int(year), name] = int(count)
                tellers.add(teller)
    return known, sorted(tellers)


def main():
    folder = sys.argv[1]
    paths = sorted(glob.glob(os.path.join(folder, "year*.json"))) or \
        [os.path.join(folder, "report.json")]
    releases = [Release(i, p) for i, p in enumerate(paths)][::-1]
    known, tellers = read_known(sys.argv[2]) if len(sys.argv) > 2 else ({}, [])
    pairs = list(itertools.combinations(tellers, 2))
    pairs = [()] + pairs[::max(1, len(pairs) // PAIRS)][:PAIRS]
    found = total = 0
    for pair in pairs:
        for table in releases[0].tables:
            left = attack(releases, table, known, pair)
            if left is None:  # what was withdrawn in between is in one alone
                left = attack(releases[:1], table, known, pair)
            if left is None:
                sys.exit("nothing fits %s of %s" % (table, pair))
            # The first report may be of a desk that had nothing before.
            left += [found for found in
                     attack(releases, table, known, pair, True) or []
                     if len(releases) > 1 or
                     found[0] not in ("flow.before", "flow.again")]
            for name, whole, values in left:
                total += 1
                if values < releases[0].asked[name]:
                    found += 1
                    print("%s%s by %s: %d" % (
                        name, " of " + whole if whole else "",
                        " and ".join(pair) or "anybody", values))
    print("found %d of %d" % (found, total))


main()
