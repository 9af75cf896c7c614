#!/usr/bin/env python3
"""Requests that were cut, mixed and changed, to a real relay on loopback.

usage: stream_fuzz.py PORT INTAKE SEED COUNT

After every hundred the relay must still answer as it should.  The same seed
sends the same bytes.
"""
import http.client
import random
import socket
import sys

port, intake, seed, count = (int(sys.argv[1]), sys.argv[2], int(sys.argv[3]),
                             int(sys.argv[4]))
chance = random.Random(seed)
whole = [
    b"GET /v1/relay HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/intakes/%s/log/checkpoint HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/intakes/%s/log/tile/0/000.p/1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/intakes/%s/log/tile/entries/x999/000 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"OPTIONS /v1/intakes/%s/envelopes HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/intakes/%s/envelopes HTTP/1.1\r\nHost: x\r\n"
    b"Tus-Resumable: 1.0.0\r\nUpload-Length: 100\r\nContent-Length: 5\r\n"
    b"Upload-Metadata: sha256 AAAA,nonce AAAA,day MjAyNi0xMS0yNQ==\r\n"
    b"Upload-Checksum: sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=\r\n"
    b"Content-Type: application/offset+octet-stream\r\n\r\nhello",
    b"PATCH /v1/uploads/00000000000000000000000000000000 HTTP/1.1\r\n"
    b"Host: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
    b"Content-Type: application/offset+octet-stream\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"HEAD /v1/uploads/0123456789abcdef0123456789abcdef HTTP/1.1\r\n"
    b"Host: x\r\nTus-Resumable: 1.0.0\r\n\r\n",
    b"PUT /v1/intakes/%s/bulletins/1 HTTP/1.1\r\nHost: x\r\n"
    b"Content-Digest: sha-256=:AAAA:\r\nContent-Length: 3\r\n"
    b'Signature-Input: v=("@method");created=1;keyid="a";nonce="b";'
    b'alg="ed25519"\r\nSignature: v=:AAAA:\r\nBulletin-Note-Length: 1\r\n'
    b"\r\nabc",
]
whole = [w.replace(b"%s", intake.encode()) for w in whole]
odd = [b"\0", b"\r", b"\n", b"\xff" * 9, b":", b"%2e%2e/", b"../" * 40,
       b"-1", b"18446744073709551616", b"0x10", b" " * 300, b"A" * 9000,
       b"\r\n\r\n", b"Content-Length: 1\r\n", b"Transfer-Encoding: chunked\r\n",
       b"ffffffffffffffff\r\n", b",;=\"\\"]


def mutate():
    data = bytearray(chance.choice(whole))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at:at] = chance.choice(odd)
        elif kind == 2:
            del data[at:at + chance.randrange(30)]
        elif kind == 3:
            other = chance.choice(whole)
            data[at:] = other[chance.randrange(len(other)):]
        else:
            data += chance.choice(whole)
    return bytes(data)


answered = 0
for n in range(count):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as s:
        try:
            for piece in range(chance.randrange(1, 4)):
                s.sendall(mutate())
            if chance.randrange(3):
                s.shutdown(socket.SHUT_WR)
                while got := s.recv(65536):
                    answered += got.count(b"HTTP/1.1 ")
        except TimeoutError:
            sys.exit("no answer, and no end")
        except OSError:
            pass  # it closed the connection, which it may
    if n % 100 == 99:
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        c.request("GET", "/v1/relay")
        assert c.getresponse().status == 200
        c.close()
print(f"seed {seed}: {count} streams, {answered} answers, still serving")
