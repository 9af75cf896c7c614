#!/usr/bin/env bash
# Goal: client/form and client/sitting ask a form of two questions for a program
# that has nothing of the defender's; the tree has what was answered, a way that
# the program does not give is not offered, and leaving writes nothing.  On a
# terminal's screen, and line by line through a pipe: the same tree.
. "${VALISE_SOURCE:?}/tests/flows/lib.sh"
. "$source_dir/tests/flows/screen_lib.sh"
demo=$bin/tests/tools/form-demo
# Nothing of the defender's is in it.
! nm "$demo" | has -E ' [Tt] (session_start|draft_save|seal_report|picture_)' ||
  fail "it links the defender"
terminal 80 24

begin_demo() {
  sitting=$((sitting + 1))
  keys "clear; '$demo' answer; echo \"ended $sitting: \$?\"" Enter
  on_screen 'This form has two questions.' "! When you got it"
}

begin_demo
hides "$(word key_draft)" # it keeps nothing
step "Who made it?" 1
step "Who made it: A witness" 3
step "When did you get it?" Enter
text 'في مايو 2026'
step "+ When you got it: " Enter
keys F2
ended 0
printf '{"made_by":"witness","when":"في مايو 2026"}' | cmp - "$story/answer" ||
  fail "the tree: $(cat "$story/answer")"
rm "$story/answer"

# Another language on the way, and left at once: nothing is written.
begin_demo
step "$(word title_language)" F4
step "! 何时得到" 6
step "$(word label_once_more 7)" Escape
keys Escape
ended 1
[ ! -e "$story/answer" ] || fail "it wrote what was left"

# A date that is called less exact before it was drawn is so.
sitting=$((sitting + 1))
keys "clear; '$demo' --date answer; echo \"ended $sitting: \$?\"" Enter
on_screen 'This form has two questions.' 'The day'
step 'Which day was it?' 1
keys 2026-05-17 F7 F7 F2
on_screen "+ The day: "
keys F2
ended 0
printf '{"day":{"date":"2026-05-17","precision":"month"}}' |
  cmp - "$story/answer" || fail "typed ahead: $(cat "$story/answer")"
rm "$story/answer"

# plain LINE...: answered through a pipe, to $story/said.
plain() {
  printf '%s\n' "$@" | "$demo" --plain "$story/answer" >"$story/said"
}

# Help; a search that finds nothing, one that finds the witness as its first;
# what F2 does; and in other words, which may begin with a dot.
plain .1 1 nobody witness 1 2 'في مايو 2026' . || fail "$(cat "$story/said")"
printf '{"made_by":"witness","when":"في مايو 2026"}' | cmp - "$story/answer" ||
  fail "through a pipe: $(cat "$story/answer")"
for said in "== Who made it" "When did you get it?" \
  "nobody: $(word error_nothing_found)" "+ Who made it: A witness"; do
  has -F "$said" <"$story/said" || fail "not said: $said"
done
! has -F "$(word key_draft)" <"$story/said" || fail "it offers what it can't"
! has -P '\x1b' <"$story/said" || fail "it draws"
rm "$story/answer"

# An answer is taken away when that is asked for twice; a dot stands for one.
plain 2 ..hidden 2 .5 .5 2 ..again . || fail "$(cat "$story/said")"
printf '{"when":".again"}' | cmp - "$story/answer" ||
  fail "skipped and answered: $(cat "$story/answer")"
has -F "$(word label_erase_again)" <"$story/said" || fail "erased unasked"
rm "$story/answer"

# The language on the way; then the input ends in the middle of a line.
! printf '.4\n6\n1\n' | "$demo" --plain "$story/answer" >"$story/said" ||
  fail "the end of the input was taken for an answer"
has -F "是谁做的？" <"$story/said" || fail "not in Chinese"
has -F 'The demonstration keeps nothing.' <"$story/said" || fail "not said"
[ ! -e "$story/answer" ] || fail "it wrote what was left"
# A number and more behind a dot is a text, not a way; unseen digits are not
# taken for others.
plain 2 '.5 million' '..5 million' . || fail "$(cat "$story/said")"
printf '{"when":".5 million"}' | cmp - "$story/answer" ||
  fail "a line that begins with a dot: $(cat "$story/answer")"
rm "$story/answer"
# A line that is longer than any answer is said to be.
head -c 70000 /dev/zero | tr '\0' a >"$story/long"
{ printf '2\n'; cat "$story/long"; printf '\nshort\n.\n'; } |
  "$demo" --plain "$story/answer" >"$story/said"
has -F "$(word label_full)" <"$story/said" || fail "a long line is not said"
printf '{"when":"short"}' | cmp - "$story/answer" || fail "$(cat "$story/answer")"
echo "passed"
