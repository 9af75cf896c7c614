"""Runs a test, and ends it where nothing goes on any more.

progress.py COMMAND...: what meson runs every test under.  There is no limit on
how long a test may take, for the machine may be slow: it is ended where, for
ten minutes, nothing below it ran or waited for a processor for as much as a
hundredth of that time, and nothing was said.  Then its status is 1, and what
ran is named.  What it started and left is ended with it.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time

STALL_SECONDS = float(os.environ.get("VALISE_STALL_SECONDS", 600))
SHARE = 0.01
PR_SET_CHILD_SUBREAPER = 36


def processes(pid):
    """Everything below a process; what was left by its parent is ours."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        try:
            for task in os.listdir("/proc/%d/task" % one):
                with open("/proc/%d/task/%s/children" % (one, task)) as f:
                    todo += map(int, f.read().split())
        except OSError:
            continue
        if one != pid:
            found.append(one)
    return found


def work_of(pid):
    """Seconds that each of its threads ran, or waited to run."""
    total = 0
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/schedstat" % (pid, task)) as f:
                total += sum(map(int, f.read().split()[:2]))
    except OSError:
        pass
    return total / 1e9


def name_of(pid):
    try:
        with open("/proc/%d/cmdline" % pid) as f:
            return f.read().replace("\0", " ")[:150]
    except OSError:
        return "?"


def reap(child):
    """Those that ended without a parent; the test itself is waited for."""
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as f:
            for pid in map(int, f.read().split()):
                if pid != child:
                    os.waitpid(pid, os.WNOHANG)
    except OSError:
        pass


class Watch:
    def __init__(self, child):
        self.child = child
        self.since = time.monotonic()
        self.seen = {}
        self.done = 0

    def goes_on(self):
        """False where it stands still."""
        reap(self.child)
        now = {pid: work_of(pid) for pid in processes(os.getpid())}
        # One that ended or began within a look counts for what was seen.
        self.done += sum(max(0, work - self.seen.get(pid, 0))
                         for pid, work in now.items())
        if self.done > SHARE * STALL_SECONDS or now.keys() - self.seen.keys():
            self.since, self.done = time.monotonic(), 0
        self.seen = now
        return time.monotonic() - self.since < STALL_SECONDS


def end_all():
    for pid in processes(os.getpid()):
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass


def main():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda n, frame: (end_all(), os._exit(128 + n)))
    watch, open_still = Watch(child.pid), True
    while child.poll() is None:
        if not open_still:
            try:
                child.wait(1)
            except subprocess.TimeoutExpired:
                pass
        elif select.select([child.stdout], [], [], 1)[0]:
            said = os.read(child.stdout.fileno(), 1 << 16)
            open_still = len(said) > 0
            sys.stdout.buffer.write(said)
            sys.stdout.buffer.flush()
            watch.since = time.monotonic()
            continue
        if not watch.goes_on():
            print("FAILED: nothing goes on any more in:", file=sys.stderr)
            for pid in processes(os.getpid()):
                print("  %d %s" % (pid, name_of(pid)), file=sys.stderr)
            end_all()
            sys.exit(1)
    # What is still in the pipe; not what someone left behind may say later.
    os.set_blocking(child.stdout.fileno(), False)
    rest = child.stdout.read()
    sys.stdout.buffer.write(rest or b"")
    sys.stdout.buffer.flush()
    end_all()
    sys.exit(128 - child.returncode if child.returncode < 0
             else child.returncode)


main()
