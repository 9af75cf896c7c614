#!/usr/bin/env python3
"""Turns the project's own tables into C, at build time (docs/VOCABULARY.md).

tsv_to_c.py lists OUT.c LIST.tsv...
tsv_to_c.py words OUT.c OUT.h WORDS.tsv
tsv_to_c.py names OUT.c NAMES.tsv

Refuses everything that the reader in vocabulary_read.c refuses, and says the
file and line. The same input gives the same bytes.
"""
import os
import re
import sys
import unicodedata

LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh"]
FILE_MAX = 1 << 20
LABEL_MAX = 240  # bytes, in a list
WORDS_MAX = 64
CODE = re.compile(r"[A-Za-z0-9._-]{1,32}\Z")
KEY = re.compile(r"[a-z][a-z0-9_]{1,46}\Z")
# Format characters (bidi controls, what has no ink) are refused by category.
REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def fail(path, line, why):
    sys.exit("%s:%d: %s" % (path, line, why))


def read_table(path, first_names, code_form, columns=LANGUAGES):
    """The header's first cell, and [code, label...] for each line."""
    with open(path, "rb") as f:
        raw = f.read(FILE_MAX + 1)
    if len(raw) > FILE_MAX:
        fail(path, 0, "over 1 MiB")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as e:
        fail(path, 1 + raw[:e.start].count(b"\n"), "not UTF-8")
    if not text.endswith("\n"):
        fail(path, text.count("\n") + 1, "the last line does not end")
    lines = text[:-1].split("\n")
    first = lines[0].split("\t")[0]
    if first not in first_names or lines[0].split("\t")[1:] != columns:
        fail(path, 1, "the header is not one of " + "|".join(first_names) +
             " and " + " ".join(columns))
    rows, seen = [], set()
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != 1 + len(columns):
            fail(path, number, "%d cells" % len(cells))
        for cell in cells:
            bad = [c for c in cell if unicodedata.category(c) in REFUSED or
                   0xe0000 <= ord(c) <= 0xe0fff]
            if bad:
                fail(path, number, "the character U+%04X" % ord(bad[0]))
            if not cell or cell != cell.strip(" "):
                fail(path, number, "an empty cell, or blanks around one")
        if not code_form.match(cells[0]):
            fail(path, number, "the code " + cells[0])
        if cells[0] in seen:
            fail(path, number, "the code %s twice" % cells[0])
        if first == "code" and rows and rows[-1][0] >= cells[0]:
            fail(path, number, "codes do not ascend")
        seen.add(cells[0])
        rows.append(cells)
    if not rows:
        fail(path, 1, "no items")
    return first, rows


def quoted(text):
    """A C string: ASCII as it is, other bytes in octal, three digits each."""
    out = []
    for byte in text.encode("utf-8"):
        char = chr(byte)
        if char in '"\\?':
            out.append("\\" + char)
        elif 0x20 <= byte < 0x7f:
            out.append(char)
        else:
            out.append("\\%03o" % byte)
    return '"' + "".join(out) + '"'


def write(path, text):
    with open(path, "w", encoding="ascii", newline="\n") as f:
        f.write(text)


def make_lists(out_c, paths):
    out = ['#include "common/report/vocabulary_lists.h"\n']
    table = []
    for path in sorted(paths, key=os.path.basename):
        name = os.path.basename(path)[:-len(".tsv")]
        first, rows = read_table(path, ["code", "word"], CODE)
        if first == "word" and len(rows) > WORDS_MAX:
            fail(path, len(rows) + 1, "over %d words" % WORDS_MAX)
        for number, cells in enumerate(rows, 2):
            if max(len(c.encode("utf-8")) for c in cells) > LABEL_MAX:
                fail(path, number, "a label of over %d bytes" % LABEL_MAX)
        out.append("static const struct vocabulary_item %s[] = {" % name)
        for cells in rows:
            out.append("    {%s,\n\t{%s}}," % (
                quoted(cells[0]), ",\n\t    ".join(map(quoted, cells[1:]))))
        out.append("};\n")
        table.append("    {%s, VOCABULARY_%s, %d, %s}," % (
            quoted(name), "ASCENDING" if first == "code" else "AS_WRITTEN",
            len(rows), name))
    out.append("const struct vocabulary_list vocabulary_lists[] = {")
    out += table + ["};"]
    out.append("const size_t vocabulary_lists_n = %d;" % len(table))
    write(out_c, "\n".join(out) + "\n")


def make_words(out_c, out_h, path):
    """NAME.tsv: the array words_NAME, and a WORD_KEY for a place of each."""
    name = os.path.basename(path)[:-len(".tsv")]
    rows = read_table(path, ["key"], KEY)[1]
    guard = "VALISE_WORDS_%s_H" % name.upper()
    out = ["#ifndef %s\n#define %s\n" % (guard, guard),
           '#include "client/words/words.h"\n',
           "#define WORDS_%s_N %d" % (name.upper(), len(rows)),
           "extern const struct word words_%s[WORDS_%s_N];\n" % (
               name, name.upper())]
    out += ["#define WORD_%s (&words_%s[%d])" % (cells[0].upper(), name, n)
            for n, cells in enumerate(rows)]
    write(out_h, "\n".join(out) + "\n\n#endif\n")
    out = ['#include "client/words/%s_words.h"\n' % name,
           "const struct word words_%s[WORDS_%s_N] = {" % (
               name, name.upper())]
    for cells in rows:
        out.append("    {%s,\n\t{%s}}," % (
            quoted(cells[0]), ",\n\t    ".join(map(quoted, cells[1:]))))
    write(out_c, "\n".join(out + ["};"]) + "\n")


def make_names(out_c, path):
    """The table of further names, and its length."""
    rows = read_table(path, ["code"], CODE, ["names"])[1]
    for number, cells in enumerate(rows, 2):
        if len(cells[1].encode("utf-8")) > LABEL_MAX:
            fail(path, number, "names of over %d bytes" % LABEL_MAX)
    out = ['#include "common/report/vocabulary_names.h"\n',
           "const struct vocabulary_name vocabulary_name_table[] = {"]
    out += ["    {%s, %s}," % (quoted(cells[0]), quoted(cells[1]))
            for cells in rows]
    out += ["};", "const size_t vocabulary_name_table_n = %d;" % len(rows)]
    write(out_c, "\n".join(out) + "\n")


def main(args):
    if len(args) >= 3 and args[0] == "lists":
        make_lists(args[1], args[2:])
    elif len(args) == 4 and args[0] == "words":
        make_words(*args[1:])
    elif len(args) == 3 and args[0] == "names":
        make_names(*args[1:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
