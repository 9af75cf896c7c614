#!/usr/bin/env bash
# Goal: while an import goes on one reads what is there already; what would change
# something waits; the key that locks ends it, and what is held is noted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
. "$source_dir/tests/terminal/terminal.sh"
make_people_story >/dev/null 2>&1
stop_relay
in=$story/stick/valise/$intake/in
mkdir -p "$in"
write_report "$story/report.json" "An invented account of many."
head -c 3000 /dev/urandom >"$story/attachment"
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)
# Forty, every fifth to nobody's key.
"$bin/tests/bench/desk-stick" "$story/report.json" "$recipient" "$story/attachment" \
  "$in" 40 5
cp -a "$story/vault" "$story/empty"
again() {
  forget_heads
  rm -rf "$story/vault" "$story/stick/valise/$intake/out"
  cp -a "$story/empty" "$story/vault"
}
import="import --as cleo.example --without-manifest $(custody_of cleo ben)"
line_of() { # TEXT FILE: the number of the first line that has it
  grep -nF -- "$1" "$2" | head -1 | cut -d: -f1
}

echo "--- a script: what reads is done meanwhile, the rest after it"
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 <<EOF || {
$import --beside $story/stick
list --as anna.example
bulletin prepare --as anna.example
who
EOF
  cat "$story/said"
  fail "the day"
}
end=$(line_of "Listed 40: 32 new and opened, 8 new and quarantined" "$story/said")
[ -n "$end" ] || { cat "$story/said"; fail "not all"; }
[ "$(line_of "An invented account of many" "$story/said")" -lt "$end" ] ||
  fail "nothing was read meanwhile"
[ "$(line_of " acknowledged, " "$story/said")" -gt "$end" ] || fail "a bulletin of a part"
rows=$(sed -n "1,${end}p" "$story/said" | grep -cE '^ *(0*[0-9]+) .*(OPENED|QUARANTINED)')
[ "$rows" -ge 8 ] && [ "$rows" -lt 40 ] || {
  cat "$story/said"
  fail "$rows rows were listed meanwhile"
}
"$valise_desk" journal verify --vault "$story/vault" | has "The journal verifies" ||
  fail "the journal"

echo "--- many that don't open: some are told, the rest is counted"
again
mkdir -p "$story/many/valise/$intake/in"
"$bin/tests/bench/desk-stick" "$story/report.json" "$recipient" "$story/attachment" \
  "$story/many/valise/$intake/in" 30 1
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 \
  <<<"$import $story/many"
[ "$(grep -c 'does not open and is held in quarantine' "$story/said")" = 20 ] &&
  has "10 more are held in quarantine: list says why of each" "$story/said" || {
  cat "$story/said"
  fail "not twenty"
}

echo "--- in order, as ever, where it is not asked for"
again
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 <<EOF
$import $story/stick
list --as anna.example
EOF
end=$(line_of "Listed 40: 32 new and opened, 8 new and quarantined" "$story/said")
[ -n "$end" ] || { cat "$story/said"; fail "not all"; }
[ "$(line_of "An invented account of many" "$story/said")" -gt "$end" ] ||
  fail "read before"

# locked_in_its_middle LINES: the key that locks, once the first eight are stored.
mkfifo "$story/pipe"
locked_in_its_middle() {
  asked="cleo ben" open_desk "anna cleo" <"$story/pipe" >"$story/said" 2>&1 &
  session=$!
  exec 7>"$story/pipe"
  printf '%s' "$1" >&7
  until [ "$(find "$story/vault/originals" -name '*.age' | wc -l)" -ge 8 ]; do
    kill -0 "$session" 2>/dev/null || { cat "$story/said"; fail "it ended"; }
    sleep 0.02 # between two looks
  done
  kill -QUIT "$(pgrep -of "valise-desk open --vault $story/vault")"
  until has "^Locked" "$story/said"; do
    kill -0 "$session" 2>/dev/null || { cat "$story/said"; fail "it did not lock"; }
    sleep 0.02 # between two looks
  done
  exec 7>&-
  wait "$session" || true
  has "Locked: by the key that locks" "$story/said" || fail "not by the key"
}

echo "--- the key that locks ends it: what is held is noted, the rest comes next time"
again
# Half a line, for whose rest it waits after the first of them are stored.
locked_in_its_middle "$import --beside $story/stick
sho"
has "it was ended before 32 were looked at" "$story/said" || {
  cat "$story/said"
  fail "it does not say what is left"
}
[ -e "$story/stick/valise/$intake/out/import-000001.note" ] || fail "no note"
asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 <<<"$import $story/stick"
has "8 held from before" "$story/said" || { cat "$story/said"; fail "the rest"; }

echo "--- the same with nothing typed, and behind a line that waits, which is not done"
for typed in "" "bulletin prepare --as anna.example"; do
  again
  # A slow disk: it is far from its end when the key comes.
  desk_wrapper="env FLUSH_MS=50 LD_PRELOAD=$bin/tests/tools/libslow_flush.so" \
    locked_in_its_middle "$import --beside $story/stick
$typed
"
  ! has " acknowledged, " "$story/said" || fail "what waited was done"
done

echo "--- at a terminal it is always so"
again
cat >"$story/open" <<EOF
"$valise_desk" open --vault "$story/vault" --as "$story/people/anna.age" \
  --as "$story/people/cleo.age" --passphrase-fd 9 9< <(
  for n in anna cleo cleo ben; do printf 'six words that %s chose here\n' \$n; done)
EOF
terminal 120 40
text "bash $story/open"
keys Enter
on_screen "desk>"
text "$import $story/stick"
keys Enter
text "list --as anna.example"
keys Enter
on_screen "importing 8/40" "An invented account of many" "Listed 40"
text close
keys Enter
end_terminal
echo passed
