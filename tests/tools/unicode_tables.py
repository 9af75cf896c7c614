"""Writes common/bytes/unicode_tables.c from the Unicode character database.

unicode_tables.py FOLDER: where UnicodeData.txt, DerivedCoreProperties.txt and
EastAsianWidth.txt of Unicode 15 lie (Debian 12's package unicode-data); the C
file on standard output.  With a second argument, a file, nothing is written and
it fails where that file is another.
"""
import sys

folder = sys.argv[1]
TOP = 0x110000
# Glyphs without ink that are no spaces and that no property names: BRAILLE
# PATTERN BLANK, MUSICAL SYMBOL NULL NOTEHEAD, EGYPTIAN HIEROGLYPH FULL BLANK
# and HALF BLANK.
BLANK = [0x2800, 0x1D159, 0x13441, 0x13442]
# Cf that is seen: signs that stand around a number or a name.
SEEN = set(range(0x600, 0x606)) | {
    0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}


def lines(name):
    with open(f"{folder}/{name}", encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                yield [cell.strip() for cell in line.split(";")]


def span(cell):
    first, _, last = cell.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


with open(f"{folder}/DerivedCoreProperties.txt", encoding="utf-8") as file:
    if not file.readline().startswith("# DerivedCoreProperties-15."):
        print("the database here is not of Unicode 15: not compared")
        sys.exit(77)
category = ["Cn"] * TOP
start = 0
for cells in lines("UnicodeData.txt"):
    point = int(cells[0], 16)
    if cells[1].endswith(", First>"):
        start = point
        continue
    for p in range(start if cells[1].endswith(", Last>") else point, point + 1):
        category[p] = cells[2]

ignorable = set()
for cells in lines("DerivedCoreProperties.txt"):
    if cells[1] == "Default_Ignorable_Code_Point":
        ignorable.update(span(cells[0]))
wide = set()
for cells in lines("EastAsianWidth.txt"):
    if cells[1] in "WF":
        wide.update(span(cells[0]))

tables = {
    "hidden": [
        p for p in range(TOP)
        if category[p] in ("Cc", "Co", "Cs", "Zl", "Zp") or p in ignorable or
        (category[p] == "Cf" and p not in SEEN) or p in BLANK or
        0xFDD0 <= p <= 0xFDEF or p & 0xFFFE == 0xFFFE],
    "letters": [p for p in range(TOP) if category[p][0] in "LM"],
    "marks": [p for p in range(TOP) if category[p] in ("Mn", "Me")],
    "wide": sorted(wide - {p for p in wide if category[p] in ("Mn", "Me")}),
}


def ranges(points):
    out = []
    for p in points:
        if out and out[-1][1] == p - 1:
            out[-1][1] = p
        else:
            out.append([p, p])
    return out


text = """/*
 * Made by tests/tools/unicode_tables.py from the Unicode character database,
 * version 15.0 (Unicode License v3, tests/vectors/data/README.md).
 */
#include "unicode_tables.h"

/* clang-format off */
"""
for name, points in tables.items():
    found = ranges(points)
    text += (f"const struct unicode_range unicode_{name}[] = {{\n" + "".join(
        f"\t{{0x{a:x}, 0x{b:x}}},\n" for a, b in found) + "};\n"
        f"const size_t unicode_{name}_n = {len(found)};\n\n")
text = text.rstrip("\n") + "\n"
if len(sys.argv) > 2:
    with open(sys.argv[2], encoding="utf-8") as file:
        sys.exit(0 if file.read() == text else
                 f"FAILED: {sys.argv[2]} is not of Unicode 15")
sys.stdout.write(text)
