#!/usr/bin/env bash
# Goal: in a real terminal the programs ask for what they were not given, hide a
# passphrase, and show the reply code on the terminal alone.
. "$(dirname "$0")/lib.sh"
command -v tmux >/dev/null || skip "tmux is not installed"
make_story
write_report "$story/report.json"
tmux="tmux -L valise-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null || true; finish_flow' EXIT

# on_screen TEXT: waits until it stands there.
on_screen() {
  for _ in $(seq 300); do
    if $tmux capture-pane -p -J 2>/dev/null | has -F -- "$1"; then return; fi
    sleep 0.1 # between two looks
  done
  $tmux capture-pane -p >&2
  fail "not on the screen: $1"
}
$tmux new-session -d -x 120 -y 40 "bash --norc"
$tmux send-keys "cd '$story'; PS1='ready> '; clear" Enter
on_screen 'ready>'
$tmux send-keys "'$valise' seal -d directory.note -t $intake -r report.json \
-o e.age >stdout.txt 2>stderr.txt; echo \"ended: \$?\"" Enter
on_screen 'The fifty digits of the printed sheet:'
$tmux send-keys "$fingerprint" Enter
on_screen 'Your reply code, shown only now:'
# Not the prompt: that stands on the screen since before the command.
on_screen 'ended: 0'
code=$($tmux capture-pane -p | grep -oE '([0-9]{4} ){5}[0-9]{4}' | tail -1)
[ -n "$code" ] || fail "a code of six groups"
! grep -q "$code" "$story/stdout.txt" "$story/stderr.txt" ||
  fail "the code went to a file"
send "$story/e.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null

# Typed in Arabic-Indic digits with hyphens, after one mistyped try.
$tmux send-keys "clear; '$valise' check -d directory.note -t $intake --direct \
--fingerprint '$fingerprint'" Enter
on_screen 'Your reply code, 24 digits:'
$tmux send-keys "$(echo "$code" | tr 0123456789 1234567890)" Enter
on_screen 'one of these digits is wrong'
arabic=$(echo "$code" | sed 's/ /-/g;
  y/0123456789/٠١٢٣٤٥٦٧٨٩/')
$tmux send-keys "$arabic" Enter
on_screen 'Opened at the desk in week'

# Typed again for a follow-up; no other code is shown.
$tmux send-keys "clear; '$valise' seal -d directory.note -t $intake \
--fingerprint '$fingerprint' -r report.json -o f.age --follows code" Enter
on_screen 'Your reply code, 24 digits:'
$tmux send-keys "$code" Enter
on_screen 'signed as a follow-up by your reply code'
! $tmux capture-pane -p | has 'shown only now' || fail "a second code"

# The passphrase does not show.
$tmux send-keys "clear; '$valise_desk' list --vault vault" Enter
on_screen 'Passphrase:'
$tmux send-keys "$passphrase" Enter
on_screen '1 case(s).'
! $tmux capture-pane -p -S - | has -F "$passphrase" ||
  fail "the passphrase is on the screen"
echo "passed"
