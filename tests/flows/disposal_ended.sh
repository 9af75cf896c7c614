#!/usr/bin/env bash
# Goal: ended at one write after another, or with a disk that fails at one, a disposal
# has not begun, or is said to be unfinished and is gone on with; no other case is lost.
#
# usage: disposal_ended.sh [POINTS]: at so many of its calls of a kind, others each day (0: 200).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
! sanitized || skip "a sanitizer has its own memory"
most=${1:-8}
work_bits=4
make_people_story
printf 'An invented attachment.\n' >"$story/told.txt"
for name in north south; do
  write_report "$story/report.json" "An invented account of the $name."
  seal -r "$story/report.json" -a "$story/told.txt" -o "$story/$name.age" --no-reply \
    2>/dev/null
  to_desk "$story/$name.age"
done
cp -a "$story/vault" "$story/whole"
open_desk "anna dara" <<<"dispose plan --schedule HRC-4.2 --as anna.example 1" >"$story/said" 2>&1
shown=$(sed -n 's/.*--person FILE \([0-9a-f]*\) CASE.*/\1/p' "$story/said")
[ -n "$shown" ] || { cat "$story/said"; fail plan; }
north=originals/$(sha256sum "$story/north.age" | cut -c1-64).age
again() {
  forget_heads
  rm -rf "$story/vault"
  cp -a "$story/whole" "$story/vault"
}
dispose() { # MODE: with that fault
  status=0
  desk_wrapper="env FAILING=$1 COUNTED=$story/counted LD_PRELOAD=$bin/tests/tools/libfailing.so" \
    asked="anna ben" open_desk "anna dara" >"$story/said" 2>&1 \
    <<<"dispose cases --as anna.example --schedule HRC-4.2 $(person_of anna) $(person_of ben) $shown 1" ||
    status=$?
}
# Done: a stub, no file of it, a key of its own, and the other case as it was.
good() {
  open_desk "anna dara" <<<"list --as anna.example" >"$story/listed" 2>&1 || return 1
  has '00000001 .*DISPOSED' "$story/listed" && has 'account of the south' "$story/listed" &&
    [ ! -e "$story/vault/$north" ] &&
    [ "$(find "$story/vault/attachments" -name '*.age' | wc -l)" = 1 ] &&
    [ "$(find "$story/vault" -name 'cases-*.keys' | wc -l)" = 1 ] &&
    ! has 'dispose finish' "$story/listed" &&
    "$valise_desk" check --vault "$story/vault" 2>&1 |
    has 'Whole: 1 originals, 1 attachments'
}
again
dispose count
[ "$status" = 0 ] && good || { cat "$story/said" "$story/listed"; fail "without a fault"; }
read -r _ memory _ disk <"$story/counted"
day=$(($(date +%s) / 86400))
before=0 unfinished=0 whole=0
for mode in kill eio enospc memory; do
  all=$disk
  [ $mode != memory ] || all=$memory
  points=$((most == 0 ? 200 : most))
  step=$((all <= points ? 1 : all / points))
  for ((n = 1 + day % step; n <= all; n += step)); do
    again
    dispose "$mode:$n"
    [ "$status" -lt 124 ] || [ "$mode:$status" = kill:137 ] || {
      cat "$story/said"
      fail "$mode:$n: ended by $status"
    }
    if open_desk "anna dara" <<<"list --as anna.example" >"$story/listed" 2>&1; then
      has 'account of the south' "$story/listed" || fail "$mode:$n: the other case"
    else
      cat "$story/said" "$story/listed"
      fail "$mode:$n: it does not open"
    fi
    if has 'account of the north' "$story/listed"; then
      before=$((before + 1))
      [ "$status" != 0 ] || fail "$mode:$n: nothing was done, and it says so nowhere"
      dispose none
      [ "$status" = 0 ] || { cat "$story/said"; fail "$mode:$n: again"; }
    elif has 'dispose finish' "$story/listed"; then
      unfinished=$((unfinished + 1))
      [ "$status" != 0 ] || fail "$mode:$n: unfinished, and it says so nowhere"
      open_desk "anna dara" <<<"dispose finish --as anna.example" >"$story/said" 2>&1 || {
        cat "$story/said"
        fail "$mode:$n: finish"
      }
    else
      whole=$((whole + 1))
    fi
    good || { cat "$story/said" "$story/listed"; fail "$mode:$n: not whole afterwards"; }
  done
done
echo "passed: $disk calls of the disk, $memory allocations; not begun $before, gone on with $unfinished, done $whole"
[ "$before" -gt 0 ] && [ "$unfinished" -gt 0 ] || fail "no fault met what it was for"
