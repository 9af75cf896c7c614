#!/usr/bin/env python3
"""Refused parts, one behind the other, whose answers no one reads.

usage: pipelined.py PORT INTAKE WORK-PEER

Until an answer is stuck; then the upload is dropped by another connection, and
the first one breaks.  The relay must not touch what it has freed (a sanitizer
sees it) and must still serve.
"""
import base64
import datetime
import hashlib
import http.client
import os
import select
import socket
import struct
import subprocess
import sys

port, intake = int(sys.argv[1]), sys.argv[2]
b64 = lambda x: base64.b64encode(x).decode()


def create():
    data = os.urandom(5000)
    digest = hashlib.sha256(data)
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    nonce = subprocess.run([sys.argv[3], intake, digest.hexdigest(), "5000",
                            day, "8"], check=True, capture_output=True,
                           text=True).stdout.strip()
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    c.request("POST", f"/v1/intakes/{intake}/envelopes", headers={
        "Tus-Resumable": "1.0.0", "Upload-Length": "5000",
        "Upload-Metadata": f"sha256 {b64(digest.digest())},nonce "
        f"{b64(bytes.fromhex(nonce))},day {b64(day.encode())}"})
    answer = c.getresponse()
    assert answer.status == 201, answer.status
    return answer.getheader("Location")


for extra, body in ((f"Upload-Checksum: sha1 {b64(bytes(20))}\r\n", b"x"),
                    ("", b"")):
    where = create()
    part = (f"PATCH {where} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
            "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream"
            f"\r\n{extra}Content-Length: {len(body)}\r\n\r\n").encode() + body
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    s.connect(("127.0.0.1", port))
    s.setblocking(False)
    sent, buffer = 0, part * 200
    # Until the relay takes nothing more for a second: its answer is stuck.
    while sent < 80_000_000 and select.select([], [s], [], 1)[1]:
        sent += s.send(buffer[sent % len(part):])
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    c.request("DELETE", where, headers={"Tus-Resumable": "1.0.0"})
    deleted = c.getresponse().status
    assert deleted in (204, 423), deleted
    # A reset, not an orderly end.
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
    for _ in range(20):
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        c.request("GET", "/v1/relay")
        assert c.getresponse().status == 200
        c.close()
    print(f"{sent // len(part)} parts unread, DELETE {deleted}, still serving")
