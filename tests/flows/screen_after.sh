#!/usr/bin/env bash
# Goal: what a person is told and can do around sending: the code is copied from
# paper, and not given up by a slip; a sealed copy goes on after a kill, from the
# screens and by the command; afterwards one page says what arrived and what lies
# here, and deletes it when asked; another's consent is never lost on the way.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
make_story
mkdir "$story/stick"
terminal 80 24
options=(-d directory.note --fingerprint "$fingerprint")

upload() {
  (cd "$story/spool/uploads" && ls)
}
begun() {
  [ -n "$(find "$story/spool/uploads" -type f -size +0)" ]
}
until_sent() {
  on_screen "$(word text_sent_next | cut -c1-40)"
}

echo "--- the code: hidden from the first digit, grouped, and F3 asks"
trusted=yes
begin en 2 "${options[@]}"
shows "$(word warn_arrived)" || fail "the start does not say what has arrived"
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
text "An invented account."
go_to_steps
save_draft draft.age
step "$(word ask_review)" F2
step "$(word ask_code)" F2
code=$(code_on_screen)
shows "$(word warn_arrived_code | cut -c1-50)" || fail "what has arrived"
grouped=$(echo "$code" | sed 's/..../& /g; s/ $//')
shows "$grouped" || fail "the code is not shown"
text "${code:0:1}"
on_screen "> ${code:0:1}"
! shows "$grouped" || fail "the code stands there while it is typed"
keys BSpace
on_screen "$grouped"
text "${code:0:10}"
on_screen "> ${code:0:4} ${code:4:4} ${code:8:2}"
step "$(word ask_code_void)" F3
step "$(word ask_code)" 1
on_screen "$grouped"
step "$(word ask_code_void)" F3
step "$(word ask_review)" 2
says label_code_void
step "$(word ask_code)" F2
again=$(code_on_screen)
[ "$again" != "$code" ] || fail "the void code is shown again"
code=$again
type_code "$code"
on_screen "$(word ask_way)"
step "$(word ask_code_void)" F3
step "$(word ask_code)" 1
type_code "$code"
on_screen "$(word ask_way)"

echo "--- one page: what arrived, what lies here, and how it is deleted"
step "$(word ask_export)" 2
text copy.age
step "$(word ask_way)" Enter
step "$(word progress_reference | cut -c1-30)" 1
until_sent
shows "draft: draft.age" || fail "the draft is not named"
shows "sealed copy: copy.age" || fail "the copy is not named"
! shows "receipt: " || fail "there is no receipt"
shows "$(word help_on_disk)" || fail "what deleting can't do"
! shows "$(word help_sent | cut -c1-30)" || fail "it says that nothing is kept"
step "$(word ask_receipt)" 2
text r.proof
step "receipt: r.proof" Enter
step "$(word label_deleted)" 3
until_holds [ ! -e "$story/copy.age" ]
step "$(word label_deleted)" 3
until_holds [ ! -e "$story/draft.age" ]
shows "receipt: r.proof" || fail "the receipt is still there"
chattr +i "$story/r.proof" 2>/dev/null && {
  step "Not deleted:" 3
  chattr -i "$story/r.proof"
}
step "$(word label_deleted)" 3
[ ! -e "$story/r.proof" ] || fail "the receipt was not deleted"
says help_sent
step "$(word label_wiped)" 1
quick_exit

echo "--- killed while it was sent: the copy goes on, by the command"
killed_in_the_middle() { # COPY
  begin en 2 "${options[@]}" --paced=1
  step "$(word ask_kind)" 1
  step "$(word ask_hold)" 1
  step "$(word ask_narrative)" 1
  text "An invented account."
  go_to_steps
  want_no_reply
  step "$(word ask_review)" F2
  step "$(word ask_way)" F2
  step "$(word ask_export)" 2
  text "$1"
  step "$(word ask_way)" Enter
  keys 1
  until_holds begun
  kill -KILL "$(sitting_pid)"
  on_screen "ended $sitting: 137"
  keys "stty sane; clear" Enter
  [ -e "$story/$1.sending" ] || fail "nothing says where it goes on"
}
before=$(count 3)
killed_in_the_middle two.age
first=$(upload)
(cd "$story" && send --paced=1 two.age) >"$story/said" 2>&1
has "going on where sending stopped before" "$story/said" || fail "it began anew"
has "Accepted by" "$story/said" || fail "$(cat "$story/said")"
[ ! -e "$story/two.age.sending" ] || fail "what is done is still noted"
[ -n "$first" ] || fail "there was an upload"
[ "$(count 3)" = $((before + 1)) ] || fail "stored once, not $(count 3)"

echo "--- and from the screens"
killed_in_the_middle three.age
first=$(upload)
mkdir "$story/kept"
cp "$story/three.age" "$story/three.age.sending" "$story/kept"
# What someone else puts there is no address to send it to.
sed 's|http://127.0.0.1:[0-9]*/v1|http://127.0.0.1:9/v1|' \
  "$story/three.age.sending" >"$story/other"
begin en 2 "${options[@]}"
step "$(word ask_send_kept)" 5
step "$(word label_path)" F6
text three.age
step "$(word ask_way)" Enter
upload_is_the_same() {
  [ "$(upload)" = "$first" ] || [ -z "$(upload)" ]
}
step "$(word progress_reference | cut -c1-30)" 1
upload_is_the_same || fail "it began anew"
shows "sealed copy: three.age" || fail "the copy is not named"
[ ! -e "$story/three.age.sending" ] || fail "what is done is still noted"
step "$(word ask_start)" 1
[ "$(count 3)" = $((before + 2)) ] || fail "stored once"
# No sealed file: said, and nothing is sent.
step "$(word ask_send_kept)" 5
step "$(word label_path)" F6
text directory.note
step "is not" Enter || fail "not said"
quick_exit
cp "$story/other" "$story/three.age.sending"
(cd "$story" && send three.age) >"$story/said" 2>&1
! has "going on where" "$story/said" || fail "a foreign address was believed"
has "Accepted by" "$story/said" || fail "$(cat "$story/said")"

echo "--- another's consent stays when who tells it changes"
begin en 2 "${options[@]}"
step "$(word ask_kind)" 2
step "$(word ask_hold_helper)" 1
step "$(word ask_person)" 1
text "the lawyer"
step "$(word ask_consent_how)" Enter
step "$(word ask_narrative)" 1
step "$(word ask_hold_helper)" F3
step "$(word ask_kind)" F3
step "$(word ask_start)" F3
step "$(word ask_kind)" 1
says label_consent_anew
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
text "An invented account."
go_to_steps
step "$(word ask_review)" F2
step "Left blank" End
step "the lawyer" PageUp
quick_exit
# Also of one whose name was left out: never taken for one's own.
begin en 2 "${options[@]}"
step "$(word ask_kind)" 2
step "$(word ask_hold_helper)" 1
step "$(word ask_person)" 1
step "$(word ask_consent_how)" F5
step "$(word ask_narrative)" 1
step "$(word ask_hold_helper)" F3
step "$(word ask_kind)" F3
step "$(word ask_start)" F3
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
! shows "F2 Next" || fail "an answer stands there that nobody gave"
step "$(word ask_narrative)" 1
text "An invented account."
go_to_steps
step "$(word ask_review)" F2
step "Left blank" End
step "$(word label_person_unnamed)" PageUp
quick_exit

echo "--- what can't be deleted is named, and not called gone"
mkdir "$story/fixed"
mount -t tmpfs -o size=24m tmpfs "$story/fixed" 2>/dev/null ||
  skip "no tmpfs can be mounted here"
mounted=$story/fixed
cp "$story/kept/"* "$story/fixed"
mount -o remount,ro "$story/fixed"
before=$(count 3)
begin en 2 "${options[@]}"
step "$(word ask_send_kept)" 5
step "$(word label_path)" F6
text fixed/three.age
step "$(word ask_way)" Enter
step "$(word progress_reference | cut -c1-30)" 1
[ "$(count 3)" = "$before" ] || fail "stored once more"
shows "sealed copy: fixed/three.age" || fail "the copy is not named"
shows "where sending would go on; it names the relay: fixed/three.age.sending" ||
  fail "what stays is not named"
step "$(word ask_start)" 1
quick_exit
echo "passed"
