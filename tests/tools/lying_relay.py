#!/usr/bin/env python3
"""Stands before a relay and keeps, or changes, what it is asked.

usage: lying_relay.py PORT RELAY-PORT PATHS
       [--change | --stale=CHECKPOINT | --directory=FILE | --bulletins=1,2]

Writes the path of each GET below .../log/ to PATHS.  --change flips a bit of
each entry bundle; --stale gives an older checkpoint for any publication;
--directory what FILE holds now as the directory; --bulletins lists those alone.
"""
import sys
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, relay, paths = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
lie = sys.argv[4] if len(sys.argv) > 4 else ""
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path
        if "/log/" in path:
            with lock, open(paths, "a", encoding="ascii") as file:
                file.write(path + "\n")
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{relay}{path}", timeout=20) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, body = error.code, error.read()
        if lie.startswith("--stale=") and "/log/checkpoint" in path:
            status, body = 200, open(lie[8:], "rb").read()
        if lie.startswith("--bulletins=") and path.endswith("/bulletins"):
            status, body = 200, lie[12:].replace(",", "\n").encode()
            body += b"\n" if body else b""
        if lie.startswith("--directory=") and path == "/v1/directory":
            status, body = 200, open(lie[12:], "rb").read()
        if lie == "--change" and "/tile/entries/" in path and len(body) > 40:
            body = body[:10] + bytes([body[10] ^ 1]) + body[11:]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
