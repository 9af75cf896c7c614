#!/usr/bin/env python3
"""Each bound of a relay's configuration, one over it and one under it.

usage: limits.py PORT INTAKE WORK-PEER NAME=VALUE...

The values are those of the configuration; docs/man/valise-relay.1.scd names
them all.
"""
import base64
import datetime
import hashlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time

port, intake, work = int(sys.argv[1]), sys.argv[2], sys.argv[3]
limit = {k: int(v) for k, v in (a.split("=") for a in sys.argv[4:])}
OCTETS = "application/offset+octet-stream"
b64 = lambda x: base64.b64encode(x).decode()


def connect(timeout=30):
    return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)


def metadata(length, digest):
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    nonce = subprocess.run([work, intake, digest.hex(), str(length), day,
                            str(limit["work_bits"])], check=True,
                           capture_output=True, text=True).stdout.strip()
    return (f"sha256 {b64(digest)},nonce {b64(bytes.fromhex(nonce))},"
            f"day {b64(day.encode())}")


def create(length, body=b"", digest=None):
    c = connect()
    digest = digest or hashlib.sha256(os.urandom(8)).digest()
    c.request("POST", f"/v1/intakes/{intake}/envelopes", body=body, headers={
        "Tus-Resumable": "1.0.0", "Upload-Length": str(length),
        "Upload-Metadata": metadata(length, digest),
        **({"Content-Type": OCTETS} if body else {})})
    answer = c.getresponse()
    content = answer.read()
    c.close()
    return answer.status, answer.headers, content


def patch(where, offset, body):
    c = connect()
    c.putrequest("PATCH", where)
    for name, value in (("Tus-Resumable", "1.0.0"), ("Content-Type", OCTETS),
                        ("Upload-Offset", str(offset)),
                        ("Content-Length", str(len(body)))):
        c.putheader(name, value)
    c.endheaders()
    try:
        c.send(body)
    except OSError:
        pass  # it has answered already
    status = c.getresponse().status
    c.close()
    return status


def patch_in_chunks(where, offset, body):
    """Without a length that is announced."""
    c = connect()
    c.putrequest("PATCH", where)
    for name, value in (("Tus-Resumable", "1.0.0"), ("Content-Type", OCTETS),
                        ("Upload-Offset", str(offset)),
                        ("Transfer-Encoding", "chunked")):
        c.putheader(name, value)
    c.endheaders()
    try:
        c.send(b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
    except OSError:
        pass  # it has answered already
    status = c.getresponse().status
    c.close()
    return status


def expect(what, got, wanted):
    assert got == wanted, (what, got, wanted)
    print(f"{what}: {got}")


most = limit["max_envelope_bytes"]
expect("max_envelope_bytes and one", create(most + 1)[0], 413)
status, headers, _ = create(most)
expect("max_envelope_bytes", status, 201)
where = headers["Location"]
part = limit["part_bytes"]
expect("part_bytes and one", patch(where, 0, bytes(part + 1)), 413)
expect("part_bytes", patch(where, 0, bytes(part)), 204)

# A head that is longer than the memory of a connection; a path over 512 bytes.
for what, path, extra in (("a long head", "/v1/relay", "x" * 20000),
                          ("a long path", "/v1/" + "a" * 600, "")):
    c = connect()
    c.request("GET", path, headers={"X": extra} if extra else {})
    status = c.getresponse().status
    assert status in (404, 413, 414, 431, 500), status
    print(f"{what}: {status}")
    c.close()

# Bodies in memory: beyond it by way of a file, which is not refused.
held = []
for _ in range(limit["max_flight_bytes"] // 1000000 + 2):
    digest = hashlib.sha256(os.urandom(8)).digest()
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall((f"POST /v1/intakes/{intake}/envelopes HTTP/1.1\r\nHost: x\r\n"
               "Tus-Resumable: 1.0.0\r\nUpload-Length: 1000000\r\n"
               f"Content-Type: {OCTETS}\r\nContent-Length: 1000000\r\n"
               f"Upload-Metadata: {metadata(1000000, digest)}\r\n\r\n"
               ).encode() + bytes(1000))
    held.append(s)
data = os.urandom(5000)
expect("behind max_flight_bytes",
       create(len(data), data, hashlib.sha256(data).digest())[0], 201)
for s in held:
    s.close()

# Idle and slow connections are closed, in about the time that is set.
for what, first, seconds in (
        ("connection_timeout_seconds, nothing sent", b"",
         limit["connection_timeout_seconds"]),
        ("connection_timeout_seconds, half a head", b"GET /v1/re",
         limit["connection_timeout_seconds"])):
    s = socket.create_connection(("127.0.0.1", port))
    s.settimeout(seconds + 30)
    s.sendall(first)
    began = time.monotonic()
    while s.recv(1000):
        pass
    took = time.monotonic() - began
    assert took >= seconds - 1.5, took
    print(f"{what}: closed after {took:.1f} s")
# A request that drips is cut off, though it is never idle.
s = socket.create_connection(("127.0.0.1", port))
digest = hashlib.sha256(b"drip").digest()
s.sendall((f"POST /v1/intakes/{intake}/envelopes HTTP/1.1\r\nHost: x\r\n"
           "Tus-Resumable: 1.0.0\r\nUpload-Length: 9000\r\n"
           f"Content-Type: {OCTETS}\r\nContent-Length: 9000\r\n"
           f"Upload-Metadata: {metadata(9000, digest)}\r\n\r\n").encode())
began = time.monotonic()
s.settimeout(0.2)
while time.monotonic() - began < limit["request_seconds"] + 30:
    try:
        s.sendall(b"x")
        if not s.recv(1000):
            break
    except TimeoutError:
        continue
    except OSError:
        break
took = time.monotonic() - began
assert limit["request_seconds"] - 1.5 <= took < limit["request_seconds"] + 25
print(f"request_seconds: cut off after {took:.1f} s")

# One connection too many is served, and of those that have said the least one
# goes: never more stand than may.
crowd = []
for _ in range(limit["max_connections"] * 2):
    s = socket.create_connection(("127.0.0.1", port))
    s.sendall(b"GET /v1/rel")
    crowd.append(s)
# As a sender does: one who was slow enough to be the least asks once more.
for left in (2, 1, 0):
    try:
        c = connect()
        c.request("GET", "/v1/relay")
        expect("behind twice max_connections", c.getresponse().status, 200)
        break
    except (ConnectionError, http.client.HTTPException):
        assert left, "nobody is served behind twice max_connections"
began = time.monotonic()
while True:
    stand = 0
    for s in crowd:
        s.setblocking(False)
        try:
            stand += s.recv(1) != b""
        except BlockingIOError:
            stand += 1
        except OSError:
            pass  # it was cut off
    if stand < limit["max_connections"]:
        break
    assert time.monotonic() - began < 30, stand
    time.sleep(0.1)  # between two looks
print(f"max_connections: {stand} of {len(crowd)} stand")
assert stand > limit["max_connections"] // 2, "all were sent away"
for s in crowd:
    s.close()
c.close()

# max_uploads: those with the fewest bytes give way, none that is at work.
full = [create(5000) for _ in range(limit["max_uploads"] + 3)]
statuses = [s for s, _, _ in full]
assert set(statuses) <= {201, 503} and 503 in statuses, statuses
print(f"max_uploads: {statuses.count(201)} begun, "
      f"{statuses.count(503)} refused while all are fresh")
# An unfinished upload expires.
made = next(h["Location"] for s, h, _ in reversed(full) if s == 201)
began = time.monotonic()
while True:
    c = connect()
    c.request("HEAD", made, headers={"Tus-Resumable": "1.0.0"})
    status = c.getresponse().status
    c.close()
    if status == 404:
        break
    assert status in (200, 423), status
    assert time.monotonic() - began < limit["upload_expiry_seconds"] + 30
    time.sleep(0.1)  # between two questions
print(f"upload_expiry_seconds: gone after {time.monotonic() - began:.1f} s")


# The quota, in bytes of envelopes.  Its last quarter is for what comes whole, its
# last eighth for what is small, too; and a halving of what is free is a bit.
def fill(size, until):
    """What is kept, until one is refused or so much is."""
    global kept
    while kept + size <= until:
        data = os.urandom(size)
        status, _, _ = create(size, data, hashlib.sha256(data).digest())
        if status != 201:
            return status
        kept += size
    return 201


def announced():
    c = connect()
    c.request("GET", "/v1/relay")
    bits = json.loads(c.getresponse().read())["work_bits"]
    c.close()
    return bits


def settled(question, wanted):
    """Until the relay has looked at its room, which it does each second."""
    began = time.monotonic()
    while (got := question()) != wanted:
        assert time.monotonic() - began < 30, (got, wanted)
        time.sleep(0.1)  # between two questions
    return got


kept = 5000  # above, behind max_flight_bytes
most = limit["max_spool_bytes"]
expect("bits, all free", announced(), limit["work_bits"])
expect("up to the half", fill(500000, most * 6 // 10), 201)
settled(announced, limit["work_bits"] + 1)
expect("bits, less than half is free", announced(), limit["work_bits"] + 1)
expect("a part of an upload_share_percent of all",
       create(limit["max_envelope_bytes"])[0], 201)
status, headers, _ = create(most // 10)
expect("an upload in parts, above a quarter", status, 201)
where = headers["Location"]
expect("its part", patch(where, 0, bytes(10000)), 204)
# A length that is not announced is as long as it may be.
expect("up to less than an upload above it", fill(300000, most * 69 // 100), 201)
expect("its part in chunks", patch_in_chunks(where, 10000, bytes(10000)), 507)
expect("as long a part, announced", patch(where, 10000, bytes(10000)), 204)
expect("up to the last quarter", fill(500000, most * 15 // 20 + 400000), 201)
expect("a part in it", patch(where, 20000, bytes(10000)), 507)
expect("another in parts", create(100000, bytes(1000))[0], 507)
expect("whole ones in it", fill(250000, most), 507)
assert most * 17 // 20 <= kept <= most * 7 // 8, kept
expect("small ones in the last eighth", fill(60000, 2 * most), 507)
assert most - 130000 <= kept + 20000 <= most, kept
print(f"max_spool_bytes: {kept} kept of {most}")
expect("bits, an eighth and less", settled(announced, limit["work_bits"] + 3),
       limit["work_bits"] + 3)
expect("small ones beyond it", create(
    60000, (data := os.urandom(60000)), hashlib.sha256(data).digest())[0], 507)
