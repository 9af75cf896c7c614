#!/usr/bin/env python3
"""Stands before a relay, or in its place, and makes trouble.

usage: trouble_relay.py PORT RELAY-PORT TROUBLE

nonsense    answers that no relay gives, of every kind, in turn
receipt     flips a bit of each promise on its way
slow        hands on every answer and every 64 KiB late, a little at a time
log         flips a bit of each bundle of the log's entries
endless     answers each question for publications with the same whole page
hide        lists no envelope
sizes       lists each envelope as five bytes long, and says that it is erased
"""
import http.client
import itertools
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, relay, trouble = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
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


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        for at in range(0, len(body), 256):
            if trouble == "slow":
                time.sleep(0.02)  # the trouble itself; nothing waits for it
            self.wfile.write(body[at:at + 256])
            self.wfile.flush()

    def handle_any(self):
        sent = self.body()
        if trouble == "nonsense":
            self.answer(*next(nonsense))
            return
        if trouble == "slow":
            time.sleep(0.1 + len(sent) / 65536 * 0.05)
        c = http.client.HTTPConnection("127.0.0.1", relay, timeout=60)
        c.request(self.command, self.path, body=sent,
                  headers=dict(self.headers))
        got = c.getresponse()
        content = got.read()
        if (trouble == "receipt" and
                content.startswith(b"c2sp.org/tlog-proof@v1\n")):
            content = content[:-10] + bytes([content[-10] ^ 1]) + content[-9:]
        if trouble == "log" and "/log/tile/entries/" in self.path:
            content = content[:-1] + bytes([content[-1] ^ 1])
        if trouble == "endless" and "/publications" in self.path:
            content = b"".join(b"publication 2026-01-01T%02d%02d%02dZ %d 0 %s\n" %
                               (n // 3600, n // 60 % 60, n % 60, n + 1,
                                b"0" * 64) for n in range(1000))
        path = self.path.partition("?")[0]
        status = got.status
        if trouble == "hide" and path.endswith("/envelopes"):
            content = b""
        if trouble == "sizes" and path.endswith("/envelopes"):
            content = b"".join(
                b" ".join(b"5" if n == 1 else word
                          for n, word in enumerate(line.split(b" "))) + b"\n"
                for line in content.splitlines())
        elif trouble == "sizes" and "/envelopes/" in path:
            status, content = 410, b""
        keep = {k: v for k, v in got.getheaders()
                if k.lower() not in ("content-length", "connection")}
        self.answer(status, content, keep)
        c.close()

    do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = handle_any

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
