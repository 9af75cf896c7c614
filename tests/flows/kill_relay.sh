#!/usr/bin/env bash
# Goal: killed at any moment, by SIGKILL or by a power cut that drops all that
# was not synced, the relay loses nothing that had a promise.
. "$(dirname "$0")/lib.sh"
mode=${1:?sigkill or powercut}
if [ "$mode" = powercut ] && sanitized; then
  skip "the shim that drops unsynced bytes is not loaded beside a sanitizer"
fi
rounds=${2:-4}
segment_bytes=4194304 grace_seconds=100000 work_bits=4
shim=$bin/tests/tools/libunsynced.so
make_story
stop_relay
mkdir "$story/receipts" "$story/sent"

start_under_mode() {
  if [ "$mode" = powercut ]; then
    rm -rf "$story/shadow"
    "$python" "$source_dir/tests/tools/unsynced.py" snapshot "$story/spool" \
      "$story/shadow"
    relay_wrapper="env LD_PRELOAD=$shim UNSYNCED_ROOT=$story/spool \
UNSYNCED_SHADOW=$story/shadow"
  fi
  start_relay
}

for round in $(seq "$rounds"); do
  start_under_mode
  for i in 1 2 3; do # three senders at once
    for n in 1 2 3 4 5 6 7 8; do
      any_envelope "$story/sent/$round-$i-$n.age" $((3000 * n * i))
    done
    (
      for n in 1 2 3 4 5 6 7 8; do
        timeout 60 "$valise" send -d "$story/directory.note" \
          --fingerprint "$fingerprint" -t "$intake" --direct \
          --receipt "$story/receipts" "$story/sent/$round-$i-$n.age" \
          >/dev/null 2>&1 || true
      done
    ) &
    eval "sender_$i=$!"
  done
  # Killed when a number of promises, other in each round, is on the disk.
  wanted=$(($(ls "$story/receipts" | wc -l) + 1 + round * 3 % 20))
  until [ "$(ls "$story/receipts" | wc -l)" -ge "$wanted" ]; do
    kill -0 "$sender_1" 2>/dev/null || kill -0 "$sender_2" 2>/dev/null ||
      kill -0 "$sender_3" 2>/dev/null || break
    sleep 0.01 # between two looks
  done
  stop_relay -KILL
  if [ "$mode" = powercut ]; then
    "$python" "$source_dir/tests/tools/unsynced.py" restore "$story/shadow" \
      "$story/spool"
  fi
  relay_wrapper=
  start_relay # the senders go on where they stopped
  wait "$sender_1" "$sender_2" "$sender_3"
  stop_relay
done

start_relay
mkdir "$story/stick"
courier collect "$story/stick" | grep '^On the medium'
"$python" - "$story" "$intake" "$(relay_folder)" <<'EOF'
# Each promise's entry must belong to an envelope on the stick, which is whole,
# and each entry of the manifest to one: nothing lost, nothing twice.
import base64, glob, hashlib, os, sys
story, intake, folder = sys.argv[1:]
lines = open(f"{story}/stick/valise/{intake}/{folder}/manifest.note").read()
lines = [l.split() for l in lines.split("\n\n")[0].split("\n")[3:]
         if l and not l.startswith("publication ")]
held = {(l[0], l[3]) for l in lines}
assert len(held) == len(lines), "an entry stands twice"
nonces = {n for _, n in held}
promises = 0
for path in glob.glob(f"{story}/receipts/*"):
    extra = open(path).read().split("\n")[1].split()[1]
    assert base64.b64decode(extra).hex() in nonces, f"lost: {path}"
    promises += 1
sent = {hashlib.sha256(open(p, "rb").read()).hexdigest()
        for p in glob.glob(f"{story}/sent/*.age")}
files = {h for h, _ in held}
on_stick = glob.glob(f"{story}/stick/valise/{intake}/in/*.age")
for path in on_stick:
    name = os.path.basename(path)[:-len(".age")]
    whole = hashlib.sha256(open(path, "rb").read()).hexdigest() == name
    assert whole, f"not whole: {name}"
assert files == {os.path.basename(p)[:-4] for p in on_stick}, "not all collected"
assert files <= sent, "an envelope that no one sent"
print(f"{promises} promises, {len(files)} envelopes stored, "
      f"{len(lines)} entries, 0 lost")
assert promises >= 40
EOF
echo "passed: $mode, $rounds kills"
