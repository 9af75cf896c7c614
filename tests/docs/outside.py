"""Goal: the project reads nothing beside itself: no file of it names a folder
outside, so that a fresh clone alone builds and passes.

outside.py SOURCE: fails on a path with ".." that leads out of the project, from
the file's own folder or from the project's, on a path of a working
folder, and on "/ '..'" in a build file.  Planted ones are seen first.
"""
import os
import re
import sys

UP = re.compile(r"(?<![\w./$}\"'])((?:\.\./)+)([A-Za-z_][\w.-]*)")
QUOTED_UP = re.compile(r"[\"']((?:\.\./)+)([A-Za-z_][\w.-]*)")
ABSOLUTE = re.compile(r"(?<![\w.$}/])/(?:root|work|Users)/[a-z][\w.-]*")
MESON_UP = re.compile(r"/\s*'\.\.'")
TEXT = (".c", ".h", ".sh", ".py", ".mjs", ".md", ".scd", ".build", ".txt",
        ".json", ".in", ".yml", ".toml", ".cfg", "")
# Words that hostile names and hostile senders are made of, not read.
DATA = {"tests/docs/outside.py"}


def leads_out(path, ups):
    """Whether so many steps up leave the project, seen from that file."""
    depth = len(os.path.dirname(path).split("/")) if "/" in path else 0
    return ups > depth


def faults_of(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        for pattern in (UP, QUOTED_UP):
            for m in pattern.finditer(line):
                if leads_out(path, m.group(1).count("../")):
                    yield number, m.group(0)
        for m in ABSOLUTE.finditer(line):
            yield number, m.group(0)
        if path.endswith("meson.build") and MESON_UP.search(line):
            yield number, MESON_UP.search(line).group(0)


def files_of(source):
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != ".git" and
                      not name.startswith("build") and name != "expected" and
                      name != "corpus"]
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), source)
            if os.path.splitext(name)[1] in TEXT and path not in DATA:
                yield path


def main():
    source = sys.argv[1]
    for path, text in (("tests/x.sh", "cat ../../beside/x"),
                       ("x.sh", "cat ../beside/x"),
                       ("tests/unit/x.c", 'open("../../../beside/x")'),
                       ("tests/meson.build", "root / '..' / 'beside'"),
                       ("docs/x.md", "in /root/someone/x")):
        assert list(faults_of(path, text)), (path, text)
    for path, text in (("tests/x.sh", "cat ../docs/x"),
                       ("docs/x.md", "[a](../README.md)")):
        assert not list(faults_of(path, text)), (path, text)
    number = failed = 0
    for path in sorted(files_of(source)):
        number += 1
        with open(os.path.join(source, path), "rb") as f:
            text = f.read().decode("utf-8", "replace")
        for line, what in faults_of(path, text):
            failed += 1
            print("FAILED: %s:%d: leads out: %s" % (path, line, what))
    if failed:
        sys.exit(1)
    assert number > 400, number
    print("%d files name nothing beside the project" % number)


main()
