#!/usr/bin/env python3
"""Many senders, while the index is held by another process, or erasing is due.

usage: held_index.py PORT INTAKE STORY heads|hold|erase
heads  each location is known at once
hold   promises are made while another process holds the index: their hashes go
       to STORY/promised, and the index is held until STORY/release exists
erase  what is due is erased though senders come all the time
"""
import base64
import collections
import concurrent.futures
import datetime
import hashlib
import http.client
import os
import sqlite3
import sys
import time

port, intake, story, what = int(sys.argv[1]), *sys.argv[2:5]
day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
index = f"{story}/spool/index.sqlite"
DUE = 8000
b64 = lambda x: base64.b64encode(x).decode()


def stamp(digest, size):
    """Eight bits, as docs/RELAY-API.md 3.2 has it."""
    head = (b"valise-work/1" + hashlib.sha256(intake.encode()).digest() +
            digest + size.to_bytes(8, "big") + day.encode())
    while True:
        nonce = os.urandom(16)
        if hashlib.blake2b(head + nonce, digest_size=32).digest()[0] == 0:
            return nonce


def ask(method, path, body=b"", **headers):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=100)
    c.request(method, path, body, {
        "Tus-Resumable": "1.0.0",
        **{k.replace("_", "-"): v for k, v in headers.items()}})
    answer = c.getresponse()
    answer.read()
    c.close()
    return answer


def send(_=None):
    data = os.urandom(300)
    digest = hashlib.sha256(data).digest()
    answer = ask("POST", f"/v1/intakes/{intake}/envelopes", data,
                 Content_Type="application/offset+octet-stream",
                 Upload_Length="300",
                 Upload_Metadata=f"sha256 {b64(digest)},nonce "
                 f"{b64(stamp(digest, 300))},day {b64(day.encode())}")
    return answer.status, digest.hex(), answer.headers["Location"]


def many(work, n):
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        return list(pool.map(work, range(n)))


def head(_):
    return ask("HEAD", send()[2]).status


if what == "heads":
    found = collections.Counter(many(head, 150))
    assert found == {200: 150}, found
elif what == "hold":
    db = sqlite3.connect(index, isolation_level=None, timeout=30)
    db.execute("BEGIN IMMEDIATE")
    sent = many(send, 100)
    assert {status for status, _, _ in sent} == {201}, sent
    with open(story + "/part", "w") as f:
        f.writelines(digest + "\n" for _, digest, _ in sent)
    os.rename(story + "/part", story + "/promised")
    while not os.path.exists(story + "/release"):
        time.sleep(0.05)  # between two looks
    db.execute("ROLLBACK")
elif what == "erase":
    many(send, DUE)
    db = sqlite3.connect(index, isolation_level=None, timeout=30)
    left = lambda: db.execute(
        "SELECT count(*) FROM envelope WHERE state = 2").fetchone()[0]
    while db.execute("SELECT count(*) FROM envelope").fetchone()[0] < DUE:
        time.sleep(0.05)  # between two looks
    db.execute("UPDATE envelope SET state = 2, erase_at = 1 WHERE state = 0")
    # Idle it never is: 64 each ten seconds would take twenty minutes.
    sends = 0
    while (now := left()) > 0:
        assert sends < 300, f"{now} are left after {sends} senders"
        send()
        sends += 1
        time.sleep(0.2)  # senders come, each before the relay is idle
    print(f"{DUE} erased while {sends} senders came")
