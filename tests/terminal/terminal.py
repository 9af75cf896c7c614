"""A real terminal for the length of a test: tmux, driven in control mode.

terminal.py SOCKET COLUMNS ROWS FOLDER TITLES: starts a tmux server of its own
with a shell in FOLDER, and does what standard input asks for until its end.
No process is started for a key or a look.  A request is words that end with
the byte 1f each, and the request itself ends with 1e; the answer is a line:
"ok", "no", or "ok" and a word.  tests/terminal/terminal.sh says what there is.

A wait ends when it holds; it fails when nothing goes on: where, for two minutes,
neither the screen changes nor anything that runs in the terminal works or
waits for a processor.
"""

import os
import re
import select
import signal
import subprocess
import sys
import time
import unicodedata

STALL_SECONDS = 120
SETTLE_SECONDS = 0.03  # nothing is drawn for so long, and no one draws
WRITES = ("1", "20")  # write and writev, as /proc has the call of a process
UNHEARD = ("Read this first", "ﺍﺬﻫ ﺃﺮﻗﺍ", "请先阅读")


class Control:
    """The tmux server, through one client in control mode."""

    def __init__(self, socket, columns, rows, folder):
        self.tmux = ["tmux", "-u", "-S", socket, "-f", "/dev/null"]
        shell = "cd %s; PS1='ready> ' exec bash --norc --noprofile" % quoted(folder)
        self.client = subprocess.Popen(
            self.tmux + ["-C", "new-session", "-x", columns, "-y", rows, shell],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pending = b""
        self.drawn = True  # something was written since the last look
        self.block()
        self.ask("set -g window-size manual")
        # Nothing but the screen's own changes is told.
        self.ask("set -g status off")
        self.resize(columns, rows)

    def end(self):
        """The server, and whatever runs in it."""
        subprocess.run(self.tmux + ["kill-server"], check=False,
                       stderr=subprocess.DEVNULL)
        self.client.kill()
        self.client.wait()

    def fill(self, wait):
        """Reads what tmux says; False where it says nothing in that time."""
        ready, _, _ = select.select([self.client.stdout], [], [], wait)
        if not ready:
            return False
        got = os.read(self.client.stdout.fileno(), 1 << 16)
        if not got:
            raise SystemExit("tmux has ended")
        self.pending += got
        return True

    def line(self):
        while b"\n" not in self.pending:
            self.fill(None)
        line, self.pending = self.pending.split(b"\n", 1)
        return line

    def block(self):
        """The next answer's lines; what comes between is noted."""
        while True:
            line = self.line()
            if line.startswith(b"%begin"):
                break
            self.note(line)
        lines = []
        mark = line.split(b" ")[1:3]
        while True:
            line = self.line()
            if line[:5] in (b"%end ", b"%erro") and (
                    line.split(b" ")[1:3] == mark):
                return line.startswith(b"%end"), lines
            lines.append(line)

    def note(self, line):
        if line.startswith(b"%output"):
            self.drawn = True
        if line.startswith(b"%exit"):
            raise SystemExit("tmux has ended")

    def ask(self, command):
        self.client.stdin.write(command.encode("utf-8", "surrogateescape") + b"\n")
        self.client.stdin.flush()
        well, lines = self.block()
        if not well:
            raise SystemExit("tmux: %s: %r" % (command, lines))
        return [line.decode("utf-8", "replace") for line in lines]

    def wait_output(self, seconds):
        """Until something is drawn, for so long at most."""
        end = time.monotonic() + seconds
        while not self.drawn:
            if b"\n" in self.pending:
                self.note(self.line())
                continue
            left = end - time.monotonic()
            if left <= 0 or not self.fill(left):
                return

    def settle(self, draws):
        """Until a screen is no longer half drawn: whoever draws may be slow."""
        while True:
            self.drawn = False
            self.wait_output(SETTLE_SECONDS)
            if not self.drawn and not draws():
                return

    def screen(self, history=False):
        return self.ask("capture-pane -p" + (" -S -" if history else ""))

    def resize(self, columns, rows):
        self.ask("resize-window -x %s -y %s" % (columns, rows))

    def show(self, what):
        return self.ask("display -p '#{%s}'" % what)[0]


def quoted(text):
    return "'" + text.replace("'", "'\"'\"'") + "'"


def bare(text):
    """Without marks, which stand before their letters in a line turned round."""
    text = unicodedata.normalize("NFKD", text.replace("\u00a0", " "))
    return "".join(c for c in text if not unicodedata.combining(c))


def turned(line):
    """A line as it is read from the right; numbers go from left to right."""
    return re.sub(r"\d+", lambda n: n.group()[::-1], line[::-1])


def joined(lines):
    return " ".join(" ".join(lines).split())


def has(lines, wanted):
    """Whether that stands there, also where it goes on in the next line, or
    was written from right to left in joined forms."""
    if any(wanted in line for line in lines):
        return True
    wanted = " ".join(bare(wanted).split())
    lines = [bare(line) for line in lines]
    return wanted != "" and (wanted in joined(lines) or
                             wanted in joined(turned(line) for line in lines))


def descendants(pid):
    found, todo = [], [pid]
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/children" % (pid, task)) as f:
                    todo += map(int, f.read().split())
        except OSError:
            pass
    return found


def worked(pid):
    """Seconds that everything below a process ran, or waited to run."""
    total = 0
    for one in descendants(pid):
        try:
            for task in os.listdir("/proc/%d/task" % one):
                with open("/proc/%d/task/%s/schedstat" % (one, task)) as f:
                    total += sum(map(int, f.read().split()[:2]))
        except OSError:
            pass
    return total / 1e9


class Terminal:
    def __init__(self, socket, columns, rows, folder, titles):
        self.control = Control(socket, columns, rows, folder)
        self.titles = titles
        self.title = None
        self.pid = int(self.control.show("pane_pid"))

    def draws(self):
        """Whether what has the terminal runs, or waits to be read."""
        try:
            with open("/proc/%d/stat" % self.pid) as f:
                front = int(f.read().rsplit(")", 1)[1].split()[5])
            with open("/proc/%d/stat" % front) as f:
                if f.read().rsplit(")", 1)[1].split()[0] in "RD":
                    return True
            with open("/proc/%d/syscall" % front) as f:
                return f.read().split(" ")[0] in WRITES
        except (OSError, ValueError):
            return False

    def look(self, file=None):
        lines = self.control.screen()
        if file:
            write_lines(file, lines)
        return lines

    def note_title(self, lines):
        title = lines[0] if lines else ""
        if title.startswith(" ") and title.strip() and title != self.title:
            self.title = title
            with open(self.titles, "a", encoding="utf-8") as f:
                f.write(title + "\n")

    def until(self, holds, file):
        """Looks whenever something was drawn, until it holds twice."""
        before, work_before, idle_from = None, 0, 0
        while True:
            self.control.drawn = False
            lines = self.look(file)
            if holds(lines):
                self.control.settle(self.draws)
                again = self.look(file)
                if again == lines or holds(again):
                    self.note_title(again)
                    return True
                lines = again
            elif lines == before:
                self.note_title(lines)
            work = worked(self.pid)
            if lines != before or work < work_before:  # or a process ended
                idle_from = time.monotonic() - work
            before, work_before = lines, work
            # What it did in between is no standing still.
            if time.monotonic() - work - idle_from > STALL_SECONDS:
                return False
            self.control.wait_output(0.25)

    def shows(self, file, *wanted):
        lines = self.look(file)
        self.note_title(lines)
        return self.visible(lines, wanted)

    @staticmethod
    def visible(lines, wanted):
        return not any(u in line for line in lines for u in UNHEARD) and all(
            has(lines, one) for one in wanted)

    def do(self, verb, words):
        control = self.control
        if verb == "keys":
            control.ask("send-keys " + " ".join(map(quoted, words)))
        elif verb == "text":
            control.ask("send-keys -l -- " + quoted(words[0]))
        elif verb == "paste":
            control.ask("load-buffer " + quoted(words[0]))
            control.ask("paste-buffer" + (" -p" if words[1] else ""))
        elif verb == "resize":
            control.resize(*words)
            size = "x".join(words)
            while control.show("window_width") + "x" + control.show(
                    "window_height") != size:
                control.wait_output(0.05)
        elif verb == "look":
            self.note_title(self.look(words[0]))
        elif verb == "history":
            write_lines(words[0], control.screen(True))
        elif verb == "shows":
            return self.shows(*words)
        elif verb == "until":
            return self.until(lambda lines: self.visible(lines, words[1:]),
                              words[0])
        elif verb == "until-any":
            return self.until(
                lambda lines: any(self.visible(lines, [w]) for w in words[1:]),
                words[0])
        elif verb == "until-same":
            masks, wanted = words[1], read_lines(words[2])
            same = self.until(
                lambda lines: masked(lines, masks) == wanted, words[0])
            if not same:
                write_lines(words[0], masked(read_lines(words[0]), masks))
            return same
        elif verb == "settled":
            # What a person compares: the same for so long.
            return self.settled(words[0], words[1], float(words[2]))
        elif verb == "value":
            return control.show(words[0])
        elif verb == "pipe":
            control.ask("pipe-pane" + (" " + quoted(words[0])
                                       if words[0] else ""))
        else:
            raise SystemExit("terminal.py: what is %s?" % verb)
        return True

    def settled(self, file, masks, seconds):
        def one():
            lines = self.control.screen()
            return None if any(
                u in line for line in lines for u in UNHEARD) else lines
        while True:
            first = one()
            end = time.monotonic() + seconds
            while first is not None and time.monotonic() < end:
                time.sleep(0.05)  # between two looks
                if masked(one() or [], masks) != masked(first, masks):
                    first = None
            if first is not None:
                write_lines(file, masked(first, masks))
                return True


def read_lines(path):
    with open(path, encoding="utf-8") as f:
        return f.read().split("\n")[:-1]


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8") as f:
        f.write("".join(line + "\n" for line in lines))


def masked(lines, masks):
    """What differs from run to run, by as many signs: digits, hashes, codes,
    days, and the code for a camera."""
    if not masks:
        return lines
    made = []
    for line in lines:
        line = line.replace("\u00a0", " ")
        line = re.sub(r"valise\.\w{10}", "valise.##########", line)
        line = re.sub(r"\b(?=[a-f]*[0-9])[0-9a-f]{4,}\b",
                      lambda m: "#" * len(m.group()), line)
        line = re.sub(r"#{4}-\d\d-\d\d", "####-##-##", line)
        line = re.sub(r"\b\d\d-\d\d-#{4}", "##-##-####", line)
        line = re.sub(r"W\d\d", "W##", line)
        line = re.sub("[█▀▄]", "#", line)
        if re.fullmatch("[ #]+", line):
            line = re.sub(r"#[ #]*#", lambda m: "#" * len(m.group()), line)
        made.append(line)
    return made


def main():
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    terminal = Terminal(*sys.argv[1:6])
    print("ok", flush=True)
    try:
        serve(terminal)
    finally:
        terminal.control.end()


def serve(terminal):
    pending = b""
    while True:
        while b"\x1e" not in pending:
            got = os.read(0, 1 << 16)
            if not got:
                return
            pending += got
        request, pending = pending.split(b"\x1e", 1)
        words = request.decode("utf-8", "surrogateescape").split("\x1f")[:-1]
        if words[0] == "end":
            return
        told = terminal.do(words[0], words[1:])
        print({True: "ok", False: "no"}.get(told, "ok %s" % told), flush=True)


main()
