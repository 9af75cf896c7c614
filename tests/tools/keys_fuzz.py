#!/usr/bin/env python3
"""Any keys at the screens of a program, at a terminal of its own.

usage: keys_fuzz.py SEED KEYS COMMAND...

Letters of many scripts, keys, pastes, halves of sequences, sizes of the window.
After every twenty the program must have ended well (then it is begun again) or
still answer: to a change of the window's size it draws.  It may hold 300 MiB (a
reply code's derivation is 256).  The same seed sends the same.
"""
import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import termios
import time

chance = random.Random(int(sys.argv[1]))
wanted, command = int(sys.argv[2]), sys.argv[3:]
LIMIT_KIB = 300 * 1024 + 65536
KEYS = [b"\r", b"\t", b"\x7f", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[H",
        b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[3~", b"\x1b[Z", b"\x1bOP", b"\x1bOQ",
        b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~",
        b"\x1b[20~", b"\x1b[21~", b"\x1b", b"\x1b[", b"\x1b[200~", b"\x1b[201~",
        b"\x1b[999;999;999m", b"\x1bO", b"\x9b1;2R", b"\x00", b"\x0c", b"\x17", b"\x15",
        b"\x0b", b"\x12", b"\x06", b"\x19", b"\x1a", b"\x07"]
TEXT = ["a", "1", "2", "3", "0", " ", "y", "n", "?", "/", "é", "ع", "中", "й", "\u202e", "👩\u200d👧",
        "\u0301", "\ufeff", "2026-11-29", "x" * 300, "\u2028", "~", "%s%n"]


class Program:
    def __init__(self):
        self.last, self.bytes = [], 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execvp(command[0], command)
        self.size(24, 80)

    def size(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self):
        self.size(chance.choice([24, 24, 40, 5, 1, 200]),
                  chance.choice([80, 80, 120, 20, 1, 300]))

    def begin(self):
        """A whole first screen, and no message that it can't: in a window of
        the usual size, for a small one has a small screen; and in as many
        pieces as it comes in."""
        until = time.monotonic() + 60
        while self.bytes <= 400:
            came = self.drain(max(0, until - time.monotonic()))
            assert came or not self.ended_by_itself(), "it ended at once"
            assert time.monotonic() < until, f"{self.bytes} bytes are no screen"
        self.resize()
        return self

    def drain(self, seconds):
        """Whether anything came within that time, read to a pause."""
        came, until = False, time.monotonic() + seconds
        while time.monotonic() < until:
            ready, _, _ = select.select([self.fd], [], [],
                                        0.02 if came else min(seconds, 0.2))
            if not ready:
                if came:
                    return True
                continue
            try:
                got = os.read(self.fd, 65536)
                self.bytes += len(got)
                if not got:
                    return came
            except OSError:
                return came
            came = True
        return came

    def send(self, data):
        self.last.append(data)
        try:
            os.write(self.fd, data)
        except OSError:
            pass

    def ended(self):
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0:
            return False
        os.close(self.fd)
        assert os.WIFEXITED(status), f"ended by signal {os.WTERMSIG(status)}"
        assert os.WEXITSTATUS(status) == 0, f"status {os.WEXITSTATUS(status)}"
        return True

    def look(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            held = [int(line.split()[1]) for line in file
                    if line.startswith("VmHWM")]
        assert not held or held[0] < LIMIT_KIB, f"{held[0]} KiB"
        # Some sizes: to one of them it must draw.  One that has left the
        # terminal must end.
        until = time.monotonic() + 100
        while time.monotonic() < until:
            self.resize()
            if self.drain(2) or self.ended_by_itself():
                return
            time.sleep(0.05)  # between two questions
        with open(f"/proc/{self.pid}/wchan", encoding="ascii") as file:
            where = file.read()
        raise AssertionError(f"it does not draw any more: {where}; the last: "
                             f"{self.last[-20:]}")

    def ended_by_itself(self):
        try:
            return os.waitid(os.P_PID, self.pid,
                             os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True


sent, begun = 0, 1
program = Program()
try:
    program.begin()
    while sent < wanted:
        for _ in range(20):
            kind = chance.random()
            if kind < 0.5:
                program.send(chance.choice(KEYS))
            elif kind < 0.9:
                program.send(chance.choice(TEXT).encode())
            elif kind < 0.95:
                program.send(chance.randbytes(chance.randint(1, 12)))
            else:
                program.resize()
            sent += 1
            program.drain(0.004)
        if program.ended():
            program = Program()
            begun += 1
            program.begin()
        else:
            program.look()
            if program.ended():
                program = Program()
                begun += 1
                program.begin()
except AssertionError as error:
    if not program.ended_by_itself():
        os.kill(program.pid, signal.SIGKILL)
    sys.exit(f"seed {sys.argv[1]}, after {sent} keys: {error}")
os.kill(program.pid, signal.SIGHUP)
until = time.monotonic() + 30
while time.monotonic() < until and not program.ended_by_itself():
    program.drain(0.1)
if not program.ended_by_itself():
    sys.exit("it does not end with its terminal")
print(f"seed {sys.argv[1]}: {sent} keys, begun {begun} times")
