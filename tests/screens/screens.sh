#!/usr/bin/env bash
# Goal: what client/ui shows and does in a real terminal: whole screens in three
# languages and two sizes, a paste of 20,000 characters, a new size while
# writing, signals and the quick exit, and few bytes for a key.
#
# screens.sh WHAT; with VALISE_UPDATE=1 the expected screens are written anew.
set -euo pipefail
source_dir=${VALISE_SOURCE:?}
python=${VALISE_STARTS:-${VALISE_PYTHON:?}}
demo=${VALISE_BUILD:?}/tests/tools/ui-demo
countries=$source_dir/common/report/lists/areas.tsv
samples=$source_dir/tests/samples
expected=$source_dir/tests/screens/expected
story=$(mktemp -d)
trap 'end_terminal; rm -rf "$story"' EXIT

# Like grep -q, but reads to the end: a pipe that breaks is a failure here.
has() {
  grep "$@" >/dev/null
}

fail() {
  echo "FAILED: $*" >&2
  show_terminal
  exit 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

. "$source_dir/tests/terminal/terminal.sh"
# A shell of 80x24 in $story; kept for every demo that follows.
terminal 80 24

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

# looks NAME: the whole screen is that of the file.
looks() {
  looks_like "$expected/$1.txt" plain
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
  printf '%s\n' ألبانيا >"$story/wanted"
  grep -Fx ألبانيا "$story/answer" >/dev/null || fail "Albania was marked"
  [ "$(wc -l <"$story/answer")" -eq 3 ] || fail "three were marked"
  start zh list "$countries" 阿富汗
  looks "list_zh_$1"
  keys "南"
  looks "list_search_zh_$1"
  keys Escape
  looks "list_once_zh_$1"
  keys 3
  ended 1
  [ "$(cat "$story/answer")" = 南非 ] || fail "the third is South Africa"
}

look_at_editors() {
  for language in en ar zh; do
    start "$language" editor '' 'F3'
    paste_file "$samples/$language.txt"
    on_screen "$(last_words "$samples/$language.txt")"
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
  mkdir "$story/evidence" "$story/evidence/more"
  printf '%1234s' x >"$story/evidence/photo.jpg"
  printf x >"$story/evidence/$(printf 'a\033[2Jb')"
  start en files "$story/evidence" 'photo.jpg'
  keys "photo"
  on_screen 'may tell where'
  keys Enter
  ended 1
  [ "$(cat "$story/answer")" = "$story/evidence/photo.jpg" ] || fail "its path"
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
  make_long_text "$story/paste"
  # Marked as a paste by the terminal; else as if it was typed.
  for way in marked typed; do
    rm -f "$story/answer"
    start en editor '' 'What happened'
    paste_file "$story/paste" "$way"
    keys "the end"
    on_screen 'the end'
    keys F2
    ended 1
    { cat "$story/paste" && printf 'the end'; } | cmp - "$story/answer" ||
      fail "what was pasted ($way) is what was kept"
  done
  # What moves a cursor or reorders a line is left out, and counted.
  printf 'a\033[2Jb\342\200\256c\377d' >"$story/dirty"
  start en editor '' 'What happened'
  paste_file "$story/dirty"
  looks paste_dirty_80x24
  keys F2
  ended 1
  printf 'a[2Jbc\357\277\275d' | cmp - "$story/answer" || fail "it is clean"
  # More than there is room for: nothing of it, and that is said.
  for _ in 1 2 3 4 5 6; do cat "$story/paste"; done >"$story/large"
  start en editor '' 'What happened'
  keys "before"
  paste_file "$story/large"
  on_screen 'No room: nothing of it was put in.'
  keys F2
  ended 1
  [ "$(cat "$story/answer")" = before ] || fail "nothing of it was put in"
  ;;
resize)
  start ar editor '' 'F3'
  paste_file "$samples/ar.txt"
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
  { cat "$samples/ar.txt" && printf 'abcdef100310'; } |
    cmp - "$story/answer" || fail "nothing was lost"
  ;;
signals)
  settings_are() {
    rm -f "$story/settings"
    keys "stty -g >settings.new; mv settings.new settings" Enter
    until_holds test -e "$story/settings"
    cmp "$story/before" "$story/settings" || fail "the terminal's settings"
    [ "$(terminal_value alternate_on)" = 0 ] || fail "its own screen"
  }
  keys "stty -g >before.new; mv before.new before" Enter
  until_holds test -e "$story/before"
  shell=$(terminal_value pane_pid)
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
  # A terminal that goes away: it ends, and does what it does at its end.
  for when in quiet paste flood; do
    "$python" "$source_dir/tests/terminal/hang_up.py" $when "" \
      "$demo" en editor answer '' >"$story/ended" || fail "$when: it went on"
    has -x 'ended by 4' "$story/ended" || fail "$when: $(cat "$story/ended")"
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
    ! look_back | has -E 'secret|before|editor' ||
      fail "nothing is left on the screen or above it"
    settings_are
  done
  ;;
memory)
  export LIBDUMP=$VALISE_BUILD/tests/tools/libdump.so
  for when in quiet paste flood; do
    "$python" "$source_dir/tests/terminal/hang_up.py" $when "$story/dump" \
      "$demo" en editor answer '' >/dev/null || fail "$when: it went on"
    "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
      "typed=$(hex the-night-guard)" "pasted=$(hex told-it-to-me-there)" ||
      fail "$when: it is left in memory"
    rm "$story/dump"
  done
  # What was typed, pasted, undone and searched for, in the encodings it has.
  [ -e "$VALISE_BUILD/tests/tools/libdump.so" ] || fail "libdump.so"
  for screen in editor list; do
    keys "export DUMP='$story/dump' LD_PRELOAD='$VALISE_BUILD/tests/tools/\
libdump.so'" Enter
    start en $screen "$countries" F3
    keys "the-night-guard" BSpace BSpace C-z
    printf 'told-it-to-me-there' >"$story/told"
    paste_file "$story/told"
    on_screen 'told-it-to-me-there'
    keys Escape
    on_screen 'Once more'
    keys Escape
    on_screen "ended $run: 137"
    "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
      "typed=$(hex the-night-guard)" "pasted=$(hex told-it-to-me-there)" \
      "as UTF-32=$(hex32 the-night-guard)" \
      "pasted, as UTF-32=$(hex32 told-it-to-me-there)" \
      "pasted, as cells=$(hex_cells told-it-to-me-there)" ||
      fail "it is left in memory"
    ! "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
      "public=$(hex 'Which State is concerned?')" ||
      fail "even what is public is not in the dump"
    keys "unset DUMP LD_PRELOAD" Enter
  done
  ;;
slow)
  # A key in a full screen: what is sent for it is small.
  start en editor '' 'What happened'
  paste_file "$samples/en.txt"
  keys "end of it"
  on_screen 'end of it'
  ask_terminal pipe "cat >'$story/sent'"
  keys "x"
  on_screen 'end of itx'
  keys "y"
  on_screen 'end of itxy'
  ask_terminal pipe ""
  until_holds test -s "$story/sent"
  [ "$(wc -c <"$story/sent")" -lt 100 ] ||
    fail "$(wc -c <"$story/sent") bytes for two keys"
  echo "$(wc -c <"$story/sent") bytes were sent for two keys"
  keys F2
  ended 1
  ;;
*)
  echo "usage: screens.sh looks | paste | resize | signals | slow" >&2
  exit 2
  ;;
esac
echo "passed"
