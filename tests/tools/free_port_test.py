"""free_port.py: what is taken at the same time, before anybody listens, is
never the same port twice, and none that the kernel gives away by itself.

Of 600 that the kernel itself would name, one after the other, two are the same
in all but a few of a million runs.
"""

import os
import socket
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor

sys.dont_write_bytecode = True
import free_port


def take_some(folder, pid):
    return [free_port.take(folder, pid) for _ in range(150)]


def main():
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(4) as pool:
            runs = [pool.submit(take_some, folder, str(os.getpid()))
                    for _ in range(4)]
            ports = [port for run in runs for port in run.result()]
        assert len(set(ports)) == len(ports) == 600, "a port was given twice"
        assert all(port <= free_port.highest() for port in ports)
        # Of one that ended, it is free again; where somebody listens, it isn't.
        own = os.path.join(folder, "own")
        os.mkdir(own)
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        with open(os.path.join(own, "12345"), "w", encoding="ascii") as f:
            f.write(str(child))
        assert not free_port.is_taken(os.path.join(own, "12345"))
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            assert not free_port.is_free(s.getsockname()[1])
    print("600 ports, each once")


if __name__ == "__main__":
    sys.exit(main())
