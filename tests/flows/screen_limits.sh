#!/usr/bin/env bash
# Goal: a sitting with a long report takes less than 32 MiB (the reply code's
# own derivation apart, which takes 256 on purpose); and after the quick exit
# nothing that was typed is in the program's memory, nor the code.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
! sanitized || skip "a sanitizer keeps what was freed"
make_story
terminal 80 24
make_long_text "$story/long"
options=(-d directory.note -t "$intake" --direct)

peak_of() {
  awk '/^VmHWM/ { print $2 }' "/proc/$(sitting_pid)/status"
}

echo "--- its peak, with 20,000 characters, reviewed, sealed and sent"
start "$(word ask_language)" "${options[@]}"
step "$(word ask_start)" 1
first=$(peak_of)
go_to_narrative
paste_file "$story/long"
text "the end of it"
on_screen 'the end of it'
go_to_steps
want_no_reply
step "$(word ask_review)" F2
# Typed ahead of what is drawn.
step '"why_linked": "unsure"' F6 End
step "$(word ask_way)" F2
step "$(word progress_reference)" 1
kib=$(peak_of)
step "$(word label_wiped)" 1
quick_exit
echo "$first KiB at the start, $kib KiB at most"
[ "$kib" -lt 32768 ] || fail "$kib KiB"

# found NAME TEXT: arguments to look for it in each of the encodings it had;
# without its start, which freed memory may be overwritten with lists of its own.
found() {
  end=${2:4}
  printf '%s\n' "$1=$(hex "$end")" "$1, as UTF-32=$(hex32 "$end")" \
    "$1, as cells=$(hex_cells "$end")"
}

# written END: edited, seen again in another language, reviewed both ways, sealed
# and sent; END is how the sitting goes on at its end.
written() {
  wrapper="DUMP='$story/dump' LD_PRELOAD='$bin/tests/tools/libdump.so'"
  rm -f "$story/dump"
  start "$(word ask_language)" "${options[@]}"
  step "$(word ask_start)" 1
  go_to_narrative
  text "the-night-guard"
  keys BSpace BSpace C-z
  printf ' told-it-to-me-there' >"$story/pasted"
  paste_file "$story/pasted"
  on_screen 'told-it-to-me-there'
  step "$(word help_language)" F4
  step "$(word ask_narrative 7)" 6
  on_screen 'told-it-to-me-there'
  step "$(word help_language 7)" F4
  step "$(word ask_narrative)" 1
  go_to_steps
  step "$(word ask_review)" F2
  on_screen 'told-it-to-me-there'
  step '"narrative":' F6
  on_screen 'told-it-to-me-there'
}

# nothing_left: the dump at the end has none of it, and has what is public.
nothing_left() {
  until_holds test -s "$story/dump"
  ended 137
  readarray -t secrets < <(found typed the-night-guard
    found pasted told-it-to-me-there
    found passphrase "$passphrase"
    [ -z "$code" ] || found code "$code"
    [ -z "$code" ] || found "code in groups" \
      "$(echo "$code" | sed 's/..../& /g; s/ $//')")
  "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
    "${secrets[@]}" || fail "it is left in memory"
  ! "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
    "public=$(hex "$(word ask_start)")" >/dev/null ||
    fail "even what is public is not in the dump"
}

leave_at_once() {
  step "$(word label_once_more)" Escape
  keys Escape
}

echo "--- left in memory: by the quick exit at the review, a draft saved"
[ -e "$bin/tests/tools/libdump.so" ] || fail "libdump.so"
code=
written
save_draft draft
leave_at_once
nothing_left

echo "--- while the code stands there"
written
step "$(word ask_code)" F2
code=$(code_on_screen)
keys "${code:0:1}"
leave_at_once
nothing_left

echo "--- after it was sent, before Done"
written
step "$(word ask_code)" F2
code=$(code_on_screen)
type_code "$code"
on_screen "$(word ask_way)"
step "$(word progress_reference)" 1
leave_at_once
nothing_left
echo "passed"
