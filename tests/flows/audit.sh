#!/usr/bin/env bash
# Goal: whoever follows a relay's log learns of a tree that was rewritten, forked
# or cut off, and of a promise that was not kept.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
work_bits=8
by_days
make_story

audit() {
  "$valise_relay" audit -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --direct \
    --state "$story/audit.state" "$@"
}
# put [COUNT]: that many envelopes in a publication of their own: 17 leaves with
# their padding and the marker, or as many more as it takes.
put() {
  for _ in $(seq "${1:-1}"); do
    any_envelope "$story/any.age" 4000
    send --receipt "$story/receipts" "$story/any.age" >/dev/null
  done
  next_day
}
mkdir "$story/receipts"

audit "$relay_url" | has "17 entries, 17 of them new"
put 3
mv "$story/receipts"/*.tlog-proof "$story/" # of these three none is asked for
cp "$story/any.age" "$story/kept.age"
any_envelope "$story/kept.age" 4000
send --receipt "$story/receipts" "$story/kept.age" >/dev/null
kept=$(ls "$story/receipts"/*.tlog-proof)
next_day
audit "$relay_url" | has "51 entries, 34 of them new"
cp "$story/audit.state" "$story/state.4"
audit "$relay_url/" "$kept" "$story/kept.age" | has "kept, in the log"
put 2
audit "$relay_url" | has "68 entries, 17 of them new"
cp "$story/audit.state" "$story/state.6"
curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" >"$story/seen.6"
audit --seen "$story/seen.6" "$relay_url" | has "68 entries"

refuses "is no promise of this relay" audit "$relay_url" "$kept" \
  "$story/any.age"
refuses "has no relay at http://127.0.0.1:9" audit http://127.0.0.1:9
refuses "is not the state of an audit" env story="$story" bash -c \
  "echo nonsense >'$story/bad.state'; '$valise_relay' audit \
  -d '$story/directory.note' --fingerprint '$fingerprint' -t '$intake' \
  --direct --state '$story/bad.state' '$relay_url'"
refuses "is not a checkpoint that this log signed" audit \
  --seen "$story/state.4" "$relay_url"
refuses "audit needs" audit

echo "--- a relay that lies: a proxy stands in its place"
real_port=$port
stop_relay
port=$(free_port)
sed -i "s/^port = .*/port = $port/" "$story/relay.ini"
start_relay
lie() { # MODE COMMAND...
  stand "$real_port" "$port" "$1"
  shift
  "$@"
  stand_down "$real_port"
}
curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/log/checkpoint" \
  >"$story/seen.now"
cp "$story/state.4" "$story/audit.state"
# The byte that it changes lies in what was seen already, and then it does not.
lie change audit "$relay_url" | has "68 entries, 17 of them new"
cp "$story/state.4" "$story/audit.state"
lie change refuses "REWRITTEN" audit --all "$relay_url"
rm "$story/audit.state"
lie change refuses "the log was REWRITTEN" audit "$relay_url"
cp "$story/state.4" "$story/audit.state"
lie plain audit --all "$relay_url" | has "68 entries, 17 of them new"
cp "$story/state.4" "$story/audit.state"
[ -s "$story/audit.state.evidence" ] || fail "no evidence was kept"
cmp "$story/state.4" "$story/audit.state" # what was seen stays
# Cut off: an older checkpoint than the one seen.
tail -n +1 "$story/state.4" | sed '1,/^$/d' >"$story/seen.4"
cp "$story/state.6" "$story/audit.state"
lie "stale=$story/seen.4" refuses "the log was CUT OFF" audit "$relay_url"
lie plain audit "$relay_url" | has "68 entries, 0 of them new"

echo "--- a relay that goes on from an old copy of its spool: forked"
stop_relay
cp -a "$story/spool" "$story/spool.6"
sed -i "s/^port = .*/port = $real_port/" "$story/relay.ini"
port=$real_port
start_relay
put 2
audit "$relay_url" | has "85 entries"
curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" >"$story/seen.8"
promised=$story/promised.age
any_envelope "$promised" 4000
rm -f "$story/receipts"/*
send --receipt "$story/receipts" "$promised" >/dev/null
lost=$(ls "$story/receipts"/*.tlog-proof)
next_day
audit "$relay_url" | has "102 entries"
stop_relay
mv "$story/spool" "$story/spool.9"
mv "$story/spool.6" "$story/spool"
start_relay
refuses "the log was CUT OFF" audit "$relay_url"
put 2 # other ones
cp "$story/audit.state" "$story/state.8"
refuses "the log is FORKED" audit "$relay_url"
cp "$story/state.6" "$story/audit.state"
refuses "the log is FORKED" audit --seen "$story/seen.8" "$relay_url"
audit "$relay_url" | has "102 entries, 34 of them new" # alone it can't be told
put 1
refuses "the log was REWRITTEN" env story="$story" bash -c \
  "'$valise_relay' audit -d '$story/directory.note' \
  --fingerprint '$fingerprint' -t '$intake' --direct \
  --state '$story/state.8' '$relay_url'"
refuses "PROMISED AND DID NOT KEEP IT" audit "$relay_url" "$lost" "$promised"
# The whole log is walked when a block is full, too.
put 250
audit "$relay_url" | has "376 entries, 257 of them new"
stop_relay
refuses "was not followed" audit "$relay_url"
echo "passed"
