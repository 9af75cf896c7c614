#!/usr/bin/env bash
# Goal: the store behind its table of operations, in memory: the same story and
# the same answers as on a disk, nothing written, nothing left.
. "$(dirname "$0")/lib.sh"
work_bits=8
segment_bytes=4194304
relay_options="store = memory
max_spool_bytes = 64000000
part_bytes = 600000"
make_story
peer="$bin/tests/tools/work-peer"
tools="$source_dir/tests/tools"
has "lost when this relay ends" <"$story/relay.log" ||
  fail "it does not say what it is"
listed() {
  rm -rf "$story/look" && mkdir "$story/look"
  courier collect "$story/look" >/dev/null
  find "$story/look" -name '*.age' | wc -l
}
before=$(cd "$story/spool" && find . | sort)

echo "--- small, large in parts, each twice"
write_report "$story/report.json" "An invented account."
head -c 2000000 /dev/urandom >"$story/large"
seal -r "$story/report.json" -o "$story/small.age" --code-fd 3 3>"$story/code"
seal -r "$story/report.json" -a "$story/large" -o "$story/large.age" \
  --code-fd 3 3>/dev/null
mkdir "$story/receipts"
for n in small large small large; do
  send --receipt "$story/receipts" "$story/$n.age" >/dev/null
done
[ "$(listed)" = 2 ] || fail "stored once each"

echo "--- to the desk and back; settled, erased, proven"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
for n in 1 2; do printf 'An answer.\n' | desk reply "$n" 2>/dev/null; done
desk export "$story/stick" >/dev/null
courier deliver "$story/stick" >/dev/null
check --code-fd 3 3<"$story/code" | has 'An answer.'
until [ "$(listed)" = 0 ]; do sleep 0.1; done
for receipt in "$story"/receipts/*; do
  kept=
  for n in small large; do
    rm -f "$story/proof"
    until "$valise" receipt complete -d "$story/directory.note" \
      --fingerprint "$fingerprint" --direct -o "$story/proof" "$receipt" \
      "$story/$n.age" >"$story/said" 2>&1; do
      has "not in the log yet" <"$story/said" || break
      sleep 0.1
    done
    [ ! -f "$story/proof" ] || kept=1
  done
  [ -n "$kept" ] || fail "a promise without a proof"
done

echo "--- requests at random against a model"
any_envelope "$story/e.age" 300000
"$python" "$tools/tus_check.py" "$relay_url" "$intake" "$story/e.age"
for seed in 1 2; do
  "$python" "$tools/tus_model.py" "$port" "$intake" "$seed" 150 "$peer"
done
"$python" "$tools/whole_bodies.py" "$port" "$intake" "$peer" \
  "$story/whole.json" 60

echo "--- full: refused, and what was promised stays"
any_envelope "$story/huge.age" 56000000
refuses "no room" timeout 20 "$valise" send -d "$story/directory.note" \
  --fingerprint "$fingerprint" -t "$intake" --direct "$story/huge.age"
any_envelope "$story/last.age" 5000
send "$story/last.age" >/dev/null
listed >/dev/null
[ -f "$story/look/valise/$intake/in/$(sha256sum "$story/last.age" |
  cut -c1-64).age" ] || fail "the last one is not there"

echo "--- nothing was written; nothing is left"
[ "$(cd "$story/spool" && find . | sort)" = "$before" ] ||
  fail "something was written into the spool"
refuses "has not served yet" "$valise_relay" status -c "$story/relay.ini"
stop_relay
start_relay
[ "$(listed)" = 0 ] || fail "something was left"
sed 's/^store = memory/store = cloud/' "$story/relay.ini" >"$story/bad.ini"
refuses "store is folder or memory" "$valise_relay" check -c "$story/bad.ini"
echo "passed"
