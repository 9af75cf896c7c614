#!/usr/bin/env python3
"""Random sequences of tus requests, compared with a model of what must happen.

usage: tus_model.py PORT INTAKE SEED STEPS WORK-PEER

Every offset that the relay tells must be the model's; a whole upload must give
a promise, once and always the same; nothing else may be taken.
"""
import base64
import datetime
import hashlib
import http.client
import random
import subprocess
import sys
import time

port, intake, seed, steps = (int(sys.argv[1]), sys.argv[2], int(sys.argv[3]),
                             int(sys.argv[4]))
chance = random.Random(seed)
OCTETS = "application/offset+octet-stream"
b64 = lambda x: base64.b64encode(x).decode()


def ask(method, path, body=b"", **headers):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    headers.setdefault("Tus-Resumable", "1.0.0")
    try:
        c.request(method, path, body=body, headers=headers)
        answer = c.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        c.close()


def metadata(data):
    digest = hashlib.sha256(data)
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    nonce = subprocess.run([sys.argv[5], intake, digest.hexdigest(),
                            str(len(data)), day, "8"], check=True,
                           capture_output=True, text=True).stdout.strip()
    return (f"sha256 {b64(digest.digest())},nonce {b64(bytes.fromhex(nonce))},"
            f"day {b64(day.encode())}")


class Upload:
    def __init__(self):
        self.data = chance.randbytes(chance.randrange(1, 60000))
        self.sent = bytearray()  # what the relay must hold
        first = chance.choice([0, 0, len(self.data) // 3])
        status = 503
        while status == 503:  # places that others left are free soon
            status, headers, _ = ask(
                "POST", f"/v1/intakes/{intake}/envelopes", self.data[:first],
                Upload_Length=str(len(self.data)),
                Upload_Metadata=metadata(self.data),
                **({"Content_Type": OCTETS} if first else {}))
            if status == 503:
                time.sleep(0.2)  # between two questions
        assert status == 201, status
        self.path = headers["Location"]
        self.sent += self.data[:first]
        self.promise = None
        self.gone = self.done = False
        self.moved = time.monotonic()
        self.check(headers, status)

    def check(self, headers, status):
        if status in (201, 204) and not self.gone:
            assert int(headers["Upload-Offset"]) == len(self.sent), (
                headers["Upload-Offset"], len(self.sent))

    def part(self):
        offset = len(self.sent)
        wanted = chance.choice([offset] * 5 + [0, offset + 1, 1 << 40])
        n = chance.randrange(0, 30000)
        good = self.data[offset:offset + n]
        body = good if chance.randrange(4) else chance.randbytes(len(good))
        if not chance.randrange(12):
            body = body + chance.randbytes(len(self.data) + 1)
        headers = {"Upload_Offset": str(wanted), "Content_Type": OCTETS}
        checksum = chance.randrange(3) == 0
        if checksum:
            headers["Upload_Checksum"] = "sha1 " + b64(
                hashlib.sha1(good).digest())
        status, got, _ = ask("PATCH", self.path, body, **headers)
        self.may_have_gone(status)
        if self.gone or self.done:
            assert status == 404, status
        elif wanted != offset:
            assert status == 409, status
        elif len(body) > len(self.data) - offset:
            assert status == 413, status
        elif checksum and body != good:
            assert status == 460, status
        elif offset + len(body) == len(self.data) and (
                bytes(self.sent) + body != self.data):
            assert status == 460, status  # the whole is not what was announced
            self.gone = True
        else:
            assert status == 204, (status, len(body), offset)
            self.sent += body
            if body:  # an empty one brings nothing
                self.moved = time.monotonic()
            self.check(got, status)
            self.done = len(self.sent) == len(self.data)

    def may_have_gone(self, status):
        """One that brings nothing for a minute, or no byte in ten seconds, gives way
        (RELAY-API, `max_uploads`): on a slow machine a step comes that late."""
        still = time.monotonic() - self.moved
        if status == 404 and not self.done and \
                still > (45 if self.sent else 8):
            self.gone = True

    def head(self):
        status, got, body = ask("HEAD", self.path)
        self.may_have_gone(status)
        assert status == (404 if self.gone else 200), status
        if not self.gone:
            assert int(got["Upload-Offset"]) == len(self.sent)
            assert int(got["Upload-Length"]) == len(self.data)

    def delete(self):
        status, _, body = ask("DELETE", self.path)
        self.may_have_gone(status)
        assert status == (404 if self.gone or self.done else 204), status
        self.gone = self.gone or not self.done

    def receipt(self):
        status, _, body = ask("GET", self.path + "/receipt")
        self.may_have_gone(status)
        if self.gone:
            assert status == 404, status
        elif not self.done:
            assert status == 409, status
        else:
            assert status == 200 and body.startswith(b"c2sp.org/tlog-proof@v1")
            assert self.promise in (None, body), "another promise"
            self.promise = body

    def nonsense(self):
        status, _, _ = ask(chance.choice(["PUT", "TRACE", "FOO", "GET"]),
                           self.path)
        assert status in (404, 405), status
        status, _, _ = ask("PATCH", self.path, b"x", Tus_Resumable="9.9")
        assert status == 412, status


uploads = [Upload()]
for step in range(steps):
    if not chance.randrange(12):
        uploads.append(Upload())
    one = chance.choice(uploads[-6:])
    chance.choice([one.part] * 6 + [one.head] * 3 + [one.receipt] * 2 +
                  [one.nonsense] + [one.delete] * (not chance.randrange(4)))()
for one in uploads:
    one.head()
    one.receipt()
whole = sum(one.done for one in uploads)
print(f"seed {seed}: {steps} steps, {len(uploads)} uploads, {whole} whole")
assert whole > 0
print("promised", whole)
