#!/usr/bin/env python3
"""All that a relay serves to anyone, searched for one sealed file.

usage: public_view.py PORT INTAKE ENVELOPE RECEIPT UNSENT WORK-PEER

The file was sent and settled.  Nothing may tell that it was, nor when within
the publication; only who holds its receipt may find the entry.
"""
import base64
import datetime
import hashlib
import http.client
import re
import subprocess
import sys

port, intake = int(sys.argv[1]), sys.argv[2]
envelope = open(sys.argv[3], "rb").read()
receipt = open(sys.argv[4]).read()
unsent = open(sys.argv[5], "rb").read()
seen, dates = [], set()


def ask(method, path, body=b"", headers=None):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    c.request(method, path, body=body, headers=headers or {})
    answer = c.getresponse()
    content = answer.read()
    c.close()
    head = str(answer.headers).encode()
    if method != "POST":
        seen.append(head + content)
    dates.add(answer.headers["Date"])
    for name in ("Last-Modified", "ETag", "Age", "Server"):
        assert answer.headers[name] is None, name
    return answer.status, answer.headers, content


base = f"/v1/intakes/{intake}"
for path in ("/v1/relay", "/v1/directory", "/", "/v1/relay?x", "/metrics"):
    ask("GET", path)
status, _, note = ask("GET", base + "/log/checkpoint")
assert status == 200
size = int(note.split(b"\n")[1])
publication = re.search(r"\d{4}-\d\d-\d\d(T\d{6}Z)?", receipt)
for path in ("", "/" + publication[0]):
    status, _, lines = ask("GET", base + "/log/publications" + path)
    assert status == 200, path
entries = b""
for level in ("entries", "0", "1", "2"):
    count = size if level in ("entries", "0") else size >> (8 * int(level))
    for n in range(0, count, 256):
        width = min(256, count - n)
        path = f"{base}/log/tile/{level}/{n // 256:03d}"
        if width < 256:
            path += f".p/{width}"
        status, _, content = ask("GET", path)
        assert status == 200, path
        if level == "entries":
            entries += content
for n in ask("GET", base + "/bulletins")[2].split():
    ask("GET", f"{base}/bulletins/{n.decode()}")
    status, _, cells = ask("GET", f"{base}/bulletins/{n.decode()}/cells")
    assert len(cells) % 65536 == 0
digest = hashlib.sha256(envelope)
# Import notes name hashes of files: for couriers and other relays alone.
for path in ("/import-notes", "/import-notes/1", "/envelopes",
             "/envelopes/" + digest.hexdigest(),
             "/envelopes?carried=1", "/publications"):
    status, _, content = ask("GET", base + path)
    assert status == 404 and b"not found" in content, (path, status)


def stamped(data):
    h = hashlib.sha256(data)
    day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
    nonce = subprocess.run([sys.argv[6], intake, h.hexdigest(),
                            str(len(data)), day, "8"], check=True,
                           capture_output=True, text=True).stdout.strip()
    b64 = lambda x: base64.b64encode(x).decode()
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Metadata": f"sha256 {b64(h.digest())},"
                               f"nonce {b64(bytes.fromhex(nonce))},"
                               f"day {b64(day.encode())}"}


# Sent again, or for the first time: the same answer, but for what is random.
def shape(answer):
    status, headers, content = answer
    text = re.sub(rb"[A-Za-z0-9+/=]{12,}", b"*", content)
    return (status, sorted(headers.keys()), headers["Upload-Offset"] is None,
            text.count(b"\n"), text.split(b"\n")[0])


for part in (0, 1000, None):
    answers = []
    for data in (envelope, unsent):
        answers.append(shape(ask(
            "POST", base + "/envelopes",
            data if part is None else data[:part], stamped(data))))
    assert answers[0] == answers[1], answers

nonce = base64.b64decode(receipt.split("\n")[1].split()[1])
everything = b"\n".join(seen)
entry = hashlib.sha256(b"valise-leaf/1\x01" + nonce + digest.digest()).digest()
assert entry in entries, "the search itself does not work"
for what, value in (("hash", digest.digest()), ("nonce", nonce),
                    ("stanza", envelope[80:120]), ("end", envelope[-16:])):
    for spelling in (value, value.hex().encode(),
                     value.hex().upper().encode(),
                     base64.b64encode(value).rstrip(b"="),
                     base64.urlsafe_b64encode(value).rstrip(b"="),
                     value[:8].hex().encode(), value[:8]):
        assert spelling not in everything, f"the {what} is there"
assert not re.search(rb"\b%d\b" % len(envelope), everything), "its size is"
assert all(re.search(r" \d\d:00:00 GMT$", d) for d in dates), dates
# Within a publication the entries are sorted: their order tells no time.
rows = [entries[i + 2:i + 34] for i in range(0, len(entries), 34)]
assert len(rows) == size
mixed = 0
for line in lines.decode().splitlines():
    name, first, end = line.split()
    part = rows[int(first):int(end)]
    marker = hashlib.sha256(
        b"valise-leaf/1\x02" + name.encode().ljust(24, b"\0")).digest()
    assert part[-1] == marker and part[:-1] == sorted(part[:-1]), name
    # A power of two, whatever came: one report alone is as many as none.
    assert len(part) >= 17 and (len(part) - 1) & (len(part) - 2) == 0, name
    mixed += 1
assert mixed >= 1
print(f"{len(seen)} answers, {len(everything)} bytes, {size} entries: the file "
      "is not in them")
