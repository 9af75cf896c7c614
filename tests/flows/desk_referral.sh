#!/usr/bin/env bash
# Goal: a case goes to another intake's desk as an envelope, with its files and
# the letter and without who told it; two sign what they made again themselves,
# and consent is asked of everybody in it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$(dirname "$0")/work_lib.sh"
work_bits=4
other=other-intake
with_passphrase "$valise_desk" init --vault "$story/other" --intake "$other" \
  --epochs 2 >/dev/null 2>&1
"$valise_relay" init --spool "$story/other-spool" --name relay.other.example \
  --intake "$other" >"$story/other-relay.json"
# The directory has both.
eval "one_$(declare -f sign_directory)"
sign_directory() {
  "$python" - "$story" <<'END'
import json, sys
story = sys.argv[1]
path = story + "/description.json"
described = json.load(open(path))
two = dict(described["intakes"][0], **json.load(open(story + "/other/intake.json")))
two["relays"] = [dict(two["relays"][0], **json.load(open(story + "/other-relay.json")),
                      url="http://127.0.0.1:9")]
described["intakes"] = [i for i in described["intakes"] if i["id"] != two["id"]] + [two]
described["intakes"].sort(key=lambda i: i["id"])
json.dump(described, open(path, "w"))
END
  one_sign_directory "$@"
}
make_people_story
with_passphrase "$valise_desk" directory adopt --vault "$story/other" --fingerprint "$fingerprint" \
  --persons "$(persons_of "$story/directory.note")" "$story/directory.note" >/dev/null 2>&1
write_case "$story/first.json"
"$python" - "$story/first.json" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
report["sender"] = {"role": "relative", "identity": "Zaynab Teller"}
report["earlier_reference"] = "9999 8888 7777"
report["attachments"] = [{"made_by": "Zaynab's telephone"}]
json.dump(report, open(sys.argv[1], "w"))
END
printf 'An invented page.\n' >"$story/page.txt"
cp "$story/page.txt" "$story/zaynab.txt"
seal -r "$story/first.json" -a "$story/zaynab.txt" -o "$story/1.age" --code-fd 3 3>"$story/code" 2>/dev/null
to_desk "$story/1.age"
case=$(case_of north)

echo "--- drafted, and refused until everybody in it consents"
at "anna cleo" "case triage --as cleo.example $case --class confidential --officer ben.example --alternate emil.example"
at "ben dara" <<END
case assess --as ben.example $case --limb 54/24-4a --urgency ordinary --consent-summary "inside the UN"
case verifying --as ben.example $case
verify harm --as ben.example $case --at-risk family --own-view yes --likelihood low --severity low --lessens none --until $(day_after 60)
action draft --as ben.example $case --kind referral --to nobody-intake --about none
action text --as ben.example $case 1 --text "It is yours to answer: the acts are in your mandate."
END
at_fails "ben dara" "action review --as dara.example $case 1"
said 'C1 of person 1'
at "ben dara" "consent record --as ben.example $case --person 1 --use C1 --value yes --by self --how spoken --day $(date -u +%F) --risks 'told of passing it on'"
# What was taken back since is not passed on as a yes.
at "ben dara" "consent record --as ben.example $case --person 0 --use C4 --value no --by self --how spoken --day $(date -u +%F)"
at "ben dara" "action review --as dara.example $case 1"
at "anna ben" "action approve --as anna.example $case 1"
at_fails "anna ben" "action write --as ben.example $case 1 $story/referral"
said 'a referral is to an intake of the directory'
[ ! -e "$story/referral" ] || fail "something was left"
at "ben dara" <<END
action text --as ben.example $case 1 --to $other
action review --as dara.example $case 1
END
at "anna ben" "action approve --as anna.example $case 1"

echo "--- written, made again by two who sign, and sent"
leave "$case" 1 "$story/referral"
at "anna ben" "action send --as ben.example $case 1"
size=$(stat -c %s "$story/referral/referral.age")
[ "$size" = "$(stat -c %s "$story/1.age")" ] || fail "it is of another size than any envelope of its content"
cp "$story/referral/referral.age" "$story/as_sent.age"
printf ' ' | dd of="$story/referral/referral.age" bs=1 seek=2000 conv=notrunc 2>/dev/null
! (cd "$story/referral" && sha256sum --strict -c SHA256SUMS >/dev/null 2>&1) ||
  fail "a changed byte is not seen"
at "anna ben" "action show --as ben.example $case 1"
said 'Sent'

echo "--- opened at the other desk, without who told it"
name=$(sha256sum "$story/as_sent.age" | cut -c1-64)
mkdir -p "$story/carried/valise/$other/in"
cp "$story/as_sent.age" "$story/carried/valise/$other/in/$name.age"
there() {
  with_passphrase "$valise_desk" "$1" --vault "$story/other" "${@:2}"
}
there import --without-manifest "$story/carried" >"$story/said" 2>&1 || {
  cat "$story/said"
  fail "the other desk's import"
}
there show 1 >"$story/said" 2>/dev/null
said 'An invented account of the north.'
for word in Zaynab zaynab 7777; do said_not "$word"; done
said 'referral.txt'
said 'attachment-0001.txt'
with_passphrase "$valise_desk" consent list --vault "$story/other" 1 >"$story/said" 2>&1 || { cat "$story/said"; fail "consent list"; }
said 'C4 refused'
there source show --reason look 1 >"$story/said" 2>/dev/null || true
said_not 'Zaynab'
there extract 1 "$story/there" >/dev/null 2>&1
cmp "$story/page.txt" "$story/there/attachment-0001" || fail "its page"
cmp "$story/referral/letter.txt" "$story/there/attachment-0002" || fail "the letter in it"
has 'It is yours to answer' "$story/there/attachment-0002" || fail "not that letter"
# What was meant for another desk does not open here.
mkdir -p "$story/stick/valise/$intake/in"
cp "$story/as_sent.age" "$story/stick/valise/$intake/in/$name.age"
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"import --as cleo.example --without-manifest $(custody_of cleo ben) $story/stick" || true
said '1 new and quarantined'
