#!/usr/bin/env python3
"""A stick that lies: what anyone can do to one who holds it for an hour.

usage: lying_stick.py STICK INTAKE LIE [OTHER]

Without any key.  OTHER: the same stick as it was before, for `old` and `back`.

flip cut swap     the first envelope: a bit, its last half, the bytes of another
none link folder pipe   in its place: nothing, a symbolic link to where it went, a
                  folder, a named pipe
vast              the first one, a terabyte long
strange           files of names that no program of ours gives
list-flip list-cut list-none   the list of each relay
log-flip log-none the first bundle of each log; the checkpoint
in-link           the folder of the envelopes, a symbolic link to where they went
relay-pipe        a named pipe in the place of each list
dir-flip dir-link dir-none   the directory, and the persons' note
back              the list and the log of before
note-flip note-cut note-none   the newest import note and bulletin
note-hole         no first import note
cells-flip cells-none          the newest bulletin's cells
old               the newest notes and cells, as copies of the first
out-link out-pipe the newest import note: a link; a named pipe
chance            up to six changes anywhere, of any kind; OTHER: the seed
"""
import glob
import os
import random
import shutil
import sys

stick, intake, lie, *other = sys.argv[1:]
base = os.path.join(stick, "valise", intake)
envelopes = sorted(glob.glob(f"{base}/in/*.age"))
lists = sorted(glob.glob(f"{base}/in/relay-*/manifest.note"))
logs = sorted(glob.glob(f"{base}/in/relay-*/log"))


def newest(kind):
    return sorted(glob.glob(f"{base}/out/{kind}"))[-1]


def flip(path):
    with open(path, "r+b") as file:
        file.seek(os.path.getsize(path) // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


def cut(path):
    os.truncate(path, os.path.getsize(path) // 2)


def bundle(log):
    return sorted(p for p in glob.glob(f"{log}/tile/entries/**", recursive=True)
                  if os.path.isfile(p))[0]


def link(path):
    os.rename(path, stick + "/moved")
    os.symlink(os.path.abspath(stick + "/moved"), path)


def pipe(path):
    os.remove(path)
    os.mkfifo(path)


def swap():
    one, two = envelopes[:2]
    os.rename(one, base + "/x")
    os.rename(two, one)
    os.rename(base + "/x", two)


def folder():
    os.remove(envelopes[0])
    os.mkdir(envelopes[0])


def strange():
    for name in (b"..age", b"\xff\xfe.age", b"a\nb.age", b"\x1b[2J.age",
                 b"f" * 64, b"F" * 64 + b".age", b"0" * 64 + b".AGE",
                 "\u202ega.exe".encode()):
        with open(os.path.join(os.fsencode(base), b"in", name), "wb") as file:
            file.write(b"x")
    for n in range(1000):
        with open(f"{base}/in/{n:064x}.age", "wb"):
            pass


def each(paths, change):
    assert paths
    for path in paths:
        change(path)


def back():
    for path in glob.glob(f"{other[0]}/valise/{intake}/in/relay-*"):
        to = f"{base}/in/{os.path.basename(path)}"
        shutil.rmtree(to)
        shutil.copytree(path, to)


def old():
    for kind in ("import-*.note", "bulletin-*.note", "bulletin-*.cells"):
        path = newest(kind)
        first = sorted(glob.glob(f"{base}/out/{kind}"))[0]
        assert first != path
        shutil.copy(first, path)


def overwrite(path, chance):
    with open(path, "r+b") as file:
        file.seek(chance.randrange(max(1, os.path.getsize(path))))
        file.write(chance.randbytes(chance.choice([1, 2, 40, 5000])))


def nest(path):
    os.remove(path)
    os.makedirs(path + "/a/b")


def chance_changes():
    """Whatever befalls a stick: any file, any harm, several at once."""
    chance = random.Random(int(other[0]))
    for _ in range(chance.randint(1, 6)):
        files = sorted(p for p in glob.glob(stick + "/**", recursive=True)
                       if os.path.isfile(p) and not os.path.islink(p))
        if not files:
            return
        one, two = chance.choice(files), chance.choice(files)
        chance.choice([
            lambda: overwrite(one, chance),
            lambda: os.truncate(one, chance.randrange(
                max(1, os.path.getsize(one)))),
            lambda: os.truncate(one, os.path.getsize(one) + 100000),
            lambda: os.remove(one),
            lambda: one == two or shutil.copyfile(two, one),
            lambda: pipe(one),
            lambda: nest(one),
            lambda: (os.remove(one), os.symlink("/dev/zero", one)),
            lambda: (os.remove(one), os.symlink(two, one)),
            lambda: shutil.copyfile(one, one + "x"),
            lambda: os.chmod(one, 0),
        ])()


first = envelopes[0]
both = [newest("import-*.note"), newest("bulletin-*.note")] \
    if lie.startswith("note-") else []
top = [f"{stick}/valise/directory.note", f"{stick}/valise/persons.note"]
lies = {
    "flip": lambda: flip(first),
    "cut": lambda: cut(first),
    "swap": swap,
    "none": lambda: os.remove(first),
    "link": lambda: link(first),
    "folder": folder,
    "pipe": lambda: pipe(first),
    "vast": lambda: os.truncate(first, 1 << 40),
    "strange": strange,
    "list-flip": lambda: each(lists, flip),
    "list-cut": lambda: each(lists, cut),
    "list-none": lambda: each(lists, os.remove),
    "log-flip": lambda: each([bundle(p) for p in logs], flip),
    "log-none": lambda: each([p + "/checkpoint" for p in logs], os.remove),
    "in-link": lambda: link(base + "/in"),
    "relay-pipe": lambda: each(lists, pipe),
    "dir-flip": lambda: each(top, flip),
    "dir-link": lambda: link(top[0]),
    "dir-none": lambda: each(top, os.remove),
    "back": back,
    "note-flip": lambda: each(both, flip),
    "note-cut": lambda: each(both, cut),
    "note-none": lambda: each(both, os.remove),
    "note-hole": lambda: os.remove(f"{base}/out/import-000001.note"),
    "cells-flip": lambda: flip(newest("bulletin-*.cells")),
    "cells-none": lambda: os.remove(newest("bulletin-*.cells")),
    "old": old,
    "chance": chance_changes,
    "out-link": lambda: link(newest("import-*.note")),
    "out-pipe": lambda: pipe(newest("import-*.note")),
}
lies[lie]()
