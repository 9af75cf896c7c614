#!/usr/bin/env bash
# Goal: a promise becomes a proof from the public log, offline verifiable, without
# the relay learning which entry was asked for; and a relay that did not keep its
# promise, or that serves another log than it signed, is told so.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
by_days
make_story
accuse() {
  "$valise" receipt accuse -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct "$@"
}
complete() {
  "$valise" receipt complete -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct "$@"
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
  next_day
done
[ "$(logged)" = "$total" ] || fail "not all are in the log"
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
for n in 0 3 150 303; do
  envelope=$story/e$n.age
  promise=$(find_receipt "$envelope")
  complete -o "$story/proof$n" "$promise" "$envelope" >/dev/null
  verify_receipt "$story/proof$n" "$envelope" | has 'Proof from the log' ||
    fail "the proof of $n"
  refuses 'not for this envelope' verify_receipt "$story/proof$n" \
    "$story/e1.age"
done
echo "4 promises became proofs in a log of $total entries"
refuses 'is a proof already' complete -o "$story/x" "$story/proof3" \
  "$story/e3.age"
refuses 'exists already; nothing was changed' complete -o "$story/proof3" \
  "$(find_receipt "$story/e3.age")" "$story/e3.age"

refuses 'could not be written to' complete -o "$story/none/proof" \
  "$(find_receipt "$story/e3.age")" "$story/e3.age"

# Not due yet.
curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" >"$story/stale"
size_before=$(log_size)
any_envelope "$story/late.age" 100
mkdir "$story/late"
send --receipt "$story/late" "$story/late.age" >/dev/null
refuses 'has not published' complete -o "$story/x" "$story"/late/* \
  "$story/late.age"
refuses 'its time is not over' accuse -o "$story/x" "$story"/late/* \
  "$story/late.age"
[ ! -e "$story/x" ] || fail "something was written"
# By the directory's period it is over, and the relay has not published.
echo $(($(cat "$story/clock") + 2 * 86400)) >"$story/clock.ahead"
CLOCK_FILE=$story/clock.ahead refuses 'OVERDUE: by the directory' complete \
  -o "$story/x" "$story"/late/* "$story/late.age"
CLOCK_FILE=$story/clock.ahead refuses 'OVERDUE, and no proof to others' accuse \
  -o "$story/x" "$story"/late/* "$story/late.age"

# A relay that is honest, seen through a proxy that keeps what it is asked.
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
  stand "${proxy_url##*:}" "$real_port" "paths=$story/paths+$1"
  shift
  : >"$story/paths"
  "$@"
  stand_down "${proxy_url##*:}"
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
  through plain complete_by_proxy -o "$story/again$n" "$promise" \
    "$story/e$n.age" >/dev/null
  sort "$story/paths" >"$story/paths$one_of_two"
  one_of_two=2
done
[ -s "$story/paths1" ] || fail "no path was kept"
cmp "$story/paths1" "$story/paths2" ||
  fail "what is asked tells two entries of one publication apart"
echo "$(wc -l <"$story/paths1") requests, the same for two entries"

# One bit of an entry changed: the root tells.
through change refuses 'IS NOT HONEST OR IS BROKEN' complete_by_proxy \
  -o "$story/x" "$(find_receipt "$story/e100.age")" "$story/e100.age"
# An older checkpoint than the list says.
next_day
through stale="$story/stale" refuses 'does not agree with its checkpoint' \
  complete_by_proxy -o "$story/x" "$story"/late/* "$story/late.age"
[ ! -e "$story/x" ] || fail "something was written"
complete_by_proxy_kept() {
  through plain complete_by_proxy "$@"
}
complete_by_proxy_kept -o "$story/proof.late" "$story"/late/* \
  "$story/late.age" >/dev/null
refuses 'kept its promise' accuse -o "$story/x" "$story"/late/* \
  "$story/late.age"

echo "--- a promise that was not kept is proof to anyone"
cp -a "$story/spool" "$story/spool.before"
any_envelope "$story/lost.age" 100
mkdir "$story/lost"
send --receipt "$story/lost" "$story/lost.age" >/dev/null
stop_relay -KILL
rm -rf "$story/spool"
cp -a "$story/spool.before" "$story/spool" # with its keys, without it
start_relay
next_day
refuses 'PROMISED AND DID NOT KEEP IT' complete -o "$story/x" "$story"/lost/* \
  "$story/lost.age"
accuse -o "$story/accusation" "$story"/lost/* "$story/lost.age" |
  has 'AND DID NOT KEEP IT. The folder'
ls "$story/accusation" | tr '\n' ' ' |
  has '^accusation checkpoint directory.note entries promise $'
nonce=$(sed -n 's/^extra //p' "$story"/lost/*)
! grep -rqF -- "$nonce" "$story/accusation" || fail "the nonce is in it"
sha256sum "$story/lost.age" | cut -c1-64 >"$story/hash"
! grep -rqFf "$story/hash" "$story/accusation" || fail "its hash is in it"
judged() {
  "$valise_relay" audit --accusation "$1" --fingerprint "$fingerprint"
}
port_before=$port
stop_relay # offline: nothing is asked
judged "$story/accusation" | has '^PROVEN: relay.example promised for '
refuses 'exists already' accuse -o "$story/accusation" "$story"/lost/* \
  "$story/lost.age"
# bent FILE TEXT COMMAND...: a copy in which a file was changed is refused.
bent() {
  rm -rf "$story/bent"
  cp -r "$story/accusation" "$story/bent"
  file=$story/bent/$1 wanted_text=$2
  shift 2
  "$@"
  refuses "$wanted_text" judged "$story/bent"
}
entry=$(sed -n 2p "$story/accusation/accusation")
other_entry() {
  sed -i "s/$entry/$(printf '%064d' 0)/" "$file"
}
bent accusation 'holds no promise of that entry' other_entry
earlier() {
  sed -i '3s/.*/2020-01-01/' "$file"
}
bent accusation 'was in by then' earlier
cut_entries() {
  truncate -s -32 "$file"
}
bent entries 'are not those of its checkpoint' cut_entries
put_in_entry() { # as if the relay had logged it
  "$python" -c 'import sys
path, entry = sys.argv[1:]
data = bytearray(open(path, "rb").read())
data[:32] = bytes.fromhex(entry)
open(path, "wb").write(data)' "$file" "$entry"
}
bent entries 'are not those of its checkpoint' put_in_entry
stale_checkpoint() {
  cp "$story/stale" "$file"
}
bent checkpoint 'are not those of its checkpoint' stale_checkpoint
another_promise() { # of another envelope, kept
  sed 2d "$(find_receipt "$story/e3.age")" >"$file"
}
bent promise 'holds no promise of that entry' another_promise
gone() {
  rm "$file"
}
bent entries 'No such file' gone
start_relay

# Nothing answers.
port=$(free_port)
refuses 'nothing answers' complete_by_proxy -o "$story/x" "$story"/late/* \
  "$story/late.age"
echo "passed"
