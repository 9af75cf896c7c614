#!/usr/bin/env bash
# Goal: what an examiner of the desk's machine finds: nothing of a report, a source, a
# passphrase or a key in the program's memory when it is locked or ends, nor on the
# disk after reading, extracting elsewhere, a kill; memory is locked where it may be.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
! sanitized || skip "a sanitizer keeps what was freed on purpose"
work_bits=4
make_people_story
mkdir "$story/stick"
told='the night guard Qodirov told it to me'
source='Zarina Invented-Source'
answer='keep away from the bridge, we wrote to them'
cat >"$story/report.json" <<EOF
{"kind": "new", "text_language": "eng", "narrative": "$told",
 "state_concerned": ["unknown"], "why_linked": "unsure",
 "sender": {"identity": "$source"},
 "consent": [{"person": "self", "C0": "yes", "C8": "yes"}]}
EOF
seal -r "$story/report.json" -o "$story/1.age" --code-fd 3 3>"$story/code" \
  2>/dev/null
send "$story/1.age" >/dev/null 2>&1
courier collect "$story/stick" >/dev/null 2>&1
printf '%s\n' "$answer" >"$story/answer"
hex() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}
seed_of() { # in hexadecimal: what signs and what shares are sealed to
  "$valise_age" decrypt --passphrase-fd 9 <"$story/people/$1.age" \
    9< <(words_of "$1") | od -An -v -tx1 -j "$2" -N 32 | tr -d ' \n'
}
secrets=(narrative="$(hex "$told")" source="$(hex "$source")"
  answer="$(hex "$answer")" code="$(grep -oE '[0-9]{4}( [0-9]{4}){5}' \
    "$story/code" | tr -d ' \n' | od -An -v -tx1 | tr -d ' \n')")
for name in ben cleo dara; do
  secrets+=("$name's-passphrase=$(hex "$(words_of $name)")"
    "$name's-seed=$(seed_of $name 0)" "$name's-identity=$(seed_of $name 32)")
done

# dumped NAMES < commands: its memory at its end.
dumped() {
  rm -f "$story/dump"
  code=0
  desk_wrapper="env DUMP=$story/dump LD_PRELOAD=$bin/tests/tools/libdump.so" \
    open_desk "$1" >"$story/said" 2>&1 || code=$?
  [ $code -eq 137 ] || {
    cat "$story/said"
    fail "it was not killed at its end but gave $code"
  }
}
holds_none() {
  ! "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
    "public=$(hex "$story/vault")" >/dev/null || fail "even what is public is not there"
  "$python" "$source_dir/tests/tools/find_in_dump.py" "$story/dump" \
    "${secrets[@]}" || fail "left in memory: $1"
}

echo "--- memory, when it was locked and when it ended"
asked="cleo ben cleo cleo ben" dumped "cleo ben" <<EOF
import --as cleo.example $(custody_of cleo ben) $story/stick
list --as cleo.example
show --as ben.example 1
source show --as cleo.example $(person_of cleo) --reason "to call" 1
source hold --as cleo.example $(person_of cleo) 1 ben.example cleo.example
reply --as ben.example $(person_of ben) 1 $story/answer
lock
EOF
has "$told" "$story/said"
has "$source" "$story/said"
holds_none "after a day"
open_desk "ben dara" <<<"bulletin prepare --as dara.example" >/dev/null 2>&1
asked="cleo" dumped "dara cleo" <<EOF
bulletin show --as dara.example
bulletin sign --as cleo.example $(custody_of cleo) $(digits)
extract --as dara.example 1 $story/out
EOF
has "$told" "$story/out/report.json"
rm -rf "$story/out"
holds_none "after a bulletin"

echo "--- the disk: read, extracted elsewhere, killed in the middle"
mkfifo "$story/pipe"
asked="" open_desk "ben dara" <"$story/pipe" >"$story/said" 2>&1 &
session=$!
exec 7>"$story/pipe"
echo "show --as ben.example 1" >&7
until has "$told" "$story/said"; do
  kill -0 "$session" 2>/dev/null || fail "it ended: $(cat "$story/said")"
  sleep 0.02
done
desk_pid=$(pgrep -of "valise-desk open --vault $story/vault")
read -r opening_pid _ <"/proc/$desk_pid/task/$desk_pid/children" || true
locked=$(awk '/^VmLck/ { print $2 }' "/proc/$desk_pid/status")
core=$(awk '/^Max core/ { print $5 }' "/proc/$desk_pid/limits")
kill -KILL "$desk_pid"
exec 7>&-
wait "$session" || true
# With the desk its process that opens ends.
while kill -0 "$opening_pid" 2>/dev/null; do sleep 0.02; done
for what in "$told" "$source" "$answer" "$(grep -oE '[0-9]{4}( [0-9]{4}){5}' \
  "$story/code")" "$(words_of ben)"; do
  for place in vault stick people; do
    ! grep -rqaF -- "$what" "$story/$place" || fail "$place has: $what"
  done
done
printf '%s KiB locked, core files of %s bytes\n' "$locked" "$core"
[ "$core" = 0 ] || fail "a core may be written"
[ "$locked" -gt 0 ] || fail "nothing is locked"

echo "--- as a user without rights: locks what it may, and says where it may not"
chmod 755 "$story"
cp -a "$story/vault" "$story/theirs"
cp -a "$story/people" "$story/their-people"
chown -R 65534:65534 "$story/theirs" "$story/their-people"
# as_nobody BYTES SCRIPT...: with at most so much to be locked.
as_nobody() {
  prlimit --memlock="$1:$1" setpriv --reuid=65534 --regid=65534 --clear-groups \
    env LD_PRELOAD= "$valise_desk" open --vault "$story/theirs" \
    --as "$story/their-people/ben.age" --as "$story/their-people/dara.age" \
    --passphrase-fd 9 9< <(words_of ben; words_of dara)
}
# What this machine's root may give: no limit, or some KiB.
most_here=$(ulimit -H -l)
[ "$most_here" = unlimited ] || most_here=$((most_here * 1024))
for most in "$most_here" 65536 0; do
  as_nobody $most <<<"show --as ben.example 1" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "it does not work with $most to lock"
  }
  has "$told" "$story/said"
  # Only where something could be written there, and it may not lock all of it.
  swaps=$(tail -n +2 /proc/swaps | wc -l)
  if [ "$most" != unlimited ] && [ "$swaps" -gt 0 ]; then
    has "may write memory to its disk" "$story/said" || fail "no warning"
  else
    ! has "may write memory to its disk" "$story/said" || fail "a false warning"
  fi
done
echo "passed"
