#!/usr/bin/env bash
# Goal: sending that was stopped with F3 goes on where it stopped, with the same
# code and as one upload; what is sealed is not sealed again.
. "$(dirname "$0")/lib.sh"
. "$source_dir/tests/flows/screens.sh"
make_story

begun() {
  [ -n "$(ls "$story/spool/uploads" 2>/dev/null)" ]
}
upload() {
  (cd "$story/spool/uploads" && ls)
}
eventually() {
  for _ in $(seq 1200); do
    if "$@"; then return; fi
    sleep 0.05 # between two looks
  done
  fail "never: $*"
}

terminal
# In parts of 16 KiB, with waits between them, so that there is a middle.
begin en 2 -d directory.note --fingerprint "$fingerprint" --paced=2
step "$(word ask_kind)" 1
step "$(word ask_hold)" 4
step "$(word ask_narrative)" 1
type_text "An invented account."
step "$(word ask_steps)" F2
step "$(word ask_review)" F2
step "$(word ask_code)" F2
on_screen "$(word warn_code_once)"
code=$($tmux capture-pane -p | grep -oE '([0-9]{4} ){5}[0-9]{4}' | tr -d ' ')
type_text "$code"
on_screen "$(word ask_way)"
$tmux send-keys 1
eventually begun
first=$(upload)
$tmux send-keys F3
says label_stopped
begun || fail "the relay has kept what came"
step "$(word label_done)" 1
on_screen "$(word help_sent)"
reference=$($tmux capture-pane -p | tr '\302\240' ' ' | tr -s ' ' |
  grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -1)
[ -n "$reference" ] || fail "a reference"
leave
[ "$(count 7)" = 1 ] || fail "one entry, not $(count 7)"
[ "$(count 3)" = 1 ] || fail "stored once"
[ -n "$first" ] || fail "there was an upload"
[ -z "$(ls "$story/spool/uploads")" ] || fail "no upload is left behind"
echo "passed"
