#!/usr/bin/env python3
"""Requests that can't be read or framed: one answer each, as the relay's are.

usage: unframed.py PORT INTAKE [CERTIFICATE]

Whoever gives the answer, it is one, with Date rounded to the hour, without
Server, a problem (RFC 9457) of the status that it has, and the end of the
connection (docs/RELAY-API.md 2).  With a certificate: through TLS.
"""
import json
import re
import socket
import ssl
import sys

port, intake = int(sys.argv[1]), sys.argv[2]
tls = ssl.create_default_context(cafile=sys.argv[3]) if sys.argv[3:] else None
HOST = b"Host: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
where = f"/v1/intakes/{intake}/envelopes".encode()
post = b"POST " + where + b" HTTP/1.1\r\n" + HOST + b"Tus-Resumable: 1.0.0\r\n"

cases = {
    "a target of 20,000 bytes": (
        b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {414, 431}),
    "a header of 20,000 bytes": (
        b"GET /v1/relay HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 20000 +
        b"\r\n\r\n", {431}),
    "2,000 headers": (
        b"GET /v1/relay HTTP/1.1\r\n" + HOST +
        b"".join(b"X%d: 1\r\n" % n for n in range(2000)) + b"\r\n", {431}),
    "a header without a colon": (
        b"GET /v1/relay HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", {400}),
    "no Host": (b"GET /v1/relay HTTP/1.1\r\n\r\n", {400}),
    "another version": (
        b"GET /v1/relay HTTP/2.5\r\n" + HOST + b"\r\n", {505}),
    "no version that is one": (
        b"GET /v1/relay SPDY\r\n" + HOST + b"\r\n", {505, 400}),
    "a length that is none": (
        post + b"Content-Length: nine\r\n\r\n", {400}),
    "a length beyond all": (
        post + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", {413}),
    "a negative length": (post + b"Content-Length: -1\r\n\r\n", {400}),
    "a chunk without a size": (
        post + CHUNKED + b"\r\nnonsense\r\nxx\r\n0\r\n\r\n", {400, 403, 404}),
    "a chunk beyond all": (
        post + CHUNKED + b"\r\n" + b"f" * 40 + b"\r\n", {400, 403, 404, 413}),
    "chunks for what takes no body": (
        b"GET /v1/relay HTTP/1.1\r\n" + HOST + CHUNKED +
        b"\r\nzz\r\nnonsense\r\n", {400, 404, 413}),
    "chunks and a length": (
        post + CHUNKED + b"Content-Length: 4\r\n\r\nzz\r\n", {400, 403, 404}),
    "two requests behind a broken chunk": (
        post + CHUNKED + b"\r\nzz\r\n" +
        (b"GET /v1/relay HTTP/1.1\r\n" + HOST + b"\r\n") * 2, {400, 403, 404}),
}


def connect():
    s = socket.create_connection(("127.0.0.1", port), timeout=60)
    return tls.wrap_socket(s, server_hostname="127.0.0.1") if tls else s


def answer_to(request):
    with connect() as s:
        try:
            s.sendall(request)
        except OSError:
            pass  # it has answered and closed already
        got = b""
        try:
            while chunk := s.recv(65536):
                got += chunk
        except (ConnectionResetError, ssl.SSLEOFError):
            pass  # what was not read of the request
        return got


failed = 0
for what, (request, statuses) in cases.items():
    got = answer_to(request)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int((lines[0].split() + ["", "0"])[1])
    fields = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.lower(), []).append(value.strip())
    wrong = []
    if status not in statuses:
        wrong.append(f"status {status}, not of {sorted(statuses)}")
    if got.count(b"HTTP/1.1 ") != 1:
        wrong.append(f"{got.count(b'HTTP/1.1 ')} answers")
    if not re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:00:00 GMT",
                        ",".join(fields.get("date", []))):
        wrong.append(f"Date {fields.get('date')}")
    if "server" in fields:
        wrong.append("Server")
    if fields.get("tus-resumable") != ["1.0.0"]:
        wrong.append("no Tus-Resumable")
    if fields.get("content-type") != ["application/problem+json"]:
        wrong.append(f"Content-Type {fields.get('content-type')}")
    if fields.get("content-length") != [str(len(body))]:
        wrong.append(f"Content-Length {fields.get('content-length')} of "
                     f"{len(body)}")
    if fields.get("connection", [""])[0].lower() != "close":
        wrong.append(f"Connection {fields.get('connection')}")
    try:
        said = json.loads(body)
        if said["status"] != status or not said["detail"]:
            wrong.append(f"says {said}")
    except (ValueError, KeyError):
        wrong.append(f"body {body[:60]!r}")
    print(f"{what}: {status} {'; '.join(wrong) or 'as it should be'}")
    failed += bool(wrong)
sys.exit(failed > 0)
