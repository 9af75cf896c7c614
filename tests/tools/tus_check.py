#!/usr/bin/env python3
"""tus_check.py URL INTAKE FILE: drives a relay by hand, request by request."""
import base64
import datetime
import hashlib
import http.client
import sys
import urllib.parse

url, intake, path = sys.argv[1:]
data = open(path, "rb").read()
host = urllib.parse.urlparse(url).netloc
creation = f"/v1/intakes/{intake}/envelopes"
OCTETS = "application/offset+octet-stream"


def ask(method, where, body=None, **headers):
    c = http.client.HTTPConnection(host, timeout=20)
    c.putrequest(method, where, skip_accept_encoding=True)
    for name, value in headers.items():
        if value is None:
            continue
        c.putheader(name.replace("_", "-"), value)
    if body is not None and "Content_Length" not in headers:
        c.putheader("Content-Length", str(len(body)))
    c.endheaders()
    if body:
        try:
            c.send(body)
        except (BrokenPipeError, ConnectionResetError):
            pass
    answer = c.getresponse()
    content = answer.read()
    c.close()
    assert answer.getheader("Server") is None
    return answer, content


def stamp(content, bits, day=None):
    day = day or datetime.datetime.now(datetime.timezone.utc).strftime(
        "%Y-%m-%d")
    digest = hashlib.sha256(content).digest()
    head = (b"valise-work/1" + hashlib.sha256(intake.encode()).digest() +
            digest + len(content).to_bytes(8, "big") + day.encode())
    n = int.from_bytes(hashlib.sha256(str(stamp.count).encode()).digest()[:8],
                       "big")
    stamp.count += 1
    while True:
        nonce = n.to_bytes(16, "big")
        got = hashlib.blake2b(head + nonce, digest_size=32).digest()
        zeroes = 256 - int.from_bytes(got, "big").bit_length()
        if zeroes >= bits if bits > 0 else zeroes < 8:
            break
        n += 1
    b = lambda x: base64.b64encode(x).decode()
    return f"sha256 {b(digest)},nonce {b(nonce)},day {b(day.encode())}"


stamp.count = 0


def create(content=data, bits=8, **more):
    headers = {"Tus_Resumable": "1.0.0", "Upload_Length": str(len(content)),
               "Upload_Metadata": stamp(content, bits)}
    body = more.pop("body", b"")
    headers.update(more)
    if body:
        headers["Content_Type"] = OCTETS
    return ask("POST", creation, body, **headers)


def expect(what, got, wanted):
    answer, content = got
    assert answer.status == wanted, (what, answer.status, content)
    print(f"{what}: {answer.status}")
    return answer, content


a, _ = expect("options", ask("OPTIONS", creation), 204)
assert a.getheader("Tus-Version") == "1.0.0"
assert a.getheader("Tus-Extension").split(",") == [
    "creation", "creation-with-upload", "expiration", "termination",
    "checksum"]
assert a.getheader("Tus-Checksum-Algorithm").split(",") == ["sha1", "sha256"]
a, _ = expect("wrong version", create(Tus_Resumable="0.2.2"), 412)
assert a.getheader("Tus-Version") == "1.0.0"
expect("no length", create(Upload_Length=""), 400)
expect("too long", create(Upload_Length=str(1 << 50)), 413)
# Each with the reason that it is.
for what, got, reason in (
        ("no stamp", create(Upload_Metadata=None), b"is missing"),
        ("malformed stamp", create(Upload_Metadata="sha256 AAAA"), b"malformed"),
        ("weak stamp", create(bits=0), b"too weak"),
        ("old stamp", create(Upload_Metadata=stamp(data, 8, "2020-01-01")),
         b"of another day")):
    _, content = expect(what, got, 403)
    assert reason in content, (what, content)
expect("unknown path", ask("GET", "/v1/nothing"), 404)
expect("unknown intake", ask("POST", "/v1/intakes/no/envelopes", b""), 404)
expect("unsigned list", ask("GET", creation), 404)
expect("escaped path", ask("GET", "/v1/%72elay"), 404)

# Creation, parts, a wrong offset, the end, the promise.
a, _ = expect("creation", create(), 201)
where = a.getheader("Location")
assert a.getheader("Upload-Offset") == "0"
tus = {"Tus_Resumable": "1.0.0"}
expect("wrong type", ask("PATCH", where, data[:10], Upload_Offset="0",
                         Content_Type="text/plain", **tus), 415)
expect("wrong offset", ask("PATCH", where, data[:10], Upload_Offset="5",
                           Content_Type=OCTETS, **tus), 409)
expect("beyond the end", ask("PATCH", where, data + b"x", Upload_Offset="0",
                             Content_Type=OCTETS, **tus), 413)
expect("early receipt", ask("GET", where + "/receipt"), 409)
a, _ = expect("part", ask("PATCH", where, data[:100000], Upload_Offset="0",
                          Content_Type=OCTETS, **tus), 204)
assert a.getheader("Upload-Offset") == "100000"
assert a.getheader("Upload-Expires")
a, content = expect("head", ask("HEAD", where, **tus), 200)
assert a.getheader("Upload-Offset") == "100000" and content == b""
assert a.getheader("Upload-Length") == str(len(data))
assert a.getheader("Cache-Control") == "no-store"
# A connection that breaks in the middle of a part keeps what came.
c = http.client.HTTPConnection(host)
c.putrequest("PATCH", where)
for k, v in (("Tus-Resumable", "1.0.0"), ("Upload-Offset", "100000"),
             ("Content-Type", OCTETS), ("Content-Length", "100000")):
    c.putheader(k, v)
c.endheaders()
c.send(data[100000:150000])
c.close()
while True:  # until the relay has noticed
    a, _ = ask("HEAD", where, **tus)
    if a.status == 200 and a.getheader("Upload-Offset") == "150000":
        break
    assert a.status in (200, 423), a.status
print("broken part: kept to 150000")
a, _ = expect("last part", ask("PATCH", where, data[150000:],
                               Upload_Offset="150000", Content_Type=OCTETS,
                               **tus), 204)
assert a.getheader("Upload-Offset") == str(len(data))
a, promise = expect("receipt", ask("GET", where + "/receipt"), 200)
assert promise.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
a, again = expect("receipt again", ask("GET", where + "/receipt"), 200)
assert again == promise
expect("delete a whole one", ask("DELETE", where, **tus), 404)
a, _ = expect("head of a whole one", ask("HEAD", where, **tus), 200)
assert a.getheader("Upload-Offset") == str(len(data))

# All in one request; one bit other than announced; termination.
a, promise = expect("creation with upload", create(body=data), 201)
assert a.getheader("Upload-Offset") == str(len(data))
assert promise.startswith(b"c2sp.org/tlog-proof@v1\n")
same = stamp(data, 8)
expect("a stamp", create(body=data, Upload_Metadata=same), 201)
expect("the same when whole", create(body=data, Upload_Metadata=same), 409)
wrong = bytes([data[0] ^ 1]) + data[1:]
expect("other bytes", create(body=wrong), 460)
a, _ = expect("creation", create(), 201)
where = a.getheader("Location")
expect("terminate", ask("DELETE", where, **tus), 204)
expect("gone", ask("HEAD", where, **tus), 404)
same = stamp(data, 8)
a, _ = expect("creation", create(Upload_Metadata=same), 201)
expect("the stamp again", create(Upload_Metadata=same), 409)
ask("DELETE", a.getheader("Location"), **tus)

# The checksum extension: a part counts only with the hash that came with it.
def checksum(name, content):
    return (name + " " + base64.b64encode(
        hashlib.new(name, content).digest()).decode())


a, _ = expect("creation", create(), 201)
where = a.getheader("Location")


def part(content, offset, given):
    return ask("PATCH", where, content, Upload_Offset=str(offset),
               Content_Type=OCTETS, Upload_Checksum=given, **tus)


def offset_is(wanted):
    a, _ = ask("HEAD", where, **tus)
    assert a.getheader("Upload-Offset") == str(wanted), a.headers


for what, given in (("unknown algorithm", "md5 1B2M2Y8AsgTpgAmY7PhCfg=="),
                    ("checksum without a value", "sha1"),
                    ("checksum too short", "sha256 AAAA"),
                    ("checksum not base64", "sha1 " + "!" * 28)):
    expect(what, part(data[:1000], 0, given), 400)
offset_is(0)
for name in ("sha1", "sha256"):
    expect("wrong " + name, part(data[:1000], 0, checksum(name, data[1:1001])),
           460)
    offset_is(0)
expect("right sha1", part(data[:1000], 0, checksum("sha1", data[:1000])), 204)
offset_is(1000)
# Broken off: with a checksum nothing of it may count.
c = http.client.HTTPConnection(host)
c.putrequest("PATCH", where)
for k, v in (("Tus-Resumable", "1.0.0"), ("Upload-Offset", "1000"),
             ("Content-Type", OCTETS), ("Content-Length", "100000"),
             ("Upload-Checksum", checksum("sha1", data[1000:101000]))):
    c.putheader(k, v)
c.endheaders()
c.send(data[1000:50000])
c.close()
while ask("HEAD", where, **tus)[0].status == 423:
    pass
offset_is(1000)
expect("right sha256", part(data[1000:], 1000,
                            checksum("sha256", data[1000:])), 204)
expect("receipt", ask("GET", where + "/receipt"), 200)
expect("whole, wrong sha1",
       create(body=data, Upload_Checksum=checksum("sha1", wrong)), 460)
expect("whole, right sha1",
       create(body=data, Upload_Checksum=checksum("sha1", data)), 201)

# Creation with a first part only, and an empty part.
a, _ = expect("first part with the creation", create(body=data[:7777]), 201)
assert a.getheader("Upload-Offset") == "7777" and a.getheader("Upload-Expires")
where = a.getheader("Location")
expect("an empty part", ask("PATCH", where, b"", Upload_Offset="7777",
                            Content_Type=OCTETS, **tus), 204)
offset_is(7777)
expect("behind the offset", ask("PATCH", where, data[:10], Upload_Offset="7776",
                                Content_Type=OCTETS, **tus), 409)
expect("no offset", ask("PATCH", where, data[:10], Content_Type=OCTETS, **tus),
       400)
expect("post as patch", ask("POST", where, data[7777:], Upload_Offset="7777",
                            Content_Type=OCTETS,
                            X_HTTP_Method_Override="PATCH", **tus), 204)
expect("nothing behind the end", ask("PATCH", where, b"x",
                                     Upload_Offset=str(len(data)),
                                     Content_Type=OCTETS, **tus), 404)
