#!/usr/bin/env bash
# Goal: a promise becomes a proof from the public log, offline verifiable, without
# the relay learning which entry was asked for; and a relay that did not keep its
# promise, or that serves another log than it signed, is told so.
. "$(dirname "$0")/lib.sh"
publication_seconds=6
make_story
complete() {
  "$valise" receipt complete -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct "$@"
}
log_size() {
  curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" 2>/dev/null |
    sed -n 2p
}
# published COUNT: waits until the log has that many entries.
published() {
  until [ "$(log_size)" = "$1" ]; do sleep 0.1; done
}

mkdir "$story/receipts"
total=0
# One alone; some together; and more than a block of 256.
for some in 1 3 300; do
  for i in $(seq "$some"); do
    any_envelope "$story/e$total.age" 100
    total=$((total + 1))
  done
  # shellcheck disable=SC2046
  send --receipt "$story/receipts" $(seq -f "$story/e%.0f.age" \
    $((total - some)) $((total - 1))) >/dev/null
  published "$total"
done
[ "$(ls "$story/receipts" | wc -l)" = "$total" ] || fail "a receipt each"

# Whose is whose: by verifying.
find_receipt() {
  for r in "$story"/receipts/*; do
    if verify_receipt "$r" "$1" >/dev/null 2>&1; then
      echo "$r"
      return
    fi
  done
}
for n in 0 2 3 4 100 150 299 303; do
  envelope=$story/e$n.age
  promise=$(find_receipt "$envelope")
  complete -o "$story/proof$n" "$promise" "$envelope" >/dev/null
  verify_receipt "$story/proof$n" "$envelope" | has 'Proof from the log' ||
    fail "the proof of $n"
  refuses 'not for this envelope' verify_receipt "$story/proof$n" \
    "$story/e1.age"
done
echo "8 promises became proofs in a log of $total entries"
refuses 'is a proof already' complete -o "$story/x" "$story/proof3" \
  "$story/e3.age"
refuses 'exists already; nothing was changed' complete -o "$story/proof3" \
  "$(find_receipt "$story/e3.age")" "$story/e3.age"

refuses 'could not be written to' complete -o "$story/none/proof" \
  "$(find_receipt "$story/e3.age")" "$story/e3.age"

# Not due yet.
curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" >"$story/stale"
any_envelope "$story/late.age" 100
mkdir "$story/late"
stop_relay
sed -i 's/^publication_seconds.*/publication_seconds = 86400/' \
  "$story/relay.ini"
start_relay
send --receipt "$story/late" "$story/late.age" >/dev/null
refuses 'has not published' complete -o "$story/x" "$story"/late/* \
  "$story/late.age"
[ ! -e "$story/x" ] || fail "something was written"
stop_relay

# A relay that is honest, seen through a proxy that keeps what it is asked.
sed -i 's/^publication_seconds.*/publication_seconds = 6/' "$story/relay.ini"
start_relay
real_port=$port
port=$(free_port)
describe 2
sign_directory "$story/directory2.note"
proxy_url=$relay_url
port=$real_port
complete_by_proxy() {
  "$valise" receipt complete -d "$story/directory2.note" \
    --fingerprint "$fingerprint" --direct "$@"
}
# through LIE COMMAND...: runs it with the proxy there.
through() {
  "$python" "$source_dir/tests/tools/lying_relay.py" "${proxy_url##*:}" \
    "$real_port" "$story/paths" "$1" &
  proxy=$!
  shift
  until curl -sf "$proxy_url/v1/relay" >/dev/null; do sleep 0.1; done
  : >"$story/paths"
  "$@"
  kill "$proxy"
  wait "$proxy" 2>/dev/null || true
}
# Two of one publication, the one with the most entries.
publication=$(sed -n 's|.*/promises/\([^/]*\)/.*|\1|p' "$story"/receipts/* |
  sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')
two=$(grep -l "/promises/$publication/" "$story"/receipts/* | sed -n '1p;$p')
one_of_two=1
for promise in $two; do
  for n in $(seq 0 $((total - 1))); do
    ! verify_receipt "$promise" "$story/e$n.age" >/dev/null 2>&1 || break
  done
  through "" complete_by_proxy -o "$story/again$n" "$promise" \
    "$story/e$n.age" >/dev/null
  sort "$story/paths" >"$story/paths$one_of_two"
  one_of_two=2
done
[ -s "$story/paths1" ] || fail "no path was kept"
cmp "$story/paths1" "$story/paths2" ||
  fail "what is asked tells two entries of one publication apart"
echo "$(wc -l <"$story/paths1") requests, the same for two entries"

# One bit of an entry changed: the root tells.
through --change refuses 'IS NOT HONEST OR IS BROKEN' complete_by_proxy \
  -o "$story/x" "$(find_receipt "$story/e100.age")" "$story/e100.age"
# A promise whose publication came without its entry: a log from before is
# served as that publication.
through --stale="$story/stale" refuses 'PROMISED AND DID NOT KEEP IT' complete_by_proxy \
  -o "$story/x" "$story"/late/* "$story/late.age"
[ ! -e "$story/x" ] || fail "something was written"
# Nothing answers.
port=$(free_port)
refuses 'nothing answers' complete_by_proxy -o "$story/x" "$story"/late/* \
  "$story/late.age"
echo "passed"
