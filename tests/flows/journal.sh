#!/usr/bin/env bash
# Goal: whoever has the vault's files and no key can undo nothing unseen: a row
# set back (a withdrawal undone), swapped or deleted, an end cut off, an older
# store under a newer journal, an older vault, a fork; and who only looked stands
# in the journal too.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
mkdir "$story/stick"

verifies() {
  "$valise_desk" journal verify --vault "$story/vault" "$@"
}
# sqlite STATEMENTS: in other hands.
sqlite() {
  "$python" -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.close()' \
    "$story/vault/cases.sqlite" "$1"
}
to_desk() {
  send "$@" >/dev/null 2>&1
  courier collect "$story/stick" >/dev/null 2>&1
  desk import "$story/stick" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "import"
  }
}
again() {
  rm -rf "$story/vault"
  cp -a "$story/$1" "$story/vault"
}

echo "--- a report, and its withdrawal by the same code"
write_report "$story/report.json" "An invented account of the north."
seal -r "$story/report.json" -o "$story/1.age" --code-fd 3 3>"$story/code" \
  2>/dev/null
to_desk "$story/1.age"
cp -a "$story/vault" "$story/before"
"$valise_desk" journal head --vault "$story/vault" >"$story/early"
cat >"$story/withdraw.json" <<EOF
{"kind": "withdraw", "narrative": "Please stop.",
 "consent": [{"person": "self", "C0": "yes"}]}
EOF
seal -r "$story/withdraw.json" -o "$story/2.age" --follows code --code-fd 3 \
  3<"$story/code" 2>/dev/null
to_desk "$story/2.age"
desk list 2>/dev/null | has WITHDRAWN
"$valise_desk" journal head --vault "$story/vault" >"$story/late"
verifies | has ' lines, '
cp -a "$story/vault" "$story/after"

echo "--- no line tells a case, a code or a word of it"
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
! has -e 00000001 -e north -e "$(cut -c1-9 "$story/code")" "$story/lines" ||
  fail "the journal tells"
for act in opened withdrawn listed kept; do
  has " desk $act " "$story/lines" || fail "no line of: $act"
done

echo "--- the withdrawal's row set back to what it was"
again after
sqlite "ATTACH '$story/before/cases.sqlite' AS b;
  UPDATE sealed SET version = o.version, nonce = o.nonce, sealed = o.sealed
  FROM b.sealed o WHERE o.kind = sealed.kind AND o.id = sealed.id
    AND sealed.kind = 'case' AND sealed.id = '00000001'"
refuses "(case) is not the one that the journal says" verifies
refuses "not the one that the journal knows" desk show 1
desk list >"$story/said" 2>&1 || fail "one row stops all: $(cat "$story/said")"
has "journal verify tells where" "$story/said"
! has ' OPENED .*north' "$story/said" || fail "it is read as if it never was"
refuses "a copy that is whole would be lost" desk backup "$story/copy"
desk repair >"$story/said" 2>&1 || fail "repair: $(cat "$story/said")"
has "a withdrawal" "$story/said"
verifies >/dev/null
refuses "nothing is off" desk repair

echo "--- swapped, deleted, added, an end cut off, an older store below"
again after
sqlite "UPDATE sealed SET slot = 1000 WHERE slot = 0;
  UPDATE sealed SET slot = 0 WHERE slot = 1;
  UPDATE sealed SET slot = 1 WHERE slot = 1000"
refuses "changed, swapped or set back" verifies
again after
sqlite "DELETE FROM sealed WHERE kind = 'outbox' OR id = '00000001.0001'"
refuses "is missing" verifies
refuses "before it is repaired" desk list
refuses "before it is repaired" desk export "$story/stick"
again after
sqlite "DELETE FROM journal WHERE sequence > (SELECT max(sequence) - 4
  FROM journal)"
refuses "or lines were cut off" verifies
again after
sqlite "ATTACH '$story/before/cases.sqlite' AS b;
  DELETE FROM sealed; INSERT INTO sealed SELECT * FROM b.sealed"
refuses "are not what its last line says" verifies
again after
sqlite "UPDATE journal SET line = replace(line, ' withdrawn ', ' opened ')"
refuses "was changed, lines are missing before it" verifies

echo "--- an older vault whole, and one that went another way: by its head"
again before
verifies >/dev/null
verifies $(cat "$story/early") | has 'has that head'
refuses "set back to an older one" verifies $(cat "$story/late")
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do desk list >/dev/null 2>&1; done
verifies >/dev/null
refuses "parted" verifies $(cat "$story/late")
verifies $(cat "$story/early") | has 'has that head'
refuses "as journal head prints them" verifies 3 abc

echo "--- a clock that was set back brings no day back"
again after
echo 864000 >"$story/clock"
CLOCK_FILE=$story/clock LD_PRELOAD=$bin/tests/tools/libclock.so \
  desk list >/dev/null 2>&1
desk list >/dev/null 2>&1
verifies >/dev/null
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
[ "$(tail -n 1 "$story/lines" | cut -d ' ' -f 5)" = "$(date -u -d '10 days' +%F)" ] ||
  fail "the day went back"

echo "--- who looks is written down before, or does not look"
again after
before=$("$valise_desk" journal export --vault "$story/vault" | wc -l)
desk show 1 >/dev/null 2>&1
desk extract 1 "$story/out" >/dev/null 2>&1
mkdir "$story/taken"
! desk extract 1 "$story/taken" >/dev/null 2>&1 || fail "over a folder"
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
[ $(($(wc -l <"$story/lines") - before)) = 2 ] || fail "not two lines"
tail -n 2 "$story/lines" | head -1 | has ' desk shown '
tail -n 1 "$story/lines" | has ' desk extracted '
lines() {
  "$valise_desk" journal export --vault "$story/vault" | grep -c " desk $1 " || true
}
done_=0 refused=0
for mode in enospc eio; do
  for n in 1 4 8 12 16 18 20 22 24 26 28 30 34 40 60; do
    before=$(lines shown)
    FAILING=$mode:$n LD_PRELOAD=$bin/tests/tools/libfailing.so \
      desk show 1 >"$story/shown" 2>&1 || true
    if has north "$story/shown"; then
      done_=$((done_ + 1))
      [ "$(lines shown)" -gt "$before" ] || fail "shown at $mode $n, no line"
    elif has "nothing is done without it" "$story/shown"; then
      refused=$((refused + 1))
    fi
  done
done
echo "shown $done_ times, refused for the journal's sake $refused times"
[ "$done_" -gt 0 ] && [ "$refused" -gt 0 ] || fail "neither was seen"
echo "passed"
