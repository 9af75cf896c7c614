#!/usr/bin/env bash
# Goal: every screen of the defender's form as a whole, in a real terminal, in
# one language and size; the report that it makes is opened by a real desk.
#
# form.sh LANGUAGE COLUMNSxROWS; with VALISE_UPDATE=1 the expected screens are
# written anew: look at the difference before it is committed.
. "${VALISE_SOURCE:?}/tests/flows/lib.sh"
language=$1
size=$2
. "$source_dir/tests/terminal/terminal.sh"
expected=$source_dir/tests/screens/expected/form_${language}_$size.txt
. "$source_dir/tests/screens/looks.sh"
here=
trap 'code=$?; [ -z "$here" ] || rm -rf "$here"; (exit $code); finish_flow' EXIT
make_story
here=$(mktemp -d /tmp/valise.XXXXXXXXXX) # its path is on a screen
cp "$story/directory.note" "$here/directory.note"
printf 'An invented note.\n' >"$here/note.txt"
# A picture of 8x8 by cjpeg, with a camera and a place by exiftool.
base64 -d "$source_dir/tests/screens/photo.base64" >"$here/photo.jpg"
terminal "${size%x*}" "${size#*x}" "$here"

look "'$valise' --direct --lock-after 0" Enter language
case $language in
en) number=1 ;;
ar) number=4 ;;
zh) number=6 ;;
esac
look $number start
look F1 start_help
look Enter start
look 7 risks
look F2 start
look 6 lock_word
look F3 start
look F9 covered
look Enter start
look 4 directory
look F6 qr
look F3 directory
look 1 check
look F3 start
look 8 newer
look F3 start
look F4 language_again
look $number start
look 1 kind
look F1 kind_help
look Enter kind
look 1 hold
look 1 narrative
case $language in
en) told='An invented account, with an é and a ﬁnal word.' ;;
ar) told='رواية مختلقة (12) abc' ;;
zh) told='虚构的叙述。abc' ;;
esac
look "$told" narrative_told
look F8 draft
look "kept.age" Enter draft_passphrase
look F3 narrative_told
look F2 state
look 1 state_chosen
look F2 link
look 1 F2 steps
# One of each kind of question, by its place in the list.
goto() {
  keys Home
  for _ in $(seq "$1"); do keys Down; done
}
goto 2
look Enter files
look Enter file_picker
look note Enter file_details
look 1 file_made_by
look 1 file_filled
look F2 files_one
keys End
look Enter file_picker
look photo picture_found
look Enter picture_look
look 1 picture_details
look F2 files_two
look F2 steps_files
goto 5
look Enter cooperation
look 1 cooperation_what
look "x" F2 cooperation_next
look 3 cooperation_date
look "2026-05" cooperation_date_read
look F6 cooperation_date_other
look F6 F6 F6 F6 F6 F6 F6 cooperation_date_read
look F2 cooperation_filled
look F2 steps_cooperation
goto 8
look Enter victims
look Enter victim
look 4 victim_label
look "a label" Enter victim_filled
look 1 victim_unit
look 1 victim_next
look F2 victims_one
look F7 victims_remove
look F2 steps_victims
goto 24
look Enter role
look 8 steps_role
goto 28
look Enter consents
look 1 consent
look 3 consent_share
look 4 consent_filled
look F2 consents_filled
look F2 steps_consents
look End Enter replies
look 1 steps_end
look F2 review
look End review_end
look F6 review_exact
look F6 review
look F2 code
on_screen F9 # the whole of it, in $screen
code=$(grep -oE '([0-9]{4} ){5}[0-9]{4}' "$screen" | tr -d ' ')
look "1" code_typing
keys BSpace
look "$code" way
look 2 export
look F3 way
look 1 sent
look 2 receipt
look F3 sent
look 1 start_wiped
# To the desk and back.
mkdir "$story/stick"
until_logged 1
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
# A bulletin each: in one they would stand in any order.
desk export "$story/stick" >/dev/null 2>&1
printf 'Thank you. شكرا. 谢谢。\n' | desk reply 1 >/dev/null 2>&1
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null
look 4 check_again
keys "$code"
look Enter answers
look F6 answer_what
look 1 answer_text
look "$told" F2 answer_hold
look 1 answer_reference
look F2 answer_ready
look 3 answer_review
look F3 answer_ready_back
look F3 answer_reference_back
look F3 answer_hold_back
look F3 answer_told
look F3 answer_what_back
look F3 answers_back
look F3 start
# A newer directory from the relay.
describe 2
sign_directory "$story/2.note"
cp "$story/2.note" "$story/directory.note"
cp "$story/2.persons" "$story/directory.persons"
kill -HUP "$relay_pid"
until curl -sf "$relay_url/v1/directory" | cmp -s - "$story/2.note"; do
  sleep 0.05 # between two questions
done
look 8 newer_again
look 1 newer_changes
look F2 newer_use
look 3 newer_target
look F3 newer_changes
look F2 newer_use_kept
look 2 newer_used
look 3 draft_open
look F3 start
keys Escape
looks once
keys Escape
looks_done
desk show 1 >"$story/said"
has -F "narrative: $told" "$story/said" || fail "what was told"
has 'role: helper' "$story/said" || fail "the role"
has 'typed\|2026-05' "$story/said" || fail "the date"
[ -z "$(ls "$here" | grep -vx 'directory.note\|note.txt\|photo.jpg')" ] ||
  fail "a file was left"
echo "passed"
