#!/usr/bin/env bash
# Goal: floods, slow connections, broken requests and odd sequences of them cost
# the relay no envelope that it accepted, and an honest sender gets through.
. "$(dirname "$0")/lib.sh"
work_bits=8
relay_options="max_connections = 1200
connection_timeout_seconds = 3
max_flight_bytes = 16777216"
make_story
mkdir "$story/receipts"
tools=$source_dir/tests/tools
sent=0
honest() { # WHAT: how long an honest sender takes meanwhile
  any_envelope "$story/honest.age" 33000
  began=$(date +%s%N)
  timeout 60 "$valise" send -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct \
    --receipt "$story/receipts" "$story/honest.age" >/dev/null ||
    fail "an honest sender did not get through: $1"
  cp "$story/honest.age" "$story/sent-$sent.age"
  sent=$((sent + 1))
  echo "$1: an honest sender took $((($(date +%s%N) - began) / 1000000)) ms"
}
held() { # every envelope that was promised, by the courier
  rm -rf "$story/stick" && mkdir "$story/stick"
  courier collect "$story/stick" >/dev/null
  for n in $(seq 0 $((sent - 1))); do
    hash=$(sha256sum "$story/sent-$n.age" | cut -c1-64)
    cmp "$story/sent-$n.age" "$story/stick/valise/$intake/in/$hash.age" ||
      fail "an accepted envelope is gone"
  done
  echo "$sent accepted, $sent there"
}

honest "nothing else"
for kind in requests slow bodies reserve; do
  "$python" "$tools/flood.py" "$port" "$intake" "$kind" 1000 6 \
    "$work_bits" &
  flood=$!
  # Until they are there.
  until [ "$(ss -Htn state established "sport = :$port" | wc -l)" -gt 500 ]; do
    kill -0 "$flood" 2>/dev/null || fail "the flood ended before it began"
    sleep 0.05
  done
  honest "1,000 connections, $kind"
  honest "1,000 connections, $kind"
  wait "$flood"
done
echo "the relay's peak: $(relay_peak) KiB"
if ! sanitized; then
  [ "$(relay_peak)" -lt 131072 ] || fail "the flood cost more than 128 MiB"
fi
held

echo "--- requests that were cut, mixed and changed"
for seed in 1 2 "$(date +%j)"; do
  "$python" "$tools/stream_fuzz.py" "$port" "$intake" "$seed" 400
done
echo "--- random sequences of tus requests against a model"
for seed in 1 2 "$(date +%j)"; do
  "$python" "$tools/tus_model.py" "$port" "$intake" "$seed" 250 \
    "$bin/tests/tools/work-peer"
done
honest "after all that"
held
"$valise_relay" verify -c "$story/relay.ini" | has " 0 damaged"

echo "--- two relays on one folder"
sed 's/^port = .*/port = 0/' "$story/relay.ini" >"$story/second.ini"
refuses "another relay uses this spool" "$valise_relay" serve \
  -c "$story/second.ini"

if ! sanitized; then
  echo "--- the machine's clock jumps"
  stop_relay
  echo 0 >"$story/clock"
  relay_wrapper="env LD_PRELOAD=$bin/tests/tools/libclock.so \
CLOCK_FILE=$story/clock"
  sed -i 's/^grace_seconds = .*/grace_seconds = 100000/' "$story/relay.ini"
  start_relay
  rm -f "$story/receipts"/* # those before are proven by now, or will be
  for offset in 0 70000 -70000 3600 0; do
    echo "$offset" >"$story/clock"
    honest "the clock is $offset seconds off"
  done
  # Ten years ahead for a moment: nothing is published that can't be undone.
  echo 315360000 >"$story/clock"
  until grep -q "THE CLOCK IS WRONG" "$story/relay.log"; do sleep 0.1; done
  echo 0 >"$story/clock"
  honest "the clock was ten years ahead"
  ! curl -sf "$relay_url/v1/intakes/$intake/log/publications/2030-01-01" \
    >/dev/null || fail "a name of years ahead is in the log"
  # A promise for another day than now can't be held against anyone in time.
  # (Behind 23 o'clock the stamp's day alone is refused.)
  if [ "$(date -u +%H)" -lt 23 ]; then
    echo 88000 >"$story/clock"
    any_envelope "$story/honest.age" 33000
    refuses "promise is not for here and now" timeout 60 "$valise" send \
      -d "$story/directory.note" --fingerprint "$fingerprint" -t "$intake" \
      --direct "$story/honest.age"
    echo 0 >"$story/clock"
  fi
  stop_relay
  relay_wrapper=
  start_relay
  entries=$(count 7)
  end=$((SECONDS + 30))
  until [ "$(logged)" = "$entries" ]; do
    # What was promised for tomorrow is published tomorrow, and not lost.
    [ $SECONDS -lt $end ] || break
    sleep 0.1
  done
  held
  "$valise_relay" verify -c "$story/relay.ini" | has "the log is whole"
  # Tomorrow all of it is in the log.
  stop_relay
  echo 90000 >"$story/clock"
  relay_wrapper="env LD_PRELOAD=$bin/tests/tools/libclock.so \
CLOCK_FILE=$story/clock"
  start_relay
  until [ "$(logged)" = "$(count 7)" ]; do sleep 0.1; done
  for receipt in "$story/receipts"/*; do
    kept=
    for n in $(seq 0 $((sent - 1))); do
      rm -f "$story/proof"
      if "$valise" receipt complete -d "$story/directory.note" \
        --fingerprint "$fingerprint" --direct -o "$story/proof" "$receipt" \
        "$story/sent-$n.age" >/dev/null 2>&1; then
        kept=1
        break
      fi
    done
    [ -n "$kept" ] || fail "a promise was lost when the clock jumped"
  done
fi
echo "passed"
