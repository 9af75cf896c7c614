#!/usr/bin/env python3
"""A thousand connections that mean no good, on loopback, for some seconds.

usage: flood.py PORT INTAKE KIND CONNECTIONS SECONDS BITS

requests   creations without work, as fast as they are answered
slow       a byte of a head every half second
reserve    creations with BITS of work of the largest size, and no byte
bodies     creations with BITS of work whose body never comes to its end
Prints how many requests were answered, and how; ends by itself.
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
    digest, day = os.urandom(32), time.strftime("%Y-%m-%d", time.gmtime())
    head = (b"valise-work/1" + hashlib.sha256(intake.encode()).digest() +
            digest + length.to_bytes(8, "big") + day.encode())
    for n in itertools.count():
        nonce = n.to_bytes(16, "big")
        got = hashlib.blake2b(head + nonce, digest_size=32).digest()
        if int.from_bytes(got[:8], "big") >> (64 - bits) == 0:
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
    return head.split(b" ")[1].decode(), b"close" in head.lower()


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
                    status, closed = await asyncio.wait_for(
                        read_answer(reader), 30)
                    answers[status] += 1
                    if closed:
                        break
                elif kind == "reserve":
                    size = 2 << 30
                    writer.write(creation(size, stamped(size)).replace(
                        f"Content-Length: {size}".encode(),
                        b"Content-Length: 0"))
                    await writer.drain()
                    status, closed = await asyncio.wait_for(
                        read_answer(reader), 30)
                    answers[status] += 1
                    if closed:
                        break
                elif kind == "slow":
                    for byte in creation(5000):
                        writer.write(bytes([byte]))
                        await writer.drain()
                        await asyncio.sleep(0.5)
                        if time.monotonic() > until or reader.at_eof():
                            break
                    answers["cut off" if reader.at_eof() else "held"] += 1
                    break
                else:
                    writer.write(creation(900000, stamped(900000)) +
                                 os.urandom(1000))
                    await writer.drain()
                    got = await asyncio.wait_for(
                        reader.read(100), max(0.1, until - time.monotonic()))
                    answers[got[9:12].decode() or "cut off"] += 1
                    break
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            answers["broken"] += 1
        finally:
            writer.close()


async def main():
    await asyncio.gather(*(one() for _ in range(connections)))


asyncio.run(main())
print(kind, dict(answers))
