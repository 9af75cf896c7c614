# shellcheck shell=bash
# Sourced behind lib.sh by the flows that read and choose on the screens in two
# languages: a terminal of the flow's own, keys, words, and waits that look.
command -v tmux >/dev/null || skip "tmux is not installed"
export LC_ALL=C.UTF-8
words=$source_dir/client/defender/words/words.tsv
tmux="tmux -u -L valise-$(basename "$0" .sh)-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null || true; finish_flow' EXIT

# terminal: a shell of 80x24 in the story's folder.
terminal() {
  $tmux new-session -d -x 80 -y 24 \
    "cd '$story'; PS1='ready> ' exec bash --norc --noprofile"
  $tmux set -g window-size manual >/dev/null
}

# word KEY [COLUMN]: a sentence up to what is filled in or may be in the next
# line; en 2, ar 5.
word() {
  awk -F '\t' -v key="$1" -v column="${2:-2}" \
    '$1 == key { sub(/ ?%.*/, "", $column); print $column }' "$words" |
    sed -E 's/^(.{60}).*/\1/; s/ [^ ]*$//'
}

# shows TEXT: also where it was written from right to left, in joined forms.
shows() {
  $tmux capture-pane -p >"$story/screen" || return 1
  ! has -E "$unheard" "$story/screen" || return 1
  python3 - "$1" "$story/screen" <<'PYTHON'
import re
import sys
import unicodedata

def bare(text):
    """Without marks, which stand before their letters in a line turned round."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c))


wanted = bare(sys.argv[1])
for line in open(sys.argv[2], encoding="utf-8"):
    line = bare(line)
    # Numbers go from left to right in both.
    back = re.sub(r"\d+", lambda n: n.group()[::-1], line[::-1])
    if wanted in line or wanted in back:
        sys.exit(0)
sys.exit(1)
PYTHON
}

on_screen() {
  for _ in $(seq 600); do
    # Twice, as one look may be at a screen that is half drawn.
    if shows "$1" && shows "$1"; then return; fi
    sleep 0.05 # between two looks
  done
  cat "$story/screen" >&2
  fail "never on the screen: $1"
}

# step TEXT KEY...
step() {
  text=$1
  shift
  $tmux send-keys "$@"
  on_screen "$text"
}

# says KEY [COLUMN], and not says_not KEY
says() {
  on_screen "$(word "$@")"
}
says_not() {
  ! shows "$(word "$@")" || {
    cat "$story/screen" >&2
    fail "it says: $(word "$@")"
  }
}

type_text() {
  $tmux send-keys -l -- "$1"
}

sitting=0
# begin LANGUAGE COLUMN [OPTION...]: a sitting, at its start screen.
begin() {
  language=$1
  column=$2
  shift 2
  sitting=$((sitting + 1))
  printf '%q ' "$valise" --direct --language "$language" "$@" >"$story/run"
  printf '2>said; echo "ended %s: $?"\n' "$sitting" >>"$story/run"
  $tmux send-keys "clear; . ./run" Enter
  on_screen "$(word label_check "$column")"
}
leave() {
  step "$(word label_once_more "$column")" Escape
  step "ended $sitting: 0" Escape
}
