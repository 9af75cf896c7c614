#!/usr/bin/env bash
# Goal: a relay's keys end without a gap: old receipts and backups hold, the next
# ones sign from their day on, and who stole the old ones signs for no later day.
. "$(dirname "$0")/lib.sh"
work_bits=4 grace_seconds=10000000
by_days
# Noon, so that no midnight falls between two lines.
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
make_story
node=$bin/node/node
[ -x "$node" ] || node=$(command -v node) || skip "there is no node"
rotate() {
  "$valise_relay" rotate-keys -c "$story/relay.ini" "$@"
}
verify_relay() {
  "$valise_relay" verify -c "$story/relay.ini" >"$story/said" 2>&1 ||
    { cat "$story/said" >&2; fail "verify: $*"; }
  has 'the log is whole' "$story/said" || fail "no log was looked at: $*"
}
report() { # NAME: sealed, sent, and its receipt
  write_report "$story/report.json" "About $1."
  seal -r "$story/report.json" -o "$story/$1.age" --code-fd 3 3>/dev/null
  send "$story/$1.age" --receipt "$story" >/dev/null
  mv "$story"/*.tlog-proof "$story/$1.proof"
}
complete() { # NAME
  rm -f "$story/$1.whole"
  "$valise" receipt complete -d "$story/directory.note" --direct \
    --fingerprint "$fingerprint" "$story/$1.proof" "$story/$1.age" \
    -o "$story/$1.whole" 2>&1
}
audit() {
  "$valise_relay" audit -d "$story/directory.note" --direct \
    --fingerprint "$fingerprint" -t "$intake" --state "$story/audited" \
    "http://127.0.0.1:$port"
}
key_id() { # FILE LABEL: of the key of that label, as its signatures begin
  sed -n "s/.*\"$2\": \".*+\([0-9a-f]\{8\}\)+.*/\1/p" "$1" | head -1
}
signed_by() { # NOTE: the key id of its first signature
  grep -a '^— ' "$1" | head -1 | sed 's/.* //' | base64 -d |
    head -c 4 | od -An -tx1 | tr -d ' \n'
}
checkpoint() { # FILE
  curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/log/checkpoint" >"$1"
}
cp -a "$story/vault" "$story/vault.early"
old_promise=$(key_id "$story/relay.json" promise_key)
old_log=$(key_id "$story/relay.json" log_key)

echo "--- before: a receipt, a backup, and what a thief takes"
report first
next_day
audit >/dev/null
complete first >/dev/null
stop_relay
"$valise_relay" backup -c "$story/relay.ini" "$story/backup" >/dev/null
cp -a "$story/spool" "$story/stolen"
cp "$story/directory.note" "$story/directory.old"
cp "$story/directory.persons" "$story/persons.old"
start_relay

echo "--- the next keys are made once, and change nothing yet"
refuses "no next keys were made" rotate --retire
rotate >"$story/next"
has 'The next keys are made;' "$story/next"
has 'does not have them for each intake yet' "$story/next"
rotate | has 'They were made before;'
[ "$(stat -c %a "$story/spool/next-log.seed")" = 600 ]
refuses "does not have them for each intake yet" rotate --retire
new_promise=$(key_id "$story/next" promise_key)
new_log=$(key_id "$story/next" log_key)
[ "$new_log" != "$old_log" ] && [ "$new_promise" != "$old_promise" ]
chmod 644 "$story/spool/next-log.seed"
refuses "others may read this secret key" "$valise_relay" check \
  -c "$story/relay.ini"
chmod 600 "$story/spool/next-log.seed"

echo "--- the directory has them from the day after tomorrow on"
turn=$(date -u -d 'today + 2 days' +%FT00:00:00Z)
list_next() { # VERSION FROM
  describe "$1"
  "$python" - "$story/description.json" "$story/next" "$2" <<'EOF'
import json, re, sys
path, said, turn = sys.argv[1:]
d = json.load(open(path))
new = json.loads(re.search(r"^\{.*?^\}", open(said).read(), re.M | re.S)[0])
relays = d["intakes"][0]["relays"]
relays.append(dict(relays[0], **new, **{"from": turn}))
relays[0]["until"] = turn
json.dump(d, open(path, "w"))
EOF
}
list_next 2 "$turn"
sign_directory "$story/directory.new"
publish "$story/directory.new"
fingerprint=$(sed -n 's/^fingerprint = //p' "$story/relay.ini")
has "valise-relay: the next keys sign from $turn on" "$story/relay.log"
refuses "the next keys sign from" rotate --retire
"$valise_relay" check -c "$story/relay.ini" 2>&1 | has "sign from $turn on"
report second
[ "$(signed_by "$story/second.proof")" = "$old_promise" ] ||
  fail "the next key signs before its day"
next_day
checkpoint "$story/checkpoint"
[ "$(signed_by "$story/checkpoint")" = "$old_log" ]

mkdir "$story/early.stick"
courier collect "$story/early.stick" >/dev/null 2>&1
echo "--- its day: no restart, no gap"
next_day
report third
[ "$(signed_by "$story/third.proof")" = "$new_promise" ] ||
  fail "the old key signs after its day"
refuses "the next keys sign for less than a day: again after " rotate --retire
{ "$valise_relay" doctor -c "$story/relay.ini" --direct || true; } |
  has "ok     the next keys sign since $turn"
has "valise-relay: the next keys sign since $turn" "$story/relay.log" ||
  fail "the log does not say the turn"
next_day
checkpoint "$story/checkpoint"
[ "$(signed_by "$story/checkpoint")" = "$new_log" ]
for each in first second third; do
  verify_receipt "$story/$each.proof" "$story/$each.age" >/dev/null ||
    fail "the receipt of the $each"
  complete "$each" >"$story/said" || { cat "$story/said"; fail "$each"; }
done
audit >/dev/null || fail "an auditor took the new key for a forgery"
verify_relay "across the turn"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >"$story/said" 2>&1
has ' 0 without an envelope, 0 listed and not in it' "$story/said" ||
  { cat "$story/said"; fail "the desk"; }

echo "--- a thief with the old ones, at the relay's address"
stop_relay
for each in relay.ini directory.note directory.persons; do
  cp "$story/$each" "$story/honest.$each"
done
cp "$story/directory.old" "$story/directory.note"
cp "$story/persons.old" "$story/directory.persons"
sed -i "s|^spool = .*|spool = $story/stolen|" "$story/relay.ini"
start_relay
cp "$story/honest.directory.note" "$story/directory.note"
cp "$story/honest.directory.persons" "$story/directory.persons"
write_report "$story/report.json" "For the thief."
seal -r "$story/report.json" -o "$story/his.age" --code-fd 3 3>/dev/null
refuses "whose time was over" send "$story/his.age"
next_day
checkpoint "$story/checkpoint"
[ "$(signed_by "$story/checkpoint")" = "$old_log" ] # of a day after the turn
refuses "not signed by its log key" complete third
mkdir "$story/his.stick"
refuses "the relay's checkpoint does not verify" courier collect "$story/his.stick"
# A courier who still has the old directory.
cp "$story/directory.old" "$story/directory.note"
cp "$story/persons.old" "$story/directory.persons"
sed "s|^state = .*|state = $story/other.state|" "$story/courier.ini" \
  >"$story/other.ini"
"$valise_courier" collect -c "$story/other.ini" "$story/his.stick" >/dev/null
cp -a "$story/his.stick" "$story/his.whole"
cp "$story/honest.directory.note" "$story/directory.note"
cp "$story/honest.directory.persons" "$story/directory.persons"
desk import "$story/his.stick" >"$story/said" 2>&1 || true
has "no valid checkpoint of the log of $relay_name" "$story/said" ||
  fail "the desk believes the thief's log: $(cat "$story/said")"
# Nor with a list that ends before the turn, or none.
"$node" "$source_dir/tests/peers/lying_courier.mjs" "$story/his.stick" "$intake" \
  "$(basename "$(relay_folder)")" "$story/courier.seed" courier.example/one early
desk import "$story/his.stick" >"$story/said" 2>&1 || true
has "no valid checkpoint of the log of $relay_name" "$story/said" ||
  fail "a list that was cut makes the old key good: $(cat "$story/said")"
# Nor with one that gives its end an old day.
rm -rf "$story/his.stick"
cp -a "$story/his.whole" "$story/his.stick"
"$node" "$source_dir/tests/peers/lying_courier.mjs" "$story/his.stick" "$intake" \
  "$(basename "$(relay_folder)")" "$story/courier.seed" courier.example/one aged
desk import "$story/his.stick" >"$story/said" 2>&1 || true
has "no valid checkpoint of the log of $relay_name" "$story/said" ||
  fail "an old name makes the old key good: $(cat "$story/said")"
refuses "not signed by its log key" audit
stop_relay
cp "$story/honest.relay.ini" "$story/relay.ini"

echo "--- the old ones end, and what they signed does not"
start_relay
{ "$valise_relay" doctor -c "$story/relay.ini" --direct || true; } |
  has "SOON   the next keys sign since $turn"
rotate --retire
[ ! -e "$story/spool/next-log.seed" ] && [ ! -e "$story/spool/next-promise.seed" ]
[ "$(wc -l <"$story/spool/former.keys")" = 2 ]
verify_relay "while it serves"
chown -R nobody: "$story/spool"
[ "$(stat -c %U "$story/spool/former.keys")" = nobody ]

echo "--- and once more, in the same run of the relay"
rotate >"$story/again"
has 'The next keys are made;' "$story/again"
[ "$(stat -c %U "$story/spool/next-log.seed")" = nobody ] || fail "its owner"
third_promise=$(key_id "$story/again" promise_key)
turn=$(date -u -d 'today + 1 day' +%FT00:00:00Z)
"$python" - "$story/description.json" "$story/again" "$turn" <<'EOF'
import json, re, sys
path, said, turn = sys.argv[1:]
d = json.load(open(path))
new = json.loads(re.search(r"^\{.*?^\}", open(said).read(), re.M | re.S)[0])
relays = d["intakes"][0]["relays"]
relays.append(dict(relays[-1], **new, **{"from": turn}))
relays[-2]["until"] = turn
d["version"] += 1
json.dump(d, open(path, "w"))
EOF
sign_directory "$story/directory.new"
publish "$story/directory.new"
fingerprint=$(sed -n 's/^fingerprint = //p' "$story/relay.ini")
has "valise-relay: the next keys sign from $turn on" "$story/relay.log" ||
  fail "the relay did not read them"
next_day
report last
[ "$(signed_by "$story/last.proof")" = "$third_promise" ] ||
  fail "a key that was retired signs again"
verify_receipt "$story/last.proof" "$story/last.age" >/dev/null
next_day
audit >/dev/null || fail "an auditor, after the second turn"
chown -R root: "$story/spool"
stop_relay
start_relay
verify_relay "after a start"
report fourth
[ "$(signed_by "$story/fourth.proof")" = "$third_promise" ]
cp -a "$story/spool" "$story/half"
rotate --retire >/dev/null
refuses "no next keys were made" rotate --retire
[ "$(wc -l <"$story/spool/former.keys")" = 4 ]
verify_relay "after the second"
stop_relay

echo "--- a stick of before the turn, that travelled for long"
early_is_good() {
  desk import "$story/early.stick" >"$story/said" 2>&1
  has ' 0 without an envelope, 0 listed and not in it' "$story/said" ||
    fail "$1: $(cat "$story/said")"
}
early_is_good "a desk that knows more"
rm -rf "$story/vault" "$story/early.stick/valise/$intake/out"
cp -a "$story/vault.early" "$story/vault"
adopt "$story/directory.note" >/dev/null 2>&1
early_is_good "a desk that knows nothing"

echo "--- cut off between the two, it goes on"
sed -i "s|^spool = .*|spool = $story/half|" "$story/relay.ini"
mv "$story/half/next-promise.seed" "$story/half/promise.seed"
refuses "the last change is half done" rotate
"$valise_relay" check -c "$story/relay.ini" >/dev/null 2>&1
rotate --retire >/dev/null
[ ! -e "$story/half/next-log.seed" ]
verify_relay "of the half"

echo "--- a backup of before is proven, by its keys and by the directory"
"$valise_relay" restore "$story/backup" "$story/restored" >/dev/null 2>&1
sed -i "s|^spool = .*|spool = $story/restored|" "$story/relay.ini"
verify_relay "of the backup"
refuses "other keys for this relay" "$valise_relay" check -c "$story/relay.ini"
echo "more" >>"$story/restored/former.keys"
refuses "the spool is damaged" "$valise_relay" verify -c "$story/relay.ini"
echo passed
