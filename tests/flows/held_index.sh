#!/usr/bin/env bash
# Goal: nothing promised is lost or hidden while another process holds the
# index; what was just given is known at once; senders keep nobody from erasing;
# a part that trickles in keeps no relay from ending well.
. "$(dirname "$0")/lib.sh"
work_bits=8
make_story
tool() {
  exec "$python" "$source_dir/tests/tools/held_index.py" "$port" "$intake" "$story" \
    "$1"
}

# Promises are made, and the index is held until the file `release` is there.
promise_while_held() {
  tool hold &
  holder=$!
  until [ -f "$story/promised" ]; do
    kill -0 "$holder" || fail "a promise was refused"
    sleep 0.1 # between two looks
  done
}

echo "--- a location is known as soon as it was given"
(tool heads)

echo "--- the index is held: promises are made, and no list lacks them"
promise_while_held
mkdir "$story/stick"
refuses "try again" courier collect "$story/stick"
stop_relay -KILL
touch "$story/release"
wait "$holder"
start_relay
all_there() {
  rm -rf "$story/stick" && mkdir "$story/stick"
  courier collect "$story/stick" >/dev/null
  while read -r hash; do
    [ -f "$story/stick/valise/$intake/in/$hash.age" ] ||
      fail "a promised one is not listed: $hash"
  done <"$story/promised"
}
all_there
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged, 0 not readable"

echo "--- held, let go, ended in order: a clean start changes nothing"
rm "$story/promised" "$story/release"
promise_while_held
touch "$story/release"
wait "$holder"
any_envelope "$story/after.age" 5000
send "$story/after.age" >/dev/null
stop_relay
start_relay
all_there
[ -f "$story/stick/valise/$intake/in/$(sha256sum "$story/after.age" |
  cut -c1-64).age" ] || fail "the one after is gone"
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged, 0 not readable"

echo "--- what is due is erased though senders come all the time"
stop_relay
# Each publication that ends is followed by what waits for idleness too.
set_period 86400
start_relay
(tool erase)

echo "--- a part that trickles in while the relay ends"
"$python" - "$port" "$intake" "$relay_pid" \
  "$bin/tests/tools/work-peer" <<'EOF'
import base64
import datetime
import hashlib
import http.client
import os
import socket
import subprocess
import sys
import time

port, intake, pid = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
data = os.urandom(200000)
digest = hashlib.sha256(data)
day = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
b64 = lambda x: base64.b64encode(x).decode()
nonce = bytes.fromhex(subprocess.run(
    [sys.argv[4], intake, digest.hexdigest(), str(len(data)), day, "8"],
    check=True, capture_output=True, text=True).stdout.strip())
c = http.client.HTTPConnection("127.0.0.1", port)
c.request("POST", f"/v1/intakes/{intake}/envelopes", b"", {
    "Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)),
    "Upload-Metadata": f"sha256 {b64(digest.digest())},nonce {b64(nonce)},"
    f"day {b64(day.encode())}"})
place = c.getresponse().headers["Location"]
s = socket.create_connection(("127.0.0.1", port))
s.sendall((f"PATCH {place} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
           "Upload-Offset: 0\r\nContent-Length: 150000\r\n"
           "Content-Type: application/offset+octet-stream\r\n\r\n").encode()
          + data[:50000])
os.kill(pid, 15)
try:
    while True:
        s.sendall(data[:100])
        time.sleep(0.3)  # it trickles
except OSError:
    pass
EOF
ended=0
wait "$relay_pid" || ended=$?
[ "$ended" = 0 ] || fail "the relay ended with $ended"
start_relay
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged, 0 not readable"
echo "passed"
