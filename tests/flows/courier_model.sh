#!/usr/bin/env bash
# Goal: random sequences of a courier's requests, rightly and wrongly signed, against
# a model of what must come of each.
#
# usage: courier_model.sh [STEPS]
. "$(dirname "$0")/lib.sh"
node=$bin/node/node
[ -x "$node" ] || node=$(command -v node) || skip "there is no node"
steps=${1:-250}
work_bits=2 grace_seconds=100000
make_story
mkdir "$story/stick"
for n in 1 2 3 4 5 6; do
  write_report "$story/report.json" "Account $n."
  seal -r "$story/report.json" -o "$story/$n.age" --no-reply 2>/dev/null
done
# The desk's notes, made beforehand and not delivered: three of each series.
for n in 1 3 5; do
  send "$story/$n.age" "$story/$((n + 1)).age" >/dev/null
  until_logged $((n + 1))
  courier collect "$story/stick" >/dev/null 2>&1
  desk import "$story/stick" >/dev/null 2>&1
  desk export "$story/stick" >/dev/null 2>&1
done
# And some that nobody took.
for n in 7 8 9; do
  any_envelope "$story/$n.age" 20000
  send "$story/$n.age" >/dev/null
done
out=$story/stick/valise/$intake/out
notes=$(ls "$out"/import-*.note | paste -sd:)
bulletins=$(ls "$out"/bulletin-*.note | paste -sd:)
seed=${seed:-$((10#$(date -u +%j)))} # of the day, or as it was said
echo "seed $seed"
"$node" "$source_dir/tests/peers/courier_model.mjs" "http://127.0.0.1:$port" \
  "$intake" "$story/courier.seed" courier.example/one "$notes" "$bulletins" \
  "$seed" "$steps" || fail "seed $seed"
kill -0 "$relay_pid" || fail "the relay ended"
"$valise_relay" verify -c "$story/relay.ini" >/dev/null || fail "the spool"
echo "passed"
