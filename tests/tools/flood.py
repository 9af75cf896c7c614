#!/usr/bin/env python3
"""A thousand connections that mean no good, on loopback, for some seconds.

usage: flood.py PORT INTAKE KIND CONNECTIONS SECONDS BITS [STAMPS]

requests   creations without work, as fast as they are answered
nothing    not a byte
slow       a byte of a head every half second
lines      a whole request line at once, then a byte of the head every two seconds
refused    creations without work, whose body trickles on behind the refusal
reserve    creations with work of 2 GiB (STAMPS: the largest), and no byte; then
           empty parts
bodies     creations with work of 900,000 bytes, whose body trickles
BITS are what the relay announces; the work is done here, or STAMPS has lines of
"SIZE METADATA", each of which is used again and again.  Prints how many requests
were answered, and how; ends by itself.
"""
import asyncio
import base64
import collections
import hashlib
import itertools
import os
import resource
import sys
import time

port, intake, kind = int(sys.argv[1]), sys.argv[2], sys.argv[3]
connections, seconds = int(sys.argv[4]), float(sys.argv[5])
bits = int(sys.argv[6])
answers = collections.Counter()
made = collections.defaultdict(list)
for line in open(sys.argv[7], encoding="ascii") if sys.argv[7:] else ():
    size, _, metadata = line.strip().partition(" ")
    made[int(size)].append(metadata)
made = {size: itertools.cycle(all_of) for size, all_of in made.items()}
until = time.monotonic() + seconds
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def creation(length, metadata=None):
    """A head; without metadata its work stamp is worth nothing."""
    if metadata is None:
        metadata = ("sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,"
                    "nonce AAAAAAAAAAAAAAAAAAAAAA==,day MjAyNi0xMS0yNQ==")
    return (f"POST /v1/intakes/{intake}/envelopes HTTP/1.1\r\n"
            f"Host: x\r\nTus-Resumable: 1.0.0\r\nUpload-Length: {length}\r\n"
            "Content-Type: application/offset+octet-stream\r\n"
            f"Upload-Metadata: {metadata}\r\n"
            f"Content-Length: {length}\r\n\r\n").encode()


def stamped(length):
    """Metadata with as much work as the relay asks for."""
    if length in made:
        return next(made[length])
    wanted = bits
    while length > 1310720 << wanted - bits:
        wanted += 1
    digest, day = os.urandom(32), time.strftime("%Y-%m-%d", time.gmtime())
    head = (b"valise-work/1" + hashlib.sha256(intake.encode()).digest() +
            digest + length.to_bytes(8, "big") + day.encode())
    for n in itertools.count():
        nonce = n.to_bytes(16, "big")
        got = hashlib.blake2b(head + nonce, digest_size=32).digest()
        if int.from_bytes(got[:8], "big") >> (64 - wanted) == 0:
            break
    return ",".join(f"{k} {base64.b64encode(v).decode()}" for k, v in (
        ("sha256", digest), ("nonce", nonce), ("day", day.encode())))


async def read_answer(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length:
        await reader.readexactly(length)
    return head.split(b" ")[1].decode(), b"close" in head.lower(), head


def location_of(head):
    return next(line.split(b": ")[1] for line in head.split(b"\r\n")
                if line.lower().startswith(b"location:"))


def empty_part(where):
    return (b"PATCH " + where + b" HTTP/1.1\r\nHost: x\r\n"
            b"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            b"Content-Type: application/offset+octet-stream\r\n"
            b"Content-Length: 0\r\n\r\n")


async def trickle(reader, writer):
    """Bytes now and then, until the relay has enough of it."""
    pause, at_once, every = TRICKLES[kind]
    writer.write(every[:at_once])
    got = asyncio.ensure_future(reader.read(65536))
    for byte in every[at_once:]:
        left = until - time.monotonic()
        await asyncio.wait([got], timeout=max(0.01, min(pause, left)))
        if time.monotonic() >= until:
            break
        if got.done():
            if not got.result():
                return "cut off"
            if kind != "refused":
                return "answered"
            got = asyncio.ensure_future(reader.read(65536))
        writer.write(bytes([byte]))
        await writer.drain()
    got.cancel()
    return "held"


HEAD = creation(5000)
TRICKLES = {  # seconds between bytes, how many come at once, all of them
    "nothing": (1000, 0, HEAD), "slow": (0.5, 0, HEAD),
    "lines": (2, HEAD.index(b"\r\n") + 2, HEAD),
    "refused": (2, len(HEAD), HEAD + bytes(5000))}


async def one():
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            answers["no connection"] += 1
            await asyncio.sleep(0.2)
            continue
        try:
            while time.monotonic() < until:
                if kind == "requests":
                    body = os.urandom(2048)
                    writer.write(creation(len(body)) + body)
                    await writer.drain()
                    status, closed, _ = await asyncio.wait_for(
                        read_answer(reader), 30)
                    answers[status] += 1
                    if closed:
                        break
                elif kind == "reserve":
                    size = max(made, default=2 << 30)
                    writer.write(creation(size, stamped(size)).replace(
                        f"Content-Length: {size}".encode(),
                        b"Content-Length: 0"))
                    await writer.drain()
                    status, closed, head = await asyncio.wait_for(
                        read_answer(reader), 30)
                    answers[status] += 1
                    if closed:
                        break
                    if status != "201":
                        await asyncio.sleep(1)
                        continue
                    where = location_of(head)
                    while time.monotonic() < until:
                        writer.write(empty_part(where))
                        await writer.drain()
                        status, closed, _ = await asyncio.wait_for(
                            read_answer(reader), 30)
                        answers["empty part " + status] += 1
                        if status != "204":
                            break
                        await asyncio.sleep(2)
                elif kind in TRICKLES:
                    answers[await trickle(reader, writer)] += 1
                    break
                else:
                    writer.write(creation(900000, stamped(900000)) +
                                 os.urandom(1000))
                    await writer.drain()
                    got = asyncio.ensure_future(reader.read(100))
                    while not got.done() and time.monotonic() < until:
                        writer.write(b"x")
                        await asyncio.wait([got], timeout=2)
                    answers[(got.result()[9:12].decode() or "cut off")
                            if got.done() else "held"] += 1
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            answers["broken"] += 1
        finally:
            writer.close()


async def main():
    await asyncio.gather(*(one() for _ in range(connections)))


asyncio.run(main())
print(kind, dict(answers))
