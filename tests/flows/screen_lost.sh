#!/usr/bin/env bash
# Goal: nothing that was typed at the screens is lost without being said: not by
# a new size, another language, going back and forth, the lock, a relay that is
# down, or a signal; and the tenth wrong lock word wipes all of it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
make_story
terminal 80 24
options=(-d directory.note -t "$intake" --direct)

echo "--- a terminal that is too small, and back"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
go_to_narrative
text "She said: abc"
on_screen 'She said: abc'
resize 30 8
on_screen "$(word text_too_small)"
text " def" # kept, though it is not shown
resize 80 24
on_screen 'She said: abc def'
resize 120 40
on_screen 'She said: abc def'
resize 80 24

echo "--- another language, back and forth"
step "$(word help_language)" F4
keys 4
on_screen "$(word ask_narrative 5)"
shows 'She said: abc def' || fail "the text in Arabic"
keys F4
on_screen "$(word title_language 5)"
step "$(word ask_narrative 7)" 6
shows 'She said: abc def' || fail "the text in Chinese"
step "$(word ask_hold 7)" F3
step "$(word ask_kind 7)" F3
step "$(word ask_hold 7)" F2
step "$(word ask_narrative 7)" F2
shows 'She said: abc def' || fail "the text after back and next"
step "$(word help_language 7)" F4
step "$(word ask_narrative)" 1
shows 'She said: abc def' || fail "the text in English again"

echo "--- an answer that would be erased: asked first"
step "$(word label_erase_again)" F5
shows 'She said: abc def' || fail "erased at once"
text " ghi" # not meant
on_screen 'She said: abc def ghi'

echo "--- covered, without a lock word"
step "$(word label_covered)" F9
! shows 'She said' || fail "it is covered"
step 'She said: abc def ghi' Enter

echo "--- a relay that is down: said, back, sent on the second try"
stop_relay
go_to_steps
go_to_ways
first=$code
keys 1
on_screen "nothing answers"
shows "$(word ask_way)" || fail "back at the ways"
start_relay
step "$(word progress_reference)" 1
! has -F "$(word title_code)" <(tail -1 "$titles") || fail "another code"
step "$(word label_wiped)" 1
[ "$(count 3)" = 1 ] || fail "it was sent"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" 2>/dev/null | has '1 new and opened'
desk show 1 2>/dev/null | has 'narrative: She said: abc def ghi' ||
  fail "the desk has all of it"
check --code-fd 3 3<<<"$(echo "$first" | sed 's/..../& /g; s/ $//')" \
  >/dev/null || fail "the code that was shown opens the answers"

echo "--- nothing of it is in the next report"
trusted=1
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
! shows 'She said' || fail "the last report's text"
quick_exit
trusted=

echo "--- a signal in the middle: said"
for signal in TERM HUP; do
  start "$(word ask_language)" "${options[@]}"
  step "$(word ask_start)" 1
  go_to_narrative
  text "a secret"
  on_screen 'a secret'
  kill "-$signal" "$(sitting_pid)"
  on_screen "ended $sitting: "
  ! shows 'a secret' || fail "the text is gone from the screen"
  has -Fx "$(word text_left_not_kept)" "$story/said$sitting" ||
    fail "it says that nothing was kept"
done
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
kill -TERM "$(sitting_pid)"
on_screen "ended $sitting: "
has -Fx "$(word text_left_nothing_lost)" "$story/said$sitting" ||
  fail "nothing was typed yet"

echo "--- a draft, and what comes after it"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
go_to_narrative
text "kept so far"
on_screen 'kept so far'
go_to_steps
save_draft draft
shows "$(word ask_steps)" || fail "back at the steps"
kill -TERM "$(sitting_pid)"
on_screen "ended $sitting: "
has -Fx "$(word text_left_nothing_lost)" "$story/said$sitting" ||
  fail "the draft has all of it"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
go_to_narrative
text "kept so far"
save_draft second
shows 'kept so far' || fail "back at the text"
text " and this"
on_screen 'kept so far and this'
kill -TERM "$(sitting_pid)"
on_screen "ended $sitting: "
has -Fx "$(word text_left_since_draft)" "$story/said$sitting" ||
  fail "the draft has not all of it: $(cat "$story/said$sitting")"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
step "$(word ask_draft_file)" 3
keys F6
on_screen "$(word label_path)"
text draft
step "$(word ask_passphrase)" Enter
text "not the passphrase"
step "$(word error_wrong_passphrase)" Enter
text "$passphrase"
step "$(word ask_directory)" Enter
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" F2
shows 'kept so far' || fail "what the draft has"
quick_exit

echo "--- the lock word: wrong, right; ten times wrong"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
set_word() {
  step "$(word ask_lock_new)" 6
  text "$1"
  step "$(word ask_again)" Enter
  text "$2"
  keys Enter
}
set_word "open sesame" "open sesam"
on_screen "$(word label_not_the_same)"
set_word "open sesame" "open sesame"
on_screen "$(word label_lock_set)"
! look_back | has sesam || fail "the word is on the screen"
step "$(word ask_directory)" 1
step "$(word ask_kind)" 1
step "$(word ask_hold)" 1
step "$(word ask_narrative)" 1
text "behind the lock"
on_screen 'behind the lock'
step "$(word ask_lock)" F9
! shows 'behind' || fail "it is locked"
# Neither back nor a second lock, with ten tries of its own, leads around it.
keys F3 F9
text "open"
step "$(word label_wrong_word)" Enter
! shows 'behind' || fail "the wrong word"
text "open sesame"
step 'behind the lock' Enter
step "$(word ask_lock)" F9
for n in $(seq 9); do
  text "wrong $n"
  on_screen '*******'
  step "$(word label_wrong_word)" Enter
done
text "wrong 10"
keys Enter
ended 0
! look_back | has -E 'behind|wrong' ||
  fail "the screen was not cleared"
echo "passed"
