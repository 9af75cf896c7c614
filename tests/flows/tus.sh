#!/usr/bin/env bash
# Goal: the relay's answers are those of tus 1.0, and bad requests are refused
# before a byte is taken.
. "$(dirname "$0")/lib.sh"
work_bits=8
make_story
any_envelope "$story/e.age" 300000
"$python" "$source_dir/tests/tools/tus_check.py" "$relay_url" "$intake" \
  "$story/e.age"

"$python" "$source_dir/tests/tools/pipelined.py" "$port" "$intake" \
  "$bin/tests/tools/work-peer"

# Whole in one request, many at once: also after a restart the same promises.
whole_bodies() {
  "$python" "$source_dir/tests/tools/whole_bodies.py" "$port" "$intake" \
    "$bin/tests/tools/work-peer" "$story/whole.json" "$@"
}
whole_bodies 300
"$python" - "$story" <<'EOF'
import base64
import glob
import json
import sys

on_disk = b"".join(open(f, "rb").read()
                   for f in glob.glob(sys.argv[1] + "/spool/segments/*.seg"))
sent = {base64.b64decode(s["data"])
        for s in json.load(open(sys.argv[1] + "/whole.json"))}
assert len(sent) == 300
assert all(on_disk.count(body) == 1 for body in sent), "not stored once"
EOF
stop_relay
start_relay
whole_bodies

# --paced: equal parts, a random wait before each.
any_envelope "$story/paced.age" 50000
size=$(stat -c %s "$story/paced.age")
ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -s 600 -o \
  "$story/calls" -e trace=sendto,write,writev,sendmsg,clock_nanosleep \
  "$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --direct --paced=1 "$story/paced.age"
"$python" - "$story/calls" "$size" <<'EOF'
import re
import sys

calls, size = open(sys.argv[1]).read(), int(sys.argv[2])
parts = [int(n) for n in
         re.findall(r'"PATCH [^"]*?Content-Length: (\d+)\\r', calls)]
waits = re.findall(r"clock_nanosleep\(\w+, 0, \{tv_sec=(\d+), tv_nsec=(\d+)",
                   calls)
print("parts", parts, "waits", waits)
assert sum(parts) == size and len(parts) == -(-size // 16384), parts
assert max(parts) - min(parts) <= len(parts), parts
assert len(waits) >= len(parts) and len(set(waits)) > 1, waits
assert all(int(s) < 2 for s, _ in waits), waits
EOF
refuses "is no value for that option" send --paced=0 "$story/paced.age"
refuses "is no value for that option" send --paced=3601 "$story/paced.age"
echo "passed"
