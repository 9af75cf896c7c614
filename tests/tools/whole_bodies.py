#!/usr/bin/env python3
"""Many whole envelopes at once; each promise is asked for again, each stamp used.

usage: whole_bodies.py PORT INTAKE WORK-PEER FILE [COUNT]

With COUNT: sends so many, each third twice in a row with another stamp, from 32
connections, and writes what was answered to FILE.  Without: asks for all of it
again, as after a restart.
"""
import base64
import concurrent.futures
import datetime
import hashlib
import http.client
import json
import os
import subprocess
import sys

port, intake, peer, file = int(sys.argv[1]), *sys.argv[2:5]
day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
b64 = lambda x: base64.b64encode(x).decode()


def ask(method, path, body=b"", headers=()):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        c.request(method, path, body=body,
                  headers={"Tus-Resumable": "1.0.0", **dict(headers)})
        answer = c.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        c.close()


def create(data, nonce):
    digest = hashlib.sha256(data)
    return ask("POST", f"/v1/intakes/{intake}/envelopes", data, {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Length": str(len(data)),
        "Upload-Metadata": f"sha256 {b64(digest.digest())},"
        f"nonce {b64(bytes.fromhex(nonce))},day {b64(day.encode())}"})


def look_again(sent):
    status, headers, body = ask("GET", sent["at"] + "/receipt")
    assert (status, body.decode()) == (200, sent["promise"]), (status, body)
    status, headers, _ = ask("HEAD", sent["at"])
    assert (status, headers["Upload-Offset"], headers["Upload-Length"]) == (
        200, str(sent["size"]), str(sent["size"])), (status, headers)
    # Whoever changes a digit knows nothing.
    place = 12 + int(sent["nonce"][:2], 16) % 32
    other = "0" if sent["at"][place] != "0" else "1"
    wrong = sent["at"][:place] + other + sent["at"][place + 1:]
    for path in (wrong + "/receipt", wrong):
        assert ask("GET" if path.endswith("t") else "HEAD", path)[0] == 404
    assert ask("DELETE", sent["at"])[0] == 404
    status = create(base64.b64decode(sent["data"]), sent["nonce"])[0]
    assert status == 409, f"a stamp counted twice: {status}"
    return sent


def send(data):
    nonce = subprocess.run(
        [peer, intake, hashlib.sha256(data).hexdigest(), str(len(data)), day,
         "8"], check=True, capture_output=True, text=True).stdout.strip()
    status, headers, body = create(data, nonce)
    assert status == 201, (status, body)
    # At once: nothing has made the relay note it yet.
    again = create(data, nonce)[0]
    assert again == 409, f"a stamp counted twice at once: {again}"
    return look_again({"at": headers["Location"], "promise": body.decode(),
                       "size": len(data), "nonce": nonce, "data": b64(data)})


with concurrent.futures.ThreadPoolExecutor(32) as pool:
    if len(sys.argv) > 5:
        bodies = [os.urandom(2000 + i) for i in range(int(sys.argv[5]))]
        twice = [b for i, b in enumerate(bodies)
                 for _ in range(1 + (i % 3 == 0))]
        found = list(pool.map(send, twice))
        assert len({s["at"] for s in found}) == len(found)
        with open(file, "w") as f:
            json.dump(found, f)
    else:
        with open(file) as f:
            found = list(pool.map(look_again, json.load(f)))
print(f"{len(found)} promises asked for again, each the same; "
      f"{len(found)} stamps used twice, each refused")
