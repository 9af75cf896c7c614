#!/usr/bin/env bash
# Goal: no single envelope, row or file ends an import: each is named and
# counted, all others are taken in, the notes are written and the log is looked
# at; the next import takes what can be taken then.
. "$(dirname "$0")/lib.sh"
work_bits=4
make_story
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)

# sealed FILE: report.json on standard input becomes an envelope.
sealed() {
  cat >"$story/report.json"
  tar --format=ustar -C "$story" -cf - report.json |
    "$bin/tests/tools/valise-age" encrypt -r "$recipient" >"$1"
}
report() {
  printf '{"format":"valise-report/1","kind":"new","narrative":"%s"%s}' "$1" "$2"
}
# One that was imported before, and whose row is damaged then.
report known "" | sealed "$story/known.age"
send "$story/known.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null 2>&1
desk import "$story/stick" >/dev/null 2>&1
"$python" - "$story/vault/cases.sqlite" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = db.execute("SELECT id, sealed FROM sealed WHERE kind = 'file'").fetchall()
assert len(rows) == 1, rows
id, sealed = rows[0]
db.execute("UPDATE sealed SET sealed = ? WHERE kind = 'file' AND id = ?",
           (bytes([sealed[0] ^ 1]) + sealed[1:], id))
db.commit()
END

# A legal report of nearly 1 MiB, most of it line ends.
"$python" -c 'print("{\"format\":\"valise-report/1\",\"kind\":\"new\"," +
  "\n" * 800000 + "\"narrative\":\"poison\"}")' | sealed "$story/poison.age"
# One that is larger than the room there is.
head -c 22000000 /dev/urandom |
  "$bin/tests/tools/valise-age" encrypt -r "$recipient" >"$story/large.age"
# A thousand good ones; the others come in the middle of them.
good=1000
mkdir "$story/good"
"$python" - "$valise_age" "$recipient" "$story/good" $good <<'END'
import io, subprocess, sys, tarfile
tool, recipient, folder, n = sys.argv[1:]
for i in range(1, int(n) + 1):
    body = b'{"format":"valise-report/1","kind":"new","narrative":"good %d"}' % i
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as t:
        entry = tarfile.TarInfo("report.json")
        entry.size = len(body)
        t.addfile(entry, io.BytesIO(body))
    with open("%s/%04d.age" % (folder, i), "wb") as out:
        subprocess.run([tool, "encrypt", "-r", recipient], check=True,
                       input=archive.getvalue(), stdout=out)
END
send "$story"/good/0[0-4]*.age >/dev/null
send "$story/poison.age" "$story/large.age" >/dev/null
send "$story"/good/0[5-9]*.age "$story/good/1000.age" >/dev/null
courier collect "$story/stick" >"$story/said" 2>&1
# One that can't be read from the stick: a link, which is never followed.
gone=$story/stick/valise/$intake/in/$(sha256sum "$story/good/0007.age" |
  cut -c1-64).age
mv "$gone" "$story/elsewhere"
ln -s "$story/elsewhere" "$gone"

set +e
(
  trap '' XFSZ
  ulimit -f 18432 # KiB: as a medium with room for no file of 22 MB
  desk import "$story/stick" >"$story/said" 2>&1
)
status=$?
set -e
[ $status -eq 3 ] || { cat "$story/said"; fail "its status is $status"; }
grep "Listed $((good + 3)): $good new and opened, 0 new and quarantined, \
0 held from before, 1 damaged, 0 missing" \
  "$story/said" || { cat "$story/said"; fail "the counts"; }
for e in known large; do
  has "not taken in.*$(sha256sum "$story/$e.age" | cut -c1-64)" "$story/said" ||
    { cat "$story/said"; fail "$e is not named"; }
done
has '2 envelope(s) could not be taken in' "$story/said" || fail "not counted"
has "damaged on the stick, not imported: $(basename "$gone" .age)" \
  "$story/said" || fail "a link was followed"
ls "$story/stick/valise/$intake/out" | has import-000002.note ||
  fail "the notes were not written"
has -iE 'log of|checkpoint' "$story/said" || fail "the log was not looked at"
ls "$story/vault/originals" | wc -l | grep -qx "$((good + 1))" ||
  fail "$(ls "$story/vault/originals" | wc -l) originals"
desk list 2>/dev/null | has poison || fail "the poison is a case like others"

# With room, and the file itself: what is left is taken, nothing twice.
rm "$gone"
mv "$story/elsewhere" "$gone"
set +e
desk import "$story/stick" >"$story/said" 2>&1
status=$?
set -e
[ $status -eq 3 ] || { cat "$story/said"; fail "its status is $status"; }
grep "Listed $((good + 3)): 1 new and opened, 1 new and quarantined, \
$good held from before" \
  "$story/said" || { cat "$story/said"; fail "the second time"; }
has '1 envelope(s) could not be taken in' "$story/said" || fail "the row"
courier deliver "$story/stick" >/dev/null 2>&1 || fail "the notes don't go back"
echo "--- a process that something else ended: tried once more"
head -c 150000000 /dev/urandom >"$story/big"
write_report "$story/report.json"
seal -r "$story/report.json" -a "$story/big" --no-reply -o "$story/big.age"
send "$story/big.age" >/dev/null
rm -rf "$story/stick"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null 2>&1
desk import "$story/stick" >"$story/said" 2>&1 &
importing=$!
# The child of this very desk's child: the process that opens has one for each
# envelope.  Read from /proc, for a look that starts processes is slower than what
# it looks for.
killed='' desk_pid='' opening='' child=''
while [ -z "$killed" ] && kill -0 "$importing" 2>/dev/null; do
  read -r desk_pid _ <"/proc/$importing/task/$importing/children" || true
  [ -z "$desk_pid" ] ||
    read -r opening _ <"/proc/$desk_pid/task/$desk_pid/children" || true
  [ -z "$opening" ] ||
    read -r child _ <"/proc/$opening/task/$opening/children" || true
  [ -z "$child" ] || { kill -KILL "$child" && killed=$child; }
done 2>/dev/null
[ -n "$killed" ] || fail "no process was there to be ended"
wait "$importing" || true
has '1 new and opened, 0 new and quarantined' "$story/said" || {
  cat "$story/said"
  fail "a report was put aside because its first process was ended"
}

echo "--- links at any depth of a stick"
mkdir "$story/outside"
rm -rf "$story/stick/valise/$intake/$(relay_folder)/log/tile"
ln -s "$story/outside" "$story/stick/valise/$intake/$(relay_folder)/log/tile"
desk import "$story/stick" 2>&1 | has "is not whole" ||
  fail "a link to bundles was followed"
refuses "Too many levels of symbolic links" courier collect "$story/stick"
[ -z "$(ls "$story/outside")" ] || fail "the courier wrote beside the stick"
echo "passed"
