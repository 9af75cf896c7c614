"""A port on loopback for one who listens there later: free_port.py FOLDER PID

Not one that the kernel gives away by itself, to whoever asks for port 0 or
connects to somebody: between now and the moment when it is listened at, and
while a program is away that comes back to it, no stranger gets it.  In FOLDER
a file of its number has the process id for whose life it is taken, so that
tests that run at the same time don't choose the same one.
"""

import fcntl
import os
import random
import socket
import sys

LOWEST = 10000
FEWEST = 2000  # else the kernel gives away nearly all, and it is left to chance
TRIES = 1000


def highest():
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as f:
        before = int(f.read().split()[0]) - 1
    return before if before >= LOWEST + FEWEST else 65535


def is_taken(path):
    try:
        with open(path, encoding="ascii") as f:
            return os.path.exists(f"/proc/{f.read().strip()}")
    except FileNotFoundError:
        return False


def is_free(port):
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def take(folder, pid):
    """A port, or None."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for _ in range(TRIES):
            port = random.randint(LOWEST, highest())
            path = os.path.join(folder, str(port))
            if not is_taken(path) and is_free(port):
                with open(path, "w", encoding="ascii") as f:
                    f.write(pid)
                return port
    return None


def main(folder, pid):
    port = take(folder, pid)
    if port is None:
        print("there is no free port", file=sys.stderr)
        return 1
    print(port)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
