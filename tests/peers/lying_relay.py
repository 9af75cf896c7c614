#!/usr/bin/env python3
"""A relay that lies: stands before an honest one, for each client another.

usage: lying_relay.py RELAY-PORT PORT:LIE[+LIE...] [PORT:LIE[+LIE...]...]

A client can be told apart by nothing but the port that it comes to.

plain        no lie
nonsense     answers that no relay gives, of every kind, in turn
slow         hands on every answer and every 64 KiB late, a little at a time
receipt      flips a bit of each promise on its way
change       flips a bit of each bundle of the log's entries
endless      answers each question for publications with the same whole page
hide         lists no envelope
withhold     lists them, and has none (404)
erased       says of each that it is erased (410)
sizes        lists each as five bytes long
swap         gives the bytes of another
flip         flips a bit of each
freeze       answers each question for ever as it did the first time
fork=PORT    asks that other relay instead: another history with the same keys
stale=FILE   that checkpoint for any publication
directory=FILE  what FILE holds now as the directory
bulletins=1,2   lists those alone
stolen=FILE  gives that file's bytes as the cells of each bulletin
paths=FILE   no lie: writes the path of each GET below .../log/ to FILE
"""
import http.client
import itertools
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

relay = int(sys.argv[1])
lock = threading.Lock()
nonsense = itertools.cycle([
    (200, b"<html>welcome to the internet</html>", {}),
    (500, b"", {}),
    (200, b'{"max_size":"x"}', {}),
    (302, b"", {"Location": "http://127.0.0.1:1/"}),
    (201, b"", {"Location": "http://127.0.0.1:1/v1/uploads/x"}),
    (200, b'{"api":["v1"],"max_size":99999999,"name":"x","part_size":1,'
          b'"publication_seconds":1,"work_bits":40}', {}),
    (200, b"\xff" * 100000, {}),
    (404, b"", {}),
])


def flip(content, at):
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Lies:
    """What one client is told."""

    def __init__(self, words):
        self.words = dict(w.partition("=")[::2] for w in words)
        self.first = {}  # path -> the answer that is given for ever
        self.bodies = {}  # path -> the envelope that was given there

    def change(self, path, status, body):
        has = self.words
        plain = path.partition("?")[0]
        if "/log/" in path and "paths" in has:
            with lock, open(has["paths"], "a", encoding="ascii") as file:
                file.write(path + "\n")
        if "receipt" in has and body.startswith(b"c2sp.org/tlog-proof@v1\n"):
            body = flip(body, len(body) - 10)
        if "/log/tile/entries/" in path and "change" in has and len(body) > 40:
            body = flip(body, 10)
        if "/log/checkpoint" in path and "stale" in has:
            status, body = 200, read(has["stale"])
        if plain == "/v1/directory" and "directory" in has:
            status, body = 200, read(has["directory"])
        if plain.endswith("/bulletins") and "bulletins" in has:
            numbers = [n for n in has["bulletins"].split(",") if n]
            status, body = 200, "".join(n + "\n" for n in numbers).encode()
        if plain.endswith("/cells") and "stolen" in has:
            body = read(has["stolen"])
        if "/publications" in path and "endless" in has:
            body = b"".join(b"publication 2026-01-01T%02d%02d%02dZ %d 0 %s\n" %
                            (n // 3600, n // 60 % 60, n % 60, n + 1, b"0" * 64)
                            for n in range(1000))
        if plain.endswith("/envelopes"):
            body = self.change_list(body)
        elif "/envelopes/" in path:
            status, body = self.change_envelope(plain, status, body)
        return status, body

    def change_list(self, body):
        if "hide" in self.words:
            return b""
        if "sizes" in self.words:
            return b"".join(
                b" ".join(b"5" if n == 1 else word
                          for n, word in enumerate(line.split(b" "))) + b"\n"
                for line in body.splitlines())
        return body

    def change_envelope(self, path, status, body):
        if "withhold" in self.words:
            return 404, b""
        if "erased" in self.words:
            return 410, b""
        if "flip" in self.words and body:
            return status, flip(body, len(body) // 2)
        if "swap" in self.words:
            with lock:
                self.bodies[path] = body
                other = [b for p, b in self.bodies.items() if p != path]
            return status, other[0] if other else body[::-1]
        return status, body


def handler(lies):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status, body, headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if "slow" not in lies.words:
                self.wfile.write(body)
                return
            for at in range(0, len(body), 256):
                time.sleep(0.02)  # the lie itself; nothing waits for it
                self.wfile.write(body[at:at + 256])
                self.wfile.flush()

        def ask(self, sent):
            port = int(lies.words.get("fork", relay))
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            c.request(self.command, self.path, body=sent,
                      headers=dict(self.headers))
            got = c.getresponse()
            status, body = lies.change(self.path, got.status, got.read())
            keep = {k: v for k, v in got.getheaders()
                    if k.lower() not in ("content-length", "connection")}
            c.close()
            return status, body, keep

        def handle_any(self):
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if "nonsense" in lies.words:
                self.answer(*next(nonsense))
                return
            if "slow" in lies.words:
                time.sleep(0.1 + len(sent) / 65536 * 0.05)
            answer = None
            if "freeze" in lies.words and self.command == "GET":
                answer = lies.first.get(self.path)
            if answer is None:
                answer = self.ask(sent)
            if self.command == "GET":
                lies.first.setdefault(self.path, answer)
            self.answer(*answer)

        do_GET = do_POST = do_PATCH = do_PUT = do_HEAD = do_DELETE = handle_any

        def log_message(self, *_):
            pass

    return Handler


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


servers = []
for client in sys.argv[2:]:
    port, _, words = client.partition(":")
    servers.append(Server(
        ("127.0.0.1", int(port)), handler(Lies(words.split("+")))))
for server in servers[1:]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
servers[0].serve_forever()
