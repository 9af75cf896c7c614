#!/usr/bin/env bash
# Goal: what client/ui shows and does in a real terminal: whole screens in three
# languages and two sizes, a paste of 20,000 characters, a new size while
# writing, signals and the quick exit, and few bytes for a key.
#
# screens.sh WHAT; with VALISE_UPDATE=1 the expected screens are written anew.
set -euo pipefail
source_dir=${VALISE_SOURCE:?}
demo=${VALISE_BUILD:?}/tests/tools/ui-demo
countries=${VALISE_SHARED:?}/vocabulary/m49_six_languages.tsv
samples=$VALISE_SHARED/samples
expected=$source_dir/tests/screens/expected
export LC_ALL=C.UTF-8
command -v tmux >/dev/null || {
  echo "skipped: tmux is not installed"
  exit 77
}
work=$(mktemp -d)
tmux="tmux -u -L screens-$$ -f /dev/null"
trap '$tmux kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

# Like grep -q, but reads to the end: a pipe that breaks is a failure here.
has() {
  grep "$@" >/dev/null
}

fail() {
  echo "FAILED: $*" >&2
  $tmux capture-pane -p >&2 || true
  exit 1
}

# A shell of 80x24 in $work; kept for every demo that follows.
$tmux new-session -d -x 80 -y 24 \
  "cd '$work'; PS1='ready> ' exec bash --norc --noprofile"
$tmux set -g window-size manual >/dev/null

# until TEST...: looks again until it holds, for a quarter of one.
until_holds() {
  for _ in $(seq 300); do
    if "$@"; then return; fi
    sleep 0.05 # between two looks
  done
  fail "never: $*"
}

shows() {
  $tmux capture-pane -p | has -F -- "$1"
}

on_screen() {
  until_holds shows "$1"
}

keys() {
  $tmux send-keys "$@"
}

size_is() {
  [ "$($tmux display -p '#{pane_width}x#{pane_height}')" = "$1" ]
}

# resize COLUMNS ROWS
resize() {
  $tmux resize-window -x "$1" -y "$2"
  until_holds size_is "$1x$2"
}

hex() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# The same in code points of four bytes, and as cells of curses; ASCII alone.
hex32() {
  hex "$1" | sed 's/../&000000/g'
}

hex_cells() {
  hex "$1" | sed 's/../00000000&0000000000000000000000000000000000000000000000/g'
}

run=0
# start LANGUAGE SCREEN MORE TEXT: runs the demo until it shows the text.
start() {
  run=$((run + 1))
  keys "clear; '$demo' $1 $2 answer '$3'; echo \"ended $run: \$?\"" Enter
  on_screen "$4"
}

# ended STATUS: the demo came to its end with that.
ended() {
  on_screen "ended $run: $1"
}

is_expected() {
  $tmux capture-pane -p >"$work/seen"
  cmp -s "$work/seen" "$expected/$1.txt"
}

# looks NAME: the whole screen is that of the file.
looks() {
  if [ -n "${VALISE_UPDATE:-}" ]; then
    sleep 1 # a person compares what this writes
    $tmux capture-pane -p >"$expected/$1.txt"
  fi
  for _ in $(seq 200); do
    if is_expected "$1"; then return; fi
    sleep 0.05 # between two looks
  done
  diff "$expected/$1.txt" "$work/seen" >&2 || true
  fail "not as expected: $1"
}

look_at_lists() {
  start en list "$countries" Afghanistan
  looks "list_en_$1"
  keys "guinea"
  looks "list_search_en_$1"
  keys BSpace BSpace BSpace BSpace BSpace BSpace End Up
  looks "list_end_en_$1"
  keys 1
  ended 1
  start ar several "$countries" ' 249'
  looks "several_ar_$1"
  keys 2 ٤ Down Enter
  looks "several_marked_ar_$1"
  keys "غينيا"
  looks "several_search_ar_$1"
  keys F1
  looks "help_ar_$1"
  keys Enter F2
  ended 1
  printf '%s\n' ألبانيا >"$work/wanted"
  grep -Fx ألبانيا "$work/answer" >/dev/null || fail "Albania was marked"
  [ "$(wc -l <"$work/answer")" -eq 3 ] || fail "three were marked"
  start zh list "$countries" 阿富汗
  looks "list_zh_$1"
  keys "南"
  looks "list_search_zh_$1"
  keys Escape
  looks "list_once_zh_$1"
  keys 3
  ended 1
  [ "$(cat "$work/answer")" = 南非 ] || fail "the third is South Africa"
}

look_at_editors() {
  for language in en ar zh; do
    start "$language" editor '' 'F3'
    $tmux load-buffer "$samples/udhr_$language.txt"
    $tmux paste-buffer -p
    case $language in
    en) on_screen 'Article 30' ;;
    ar) on_screen '30 ' ;;
    zh) on_screen '第三十条' ;;
    esac
    # To the start of the preamble, and a few words in each script.
    keys Home Up Up Up Up "1) abc " "سلام (12) " "中文 " Enter Tab "x" Enter
    looks "editor_${language}_$1"
    keys F2
    ended 1
  done
}

case $1 in
looks)
  for size in 80x24 120x40; do
    resize "${size%x*}" "${size#*x}"
    look_at_lists "$size"
    look_at_editors "$size"
  done
  resize 80 24
  # A terminal without colours shows the same.
  keys "export TERM=vt220" Enter
  start en list "$countries" Afghanistan
  looks list_en_80x24
  keys C-x C-x
  ended 3
  keys "export TERM=screen" Enter
  start en field '' 'Name:'
  keys "Zoë سلام" Left Left BSpace
  looks field_en_80x24
  keys Enter
  ended 1
  mkdir "$work/evidence" "$work/evidence/more"
  printf '%1234s' x >"$work/evidence/photo.jpg"
  printf x >"$work/evidence/$(printf 'a\033[2Jb')"
  start en files "$work/evidence" 'photo.jpg'
  keys "photo"
  until_holds shows 'may tell where'
  keys Enter
  ended 1
  [ "$(cat "$work/answer")" = "$work/evidence/photo.jpg" ] || fail "its path"
  start en order '' '2   '
  looks order_en_80x24
  keys F3
  ended 2
  start en progress '' '12.0 MB'
  looks progress_en_80x24
  keys F2
  ended 1
  ;;
paste)
  text=$(cat "$samples"/udhr_{zh,ar,en}.txt "$samples"/udhr_ru.txt)
  printf '%s' "${text:0:20000}" >"$work/paste"
  [ "$(wc -m <"$work/paste")" -eq 20000 ] || fail "20,000 characters"
  $tmux load-buffer "$work/paste"
  # -p: marked as a paste, by the terminal; else as if it was typed.
  for marked in -p ''; do
    rm -f "$work/answer"
    start en editor '' 'What happened'
    # shellcheck disable=SC2086
    $tmux paste-buffer $marked
    keys "the end"
    on_screen 'the end'
    keys F2
    ended 1
    { cat "$work/paste" && printf 'the end'; } | cmp - "$work/answer" ||
      fail "what was pasted (${marked:-unmarked}) is what was kept"
  done
  # What moves a cursor or reorders a line is left out, and counted.
  printf 'a\033[2Jb\342\200\256c\377d' >"$work/dirty"
  $tmux load-buffer "$work/dirty"
  start en editor '' 'What happened'
  $tmux paste-buffer -p
  looks paste_dirty_80x24
  keys F2
  ended 1
  printf 'a[2Jbc\357\277\275d' | cmp - "$work/answer" || fail "it is clean"
  # More than there is room for: nothing of it, and that is said.
  for _ in 1 2 3 4 5 6; do cat "$work/paste"; done >"$work/large"
  $tmux load-buffer "$work/large"
  start en editor '' 'What happened'
  keys "before"
  $tmux paste-buffer -p
  on_screen 'No room: nothing of it was put in.'
  keys F2
  ended 1
  [ "$(cat "$work/answer")" = before ] || fail "nothing of it was put in"
  ;;
resize)
  start ar editor '' 'F3'
  $tmux load-buffer "$samples/udhr_ar.txt"
  $tmux paste-buffer -p
  resize 120 40
  keys C-z C-y "abc"
  looks resized_120x40
  resize 30 8
  looks resized_30x8
  keys "def" # kept, though it is not shown
  resize 80 24
  looks resized_80x24
  for columns in 41 200 60 43 81 40; do
    resize "$columns" $((columns / 3))
    keys "$((columns % 10))"
  done
  resize 80 24
  on_screen 'abcdef100310'
  keys F2
  ended 1
  { cat "$samples/udhr_ar.txt" && printf 'abcdef100310'; } |
    cmp - "$work/answer" || fail "nothing was lost"
  ;;
signals)
  settings_are() {
    rm -f "$work/settings"
    keys "stty -g >settings.new; mv settings.new settings" Enter
    until_holds test -e "$work/settings"
    cmp "$work/before" "$work/settings" || fail "the terminal's settings"
    [ "$($tmux display -p '#{alternate_on}')" = 0 ] || fail "its own screen"
  }
  keys "stty -g >before.new; mv before.new before" Enter
  until_holds test -e "$work/before"
  shell=$($tmux display -p '#{pane_pid}')
  for signal in TERM HUP INT ABRT; do
    start en editor '' 'What happened'
    keys "a secret"
    on_screen 'a secret'
    kill "-$signal" "$(pgrep -P "$shell")"
    if [ $signal = ABRT ]; then
      ended 134
    else
      ended 4
      shows 'Nothing was kept.' || fail "it says that nothing was kept"
    fi
    ! shows 'a secret' || fail "the text is gone from the screen"
    settings_are
  done
  # Esc Esc and ^X ^X: also what stood on the screen before.
  for key in Escape C-x; do
    keys "echo stood here before" Enter
    on_screen 'stood here before'
    start en editor '' 'What happened'
    keys "a secret" $key
    on_screen 'Once more'
    keys "b" # another key: not meant
    on_screen 'a secretb'
    keys $key
    on_screen 'Once more'
    keys $key
    ended 3
    ! $tmux capture-pane -p -S - | has -E 'secret|before|editor' ||
      fail "nothing is left on the screen or above it"
    settings_are
  done
  ;;
memory)
  # What was typed, pasted, undone and searched for, in the encodings it has.
  [ -e "$VALISE_BUILD/tests/tools/libdump.so" ] || fail "libdump.so"
  for screen in editor list; do
    keys "export DUMP='$work/dump' LD_PRELOAD='$VALISE_BUILD/tests/tools/\
libdump.so'" Enter
    start en $screen "$countries" F3
    keys "the-night-guard" BSpace BSpace C-z
    printf 'told-it-to-me-there' | $tmux load-buffer -
    $tmux paste-buffer -p
    on_screen 'told-it-to-me-there'
    keys Escape
    on_screen 'Once more'
    keys Escape
    on_screen "ended $run: 137"
    python3 "$source_dir/tests/tools/find_in_dump.py" "$work/dump" \
      "typed=$(hex the-night-guard)" "pasted=$(hex told-it-to-me-there)" \
      "as UTF-32=$(hex32 the-night-guard)" \
      "pasted, as UTF-32=$(hex32 told-it-to-me-there)" \
      "pasted, as cells=$(hex_cells told-it-to-me-there)" ||
      fail "it is left in memory"
    ! python3 "$source_dir/tests/tools/find_in_dump.py" "$work/dump" \
      "public=$(hex 'Which State is concerned?')" ||
      fail "even what is public is not in the dump"
    keys "unset DUMP LD_PRELOAD" Enter
  done
  ;;
slow)
  # A key in a full screen: what is sent for it is small.
  start en editor '' 'What happened'
  $tmux load-buffer "$samples/udhr_en.txt"
  $tmux paste-buffer -p
  keys "end of it"
  on_screen 'end of it'
  $tmux pipe-pane "cat >'$work/sent'"
  keys "x"
  on_screen 'end of itx'
  keys "y"
  on_screen 'end of itxy'
  $tmux pipe-pane
  until_holds test -s "$work/sent"
  [ "$(wc -c <"$work/sent")" -lt 100 ] ||
    fail "$(wc -c <"$work/sent") bytes for two keys"
  echo "$(wc -c <"$work/sent") bytes were sent for two keys"
  keys F2
  ended 1
  ;;
*)
  echo "usage: screens.sh looks | paste | resize | signals | slow" >&2
  exit 2
  ;;
esac
echo "passed"
