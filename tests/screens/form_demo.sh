#!/usr/bin/env bash
# Goal: client/form and client/sitting ask a form of two questions for a program
# that has nothing of the defender's; the tree has what was answered, a way that
# the program does not give is not offered, and leaving writes nothing.
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
  on_screen 'This form has two questions.' "! $(word title_got_when)"
}

begin_demo
hides "$(word key_draft)" # it keeps nothing
step "$(word ask_made_by)" 1
step "$(word title_made_by): A witness" 3
step "$(word ask_got_when)" Enter
text 'في مايو 2026'
step "+ $(word title_got_when): " Enter
keys F2
ended 0
printf '{"made_by":"witness","when":"في مايو 2026"}' | cmp - "$story/answer" ||
  fail "the tree: $(cat "$story/answer")"
rm "$story/answer"

# Another language on the way, and left at once: nothing is written.
begin_demo
step "$(word title_language)" F4
step "! $(word title_got_when 7)" 6
step "$(word label_once_more 7)" Escape
keys Escape
ended 1
[ ! -e "$story/answer" ] || fail "it wrote what was left"
echo "passed"
