#!/usr/bin/env bash
# Goal: what the index lost is found again in the segments, one damaged record
# costs itself alone, no publication blocks the next, and what is sent again
# after settling is no false alarm.
. "$(dirname "$0")/lib.sh"
work_bits=4 segment_bytes=4194304 grace_seconds=1
make_story
mkdir "$story/receipts"
for n in 1 2 3 4 5 6 7 8; do
  any_envelope "$story/$n.age" 900000
  send --receipt "$story/receipts" "$story/$n.age" >/dev/null
done
send --receipt "$story/receipts" "$story/1.age" >/dev/null # a duplicate, later
[ "$(ls "$story/spool/segments" | wc -l)" -ge 2 ] || fail "two segments"

echo "--- the index is gone"
stop_relay -KILL
rm "$story"/spool/index.sqlite*
start_relay
[ "$(count 3)" = 8 ] && [ "$(count 7)" = 9 ] || { status; fail "all found again"; }

echo "--- an index from before, and one flipped bit"
stop_relay
cp "$story/spool/index.sqlite" "$story/index.before"
start_relay
for n in a b c d e; do
  any_envelope "$story/$n.age" 3000
  send --receipt "$story/receipts" "$story/$n.age" >/dev/null
done
stop_relay -KILL
rm "$story"/spool/index.sqlite*
cp "$story/index.before" "$story/spool/index.sqlite"
"$python" - "$story" <<'EOF'
import glob, sys
story = sys.argv[1]
body = open(story + "/b.age", "rb").read()
for path in glob.glob(story + "/spool/segments/*.seg"):
    data = bytearray(open(path, "rb").read())
    at = data.find(body)
    if at >= 0:
        data[at + 1000] ^= 1
        open(path, "r+b").write(data)
        print("flipped a bit in the body of the second of five")
EOF
start_relay
grep 'is damaged at byte' "$story/relay.log"
[ "$(count 3)" = 13 ] || { status; fail "the other four are there"; }
status | has "DAMAGED: 1" || fail "the second one is not told of"
refuses "the spool is damaged" "$valise_relay" verify -c "$story/relay.ini"
mkdir "$story/stick"
refuses "1 envelope(s) are damaged" courier collect "$story/stick"
for n in a c d e 1 8; do
  [ -e "$story/stick/valise/$intake/in/$(sha256sum "$story/$n.age" |
    cut -c1-64).age" ] || fail "$n is there"
done

# Its promise is in the log all the same, and a copy takes its place.
send "$story/b.age" >/dev/null
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged"
rm -rf "$story/stick" && mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
cmp "$story/b.age" "$story/stick/valise/$intake/in/$(
  sha256sum "$story/b.age" | cut -c1-64).age"

echo "--- another period: no publication's name comes twice"
publish() {
  stop_relay
  set_period "$1"
  start_relay
}
publish 86400
send "$story/2.age" >/dev/null # for tomorrow: today has publications already
publish 1
until_logged "$(($(count 7) - 1))"
publish 86400
send "$story/3.age" >/dev/null
publish 1
until_logged "$(($(count 7) - 2))"
curl -sf "$relay_url/v1/intakes/$intake/log/publications" | awk '{ print $1 }' |
  LC_ALL=C sort -cu || fail "a name came twice, or before another"
"$valise_relay" verify -c "$story/relay.ini" | has "the log is whole"

echo "--- a publication that is gone before others: no log is whole up to there"
move_publication() { # FROM TO
  "$python" - "$story/spool/index.sqlite" "$@" <<'EOF'
import sqlite3
import sys

db = sqlite3.connect(sys.argv[1], timeout=30)
with db:
    done = db.execute("UPDATE publication SET number = ? WHERE number = ?",
                      (int(sys.argv[3]), int(sys.argv[2])))
    assert done.rowcount == 1, done.rowcount
EOF
}
stop_relay
move_publication 0 1000000
"$valise_relay" verify -c "$story/relay.ini" >"$story/said" 2>&1 && fail "whole"
has "THE LOG IS DAMAGED: publication 0 can't be read" <"$story/said"
move_publication 1000000 0
"$valise_relay" verify -c "$story/relay.ini" | has "the log is whole"
start_relay

echo "--- sent again after the desk holds it"
head -c 3000000 /dev/urandom >"$story/big"
write_report "$story/report.json"
seal -r "$story/report.json" -a "$story/big" -o "$story/large.age" --no-reply
send "$story/large.age" >/dev/null
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null
until [ -z "$(ls "$story/spool/large")" ]; do sleep 0.1; done # erased
send "$story/large.age" >/dev/null
[ -z "$(ls "$story/spool/large")" ] || fail "its bytes came back"
until_logged "$(($(count 7) - 2))"
mkdir "$story/stick2"
courier collect "$story/stick2" | grep 'entries of files that the relay has erased'
desk import "$story/stick2" 2>&1 | grep 'leaves, 0 without an envelope, 0 listed and not in it'

echo "--- connections that are cut off in a head"
"$python" - "$port" "$relay_pid" <<'EOF'
import os, socket, sys, time
port, pid = int(sys.argv[1]), sys.argv[2]
fds = lambda: len(os.listdir(f"/proc/{pid}/fd"))
before = fds()
for _ in range(300):
    s = socket.create_connection(("127.0.0.1", port))
    s.send(b"GET /v1/re")
    s.close()
end = time.monotonic() + 20
while fds() > before + 5 and time.monotonic() < end:
    time.sleep(0.1)  # between two looks
print(f"300 heads cut off: {before} descriptors before, {fds()} after")
assert fds() <= before + 5
EOF
echo "passed"
