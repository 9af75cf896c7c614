"""Goal: the folders tell who may do what: every #include follows an arrow of the
table in docs/ARCHITECTURE.md, and no arrows make a circle.

rooms.py SOURCE: reads the table and the sources; prints what differs.  The rules
are tried first on arrows that are planted: one upwards, one to a library that a
room may not see, a circle, what opens, a full room.
"""
import os
import re
import sys

ROOM = re.compile(r"^\| `((?:client|common|relay)(?:/[a-z_*]+)*)/?` \| ([^|]*) \| ([^|]*) \|")
CODE = re.compile(r"`([^`]+)`")
INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.M)
# What is worth a row in the table: the rest is the C library's, or harmless.
SYSTEM = {
    "microhttpd.h": "microhttpd", "sqlite3.h": "sqlite3", "curl/": "curl",
    "curses.h": "curses", "ini.h": "inih", "seccomp.h": "seccomp",
    "libexif/": "libexif", "jpeglib.h": "libjpeg", "png.h": "libpng",
    "expat.h": "libexpat", "libiptcdata/": "libiptcdata", "zlib.h": "zlib",
    "qrencode.h": "qrencode", "fribidi.h": "fribidi", "utf8proc.h": "utf8proc",
    "openssl/": "libcrypto", "sys/socket.h": "sockets", "netdb.h": "names",
}
# Made while building; from what they are included as to the room they are of.
GENERATED = {"client/words/shared_words.h": "client/words",
             "client/words/defender_words.h": "client/words",
             "client/words/desk_words.h": "client/words",
             "client/words/casework_words.h": "client/words",
             "client/words/statistics_words.h": "client/words"}
# Files of a folder that are a room of their own: what opens an envelope.
OPENS = re.compile(r"common/(envelope|crypto)/\w*open\w*\.[ch]$")
MOST = 22  # .c files in one folder


def room_of(path):
    if OPENS.search(path):
        return os.path.dirname(path) + "/*open*"
    return os.path.dirname(path)


def read_table(page):
    """Room to the rooms it may use, and to the libraries."""
    allowed, libraries = {}, {}
    for line in page.split("\n"):
        row = ROOM.match(line)
        if row:
            allowed[row.group(1)] = {
                name.rstrip("/") for name in CODE.findall(row.group(2))}
            libraries[row.group(1)] = set(CODE.findall(row.group(3)))
    return allowed, libraries


def library_of(name):
    for start, library in SYSTEM.items():
        if name == start or (start.endswith("/") and name.startswith(start)):
            return library
    return None


def read_arrows(files, text_of):
    """(room, file, target room) of each include across; and of libraries."""
    known, arrows, uses, faults = set(files), [], [], []
    for path in files:
        for kind, name in INCLUDE.findall(text_of(path)):
            if kind == "<":
                if library_of(name):
                    uses.append((room_of(path), path, library_of(name)))
                continue
            here = os.path.normpath(
                os.path.join(os.path.dirname(path), name))
            target = here if here in known else name if name in known else None
            if target is None and name in GENERATED:
                to = GENERATED[name]
            elif target is None:
                faults.append("%s: no file of ours: %s" % (path, name))
                continue
            else:
                to = room_of(target)
            if to != room_of(path):
                arrows.append((room_of(path), path, to))
    return arrows, uses, faults


def circle_in(edges):
    """The rooms of one circle, or None."""
    state, way = {}, []

    def go(room):
        state[room] = "open"
        way.append(room)
        for to in sorted(edges.get(room, ())):
            if state.get(to) == "open":
                return way[way.index(to):] + [to]
            if to not in state:
                found = go(to)
                if found:
                    return found
        way.pop()
        state[room] = "done"
        return None

    for room in sorted(edges):
        if room not in state:
            found = go(room)
            if found:
                return found
    return None


def reach(edges, room):
    found, todo = set(), [room]
    while todo:
        for to in edges.get(todo.pop(), ()):
            if to not in found:
                found.add(to)
                todo.append(to)
    return found


def judge(allowed, libraries, arrows, uses, folders):
    faults = []
    for room, path, to in arrows:
        if room not in allowed:
            faults.append("%s: the table has no room %s/" % (path, room))
        elif to not in allowed[room]:
            faults.append("%s: %s/ may not use %s/" % (path, room, to))
    for room, path, library in uses:
        if library not in libraries.get(room, ()):
            faults.append("%s: %s/ may not see %s" % (path, room, library))
    edges = {}
    for room, _, to in arrows:
        edges.setdefault(room, set()).add(to)
    for table, name in ((edges, "the sources"), (allowed, "the table")):
        found = circle_in(table)
        if found:
            faults.append("a circle in %s: %s" % (name, " -> ".join(found)))
    for room in edges:
        opens = any(to.endswith("/*open*") for to in reach(edges, room))
        net = any(to == "common/net" for to in reach(edges, room))
        if opens and room.startswith(("relay", "client/courier")):
            faults.append("%s/ reaches what opens" % room)
        if net and room.startswith("client/desk"):
            faults.append("%s/ reaches common/net/" % room)
    used = set(edges) | {to for _, _, to in arrows} | {r for r, _, _ in uses}
    for room, may in allowed.items():
        for to in may - edges.get(room, set()):
            faults.append("%s/ has no arrow to %s/ any more" % (room, to))
        if room not in used and room not in folders:
            faults.append("there is no room %s/" % room)
        for library in libraries[room] - {u for r, _, u in uses if r == room}:
            faults.append("%s/ does not see %s any more" % (room, library))
    for folder, number in folders.items():
        if number > MOST:
            faults.append("%s/ has %d .c files" % (folder, number))
    return faults


def plant(allowed, libraries, arrows, uses, folders):
    """Each rule is seen to fail."""
    def sees(what, more_arrows=(), more_uses=(), more_folders=None):
        faults = judge(allowed, libraries, arrows + list(more_arrows),
                       uses + list(more_uses), {**folders,
                                                **(more_folders or {})})
        assert any(what in fault for fault in faults), (what, faults)
    sees("common/bytes/ may not use relay/http",
         [("common/bytes", "planted.c", "relay/http")])
    sees("a circle in the sources",
         [("client/ui", "planted.c", "client/faces/screen")])
    sees("reaches what opens",
         [("relay/site", "planted.c", "common/envelope/*open*")])
    sees("reaches common/net", [("client/desk/out", "planted.c", "common/net")])
    sees("may not see microhttpd",
         more_uses=[("relay/operator", "planted.c", "microhttpd")])
    sees("the table has no room relay/planted",
         [("relay/planted", "planted.c", "common/bytes")])
    sees("has 23 .c files", more_folders={"relay/site": 23})


def main():
    source = sys.argv[1]
    files = []
    for top in ("client", "common", "relay"):
        for folder, _, names in os.walk(os.path.join(source, top)):
            files += [os.path.relpath(os.path.join(folder, name), source)
                      for name in names if name.endswith((".c", ".h"))]
    files.sort()

    def text_of(path):
        with open(os.path.join(source, path), encoding="utf-8") as f:
            return f.read()

    allowed, libraries = read_table(text_of("docs/ARCHITECTURE.md"))
    arrows, uses, faults = read_arrows(files, text_of)
    folders = {}
    for path in files:
        if path.endswith(".c"):
            folder = os.path.dirname(path)
            folders[folder] = folders.get(folder, 0) + 1
    if "--table" in sys.argv:
        table(arrows, uses, folders)
        return
    faults += judge(allowed, libraries, arrows, uses, folders)
    for fault in sorted(set(faults)):
        print("FAILED:", fault)
    if faults:
        sys.exit(1)
    plant(allowed, libraries, arrows, uses, folders)
    print("%d files in %d rooms, %d includes across, no circle; "
          "planted ones are seen" % (len(files), len(allowed), len(arrows)))


def shown(room):
    return room if room.endswith("*") else room + "/"


def table(arrows, uses, folders):
    """The rows as the sources have them: for whoever moves a wall."""
    rooms = set(folders) | {r for r, _, _ in arrows} | {t for _, _, t in arrows}
    for room in sorted(rooms):
        print("| `%s` | %s | %s |" % (
            shown(room),
            ", ".join("`%s`" % shown(to) for to in sorted(
                {t for r, _, t in arrows if r == room})),
            ", ".join("`%s`" % lib for lib in sorted(
                {u for r, _, u in uses if r == room}))))


main()
