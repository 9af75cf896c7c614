# Sourced by the flows that sit at the screens of `valise` in a real terminal,
# behind lib.sh: a tmux server of the flow's own, keys, and waits that look.
command -v tmux >/dev/null || skip "tmux is not installed"
export LC_ALL=C.UTF-8
tmux="tmux -u -S $story/tmux -f /dev/null"
words=$source_dir/client/defender/words/words.tsv
sitting=0    # how many were begun
wrapper=     # what `valise` is run under
keys_sent=0  # a key each; text is not counted
titles=      # the file with every title that was seen, in order

end_terminal() {
  code=$?
  set +e
  if [ "$code" -ne 0 ] && [ "$code" -ne 77 ]; then
    $tmux capture-pane -p >&2 2>/dev/null
  fi
  $tmux kill-server 2>/dev/null
  return "$code"
}
trap 'end_terminal; finish_flow' EXIT

# terminal COLUMNS ROWS: a shell in the story's folder, kept for every sitting.
terminal() {
  $tmux new-session -d -x "$1" -y "$2" \
    "cd '$story'; PS1='ready> ' exec bash --norc --noprofile"
  $tmux set -g window-size manual >/dev/null
  titles=$story/titles
  : >"$titles"
}

# look: what stands on the screen; a new title is noted.
look() {
  $tmux capture-pane -p >"$story/screen"
  head -1 "$story/screen" >"$story/title"
  if has '^ ' "$story/title" && ! tail -1 "$titles" |
    cmp -s - "$story/title"; then
    cat "$story/title" >>"$titles"
  fi
}

# shows TEXT
shows() {
  look
  ! has -E "$unheard" "$story/screen" && has -F -- "$1" "$story/screen"
}

# shows_arabic TEXT: the same for words that were written from right to left,
# in the letters' joined forms.
shows_arabic() {
  look
  python3 - "$1" "$story/screen" <<'PYTHON'
import sys
import unicodedata

for line in open(sys.argv[2], encoding="utf-8"):
    if sys.argv[1] in unicodedata.normalize("NFKC", line)[::-1]:
        sys.exit(0)
sys.exit(1)
PYTHON
}

gone() {
  ! shows "$1"
}

# until_holds TEST...: looks again until it does, for a minute.
until_holds() {
  for _ in $(seq 1200); do
    if "$@"; then return; fi
    sleep 0.05 # between two looks
  done
  fail "never: $*"
}

# Twice, as one look may be at a screen that is half drawn.
shows_twice() {
  shows "$1" && sleep 0.02 && shows "$1"
}

on_screen() {
  until_holds shows_twice "$1"
}

keys() {
  $tmux send-keys "$@"
}

# step TEXT KEY...: counts the keys, and waits for what comes of them.
step() {
  wanted=$1
  shift
  keys_sent=$((keys_sent + $#))
  keys "$@"
  on_screen "$wanted"
}

# text TEXT: typed as it is.
text() {
  keys -l -- "$1"
}

# paste_file FILE: marked as a paste by the terminal.
paste_file() {
  $tmux load-buffer "$1"
  $tmux paste-buffer -p
}

# word KEY [COLUMN]: a sentence of the program; en 2, fr 3, es 4, ar 5, ru 6,
# zh 7.  What is filled in and what follows it is left out.
word() {
  awk -F '\t' -v key="$1" -v column="${2:-2}" \
    '$1 == key { sub(/ ?%.*/, "", $column); print $column }' "$words" | has_one
}

# Its input, which must be there.
has_one() {
  read -r line || fail "no such word"
  printf '%s\n' "$line"
}

size_is() {
  [ "$($tmux display -p '#{pane_width}x#{pane_height}')" = "$1" ]
}

# resize COLUMNS ROWS
resize() {
  $tmux resize-window -x "$1" -y "$2"
  until_holds size_is "$1x$2"
}

# start TEXT OPTION...: begins a sitting, and waits until the text stands there.
start() {
  wanted=$1
  shift
  sitting=$((sitting + 1))
  printf '%s %q' "$wrapper" "$valise" >"$story/run$sitting"
  [ $# -eq 0 ] || printf ' %q' "$@" >>"$story/run$sitting"
  printf ' 2>%q; echo "ended %s: $?"\n' "$story/said$sitting" "$sitting" \
    >>"$story/run$sitting"
  keys "clear; . ./run$sitting" Enter
  on_screen "$wanted"
}

# ended STATUS: this sitting came to its end with that.
ended() {
  on_screen "ended $sitting: $1"
}

# quick_exit: Esc Esc, as a person presses them.
quick_exit() {
  step "$(word label_once_more)" Escape
  keys Escape
  ended 0
}

# sitting_pid: the process at the terminal.
sitting_pid() {
  pgrep -x valise -P "$($tmux display -p '#{pane_pid}')"
}

# code_on_screen: the 24 digits, once they stand there.
code_on_screen() {
  on_screen "$(word ask_code)"
  grep -oE '([0-9]{4} ){5}[0-9]{4}' "$story/screen" | head -1 | tr -d ' '
}

# type_code CODE: a key for each digit.
type_code() {
  for digit in $(echo "$1" | grep -o .); do
    keys_sent=$((keys_sent + 1))
    keys "$digit"
  done
}

# From the start screen to the narrative, the directory's digits compared where
# this is the first report of the sitting.
go_to_narrative() {
  if [ -z "${trusted:-}" ]; then
    step "$(word ask_directory | cut -c1-60)" 1
  fi
  step "$(word ask_kind)" 1
  step "$(word ask_hold)" 1
  step "$(word ask_narrative)" 1
}

# From the narrative to the steps: State unknown, link unsure.
go_to_steps() {
  step "$(word ask_state)" F2
  step "$(word ask_bodies)" F6
  step '[x]' 1
  step "$(word ask_steps)" F2
}

# save_draft FILE: from where the person is, and back.
save_draft() {
  step "$(word ask_draft)" F8
  text "$1"
  step "$(word ask_passphrase_new)" Enter
  text "$passphrase"
  step "$(word ask_again)" Enter
  text "$passphrase"
  step "$(word label_draft_saved)" Enter
}

# At the steps: no answer is wanted, so that no code is made.
want_no_reply() {
  step "$(word ask_reply)" End Enter
  step "$(word ask_steps)" 2
}

# From the steps to the ways out; the code is left in $code.
go_to_ways() {
  step "$(word ask_review)" F2
  step "$(word ask_code)" F2
  code=$(code_on_screen)
  [ "${#code}" -eq 24 ] || fail "a code of 24 digits"
  type_code "$code"
  on_screen "$(word ask_way)"
}
