"""Goal: a terminal that goes away ends what runs in it, whatever came last.

hang_up.py WHEN DUMP PROGRAM...: runs the program on a terminal of its own, types
a secret, closes the terminal at that moment, and waits for its end: quiet (it
waits for a key), paste (in the middle of one, which never ends), flood (while keys
come without a pause; ended by SIGTERM then).  Prints how it ended.
"""
import fcntl
import os
import pty
import select
import signal
import sys
import termios
import time

SECRET = b"the-night-guard"
LIMIT = 60  # seconds: it must end by itself, however slow the machine

when, dump, command = sys.argv[1], sys.argv[2], sys.argv[3:]
pid, master = pty.fork()
if pid == 0:
    os.environ.update(TERM="xterm", LC_ALL="C.UTF-8")
    if dump:
        os.environ["DUMP"] = dump
        os.environ["LD_PRELOAD"] = os.environ["LIBDUMP"]
    os.execv(command[0], command)


def shown_until(text):
    """Reads what is drawn until the text is there."""
    seen, end = b"", time.monotonic() + LIMIT
    while text not in seen:
        if time.monotonic() > end:
            sys.exit("never shown: %r" % text)
        if select.select([master], [], [], 1)[0]:
            seen += os.read(master, 65536)


def until_read():
    """In the middle, which is not shown: all that was typed was taken."""
    line = os.open("/proc/%d/fd/0" % pid, os.O_RDONLY | os.O_NOCTTY)
    end = time.monotonic() + LIMIT
    while fcntl.ioctl(line, termios.FIONREAD, b"\0" * 4) != b"\0" * 4:
        if time.monotonic() > end:
            sys.exit("never read")
        time.sleep(0.01)  # between two looks
    os.close(line)


shown_until(b"What happened")
os.write(master, SECRET)
shown_until(b"guard")
if when == "paste":
    os.write(master, b"\x1b[200~" + b"told-it-to-me-there")
    until_read()
end = time.monotonic() + LIMIT
if when == "flood":
    os.set_blocking(master, False)
    os.kill(pid, signal.SIGTERM)
    while time.monotonic() < end:
        try:
            os.write(master, b"x" * 512)
        except BlockingIOError:
            pass
        except OSError:
            break
        if select.select([master], [], [], 0)[0]:
            try:
                os.read(master, 65536)
            except OSError:
                break
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
    else:
        os.kill(pid, signal.SIGKILL)
        sys.exit("it went on")
    if not done:
        _, status = os.waitpid(pid, 0)
else:
    os.close(master)
    while not (found := os.waitpid(pid, os.WNOHANG))[0]:
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            sys.exit("it went on")
        time.sleep(0.05)  # between two looks
    status = found[1]
print("ended by", -status if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
