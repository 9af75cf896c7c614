#!/usr/bin/env bash
# Goal: with a receipt a sender learns what the desk has seen of that envelope:
# nothing yet, not yet, seen, lacking, not to be opened, or another log than the
# one that is served here; and without one, by the references, what the desk lacks.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
. "$(dirname "$0")/screen_lib.sh"
work_bits=4
make_story
mkdir "$story/stick" "$story/receipts"
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)
write_report "$story/report.json"

# sent NAME: its receipt in r/NAME, its reference in $reference.
sent() {
  rm -rf "$story/receipts"
  mkdir "$story/receipts"
  reference=$(send --receipt "$story/receipts" "$story/$1.age" |
    grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -1)
  mkdir -p "$story/r"
  mv "$story"/receipts/*.tlog-proof "$story/r/$1"
}
asks() { # NAME [OPTION...]
  name=$1
  shift
  check "$@" "$story/r/$name" "$story/$name.age" --code-fd 3 3<"$story/code" \
    >"$story/said" 2>&1
}
said() {
  has -F -- "$1" "$story/said" || {
    cat "$story/said"
    fail "it does not say: $1"
  }
}
bring() {
  courier collect "$story/stick" >/dev/null
  desk import "$story/stick" >/dev/null 2>&1 || true
  desk export "$story/stick" >/dev/null 2>&1
  courier deliver "$story/stick" >/dev/null
}

seal -r "$story/report.json" -o "$story/one.age" --code-fd 3 3>"$story/code"
sent one
until_logged 1
echo "--- nothing, seen, not yet"
! asks one || fail "silence is no answer"
said "no bulletin of the desk was read here"
# A bulletin before any stick brought something.
mkdir -p "$story/stick/valise/$intake/out"
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null
asks one || fail "it is no failure: $(cat "$story/said")"
said "The desk has not looked at the log of $relay_name yet."
bring
asks one || fail "it is no failure"
said "The desk has seen this envelope in the log of $relay_name"
seal -r "$story/report.json" -o "$story/two.age" --no-reply 2>/dev/null
sent two
until_logged 2
asks two || fail "it is no failure"
said "this envelope comes after it: not seen yet."
bring
asks two || fail "it is no failure"
said "The desk has seen this envelope"

echo "--- what could not be opened, and what no stick brought"
head -c 4000 /dev/urandom | "$valise_age" encrypt -r "$recipient" \
  >"$story/junk.age"
sent junk
junk=$reference
until_logged 3
bring
! asks junk || fail "it is a failure"
said "the desk has this envelope and could not open it"
said "1 envelope(s) could not be opened at the desk"
said "References: $junk"
seal -r "$story/report.json" -o "$story/lost.age" --no-reply 2>/dev/null
sent lost
lost=$reference
until_logged 4
# The courier lists it, and its file is lost on the way, twice.
for _ in 1 2; do
  courier collect "$story/stick" >/dev/null 2>&1
  rm -f "$story/stick/valise/$intake/in/$(sha256sum "$story/lost.age" |
    cut -c1-64).age"
  desk import "$story/stick" >/dev/null 2>&1 || true
done
# A bulletin is made where something waits.
seal -r "$story/report.json" -o "$story/three.age" --code-fd 3 3>"$story/code3"
sent three
until_logged 5
courier collect "$story/stick" >/dev/null
rm -f "$story/stick/valise/$intake/in/$(sha256sum "$story/lost.age" |
  cut -c1-64).age"
desk import "$story/stick" >/dev/null 2>&1 || true
desk export "$story/stick" >/dev/null 2>&1
courier deliver "$story/stick" >/dev/null
! asks lost || fail "it is a failure"
said "no stick brought it"
said "no stick brought them to the desk"
said "References: $lost"
# The one that did not open is of an earlier bulletin.
said "References: $junk"
asks three || fail "it is no failure"
said "The desk has seen this envelope"

echo "--- the screens name them too"
terminal 80 24
begin en 2 -d directory.note --fingerprint "$fingerprint"
step "$(word ask_check)" 4
text "$(tr -d ' \n' <"$story/code")"
keys Enter
on_screen "could not be opened at the desk."
# Wrapped anywhere, with spaces that keep a number together.
tr '\302\240' ' ' <"$screen" | tr -s ' \n' ' ' >"$story/flat"
for one in "$junk" "$lost"; do
  has -F "$one" "$story/flat" || { cat "$story/flat"; fail "$one is not named"; }
done
quick_exit

echo "--- a relay that promised, and lost it before its log had it"
stop_relay
cp -a "$story/spool" "$story/before"
start_relay
seal -r "$story/report.json" -o "$story/broken.age" --no-reply 2>/dev/null
sent broken
stop_relay -KILL
rm -rf "$story/spool"
mv "$story/before" "$story/spool"
start_relay
seal -r "$story/report.json" -o "$story/four.age" --code-fd 3 3>"$story/code4"
sent four
until_logged 6
bring
! asks broken || fail "it is a failure"
said "$relay_name promised this envelope for publication"
asks four || fail "it is no failure"
said "The desk has seen this envelope"

echo "--- a proof says where it stands"
prove() { # NAME
  rm -f "$story/r/$1.proof"
  "$valise" receipt complete -d "$story/directory.note" \
    --fingerprint "$fingerprint" --direct -o "$story/r/$1.proof" \
    "$story/r/$1" "$story/$1.age" >/dev/null
}
proof_asks() { # NAME
  check "$story/r/$1.proof" "$story/$1.age" --code-fd 3 3<"$story/code" \
    >"$story/said" 2>&1
}
prove four
proof_asks four || fail "it is no failure"
said "The desk has seen this envelope"
seal -r "$story/report.json" -o "$story/late.age" --no-reply 2>/dev/null
sent late
until_logged 7
until prove late; do sleep 0.2; done
proof_asks late || fail "it is no failure: $(cat "$story/said")"
said "this envelope comes after it: not seen yet."

echo "--- the same log, badly served"
real_port=$port
port=$(free_port)
stand "$port" "$real_port" change
describe 2
sign_directory "$story/lie.note"
! "$valise" check -d "$story/lie.note" --fingerprint "$fingerprint" \
  -t "$intake" --direct "$story/r/one" "$story/one.age" --code-fd 3 \
  3<"$story/code" >"$story/said" 2>&1 || fail "it is a failure"
said "does not have the root that it signed and that the desk saw"
stand_down "$port"
port=$real_port
relay_url=http://127.0.0.1:$port

echo "--- another log than the desk's"
stop_relay
cp -a "$story/spool" "$story/before"
start_relay
seal -r "$story/report.json" -o "$story/fork.age" --code-fd 3 3>"$story/code5"
sent fork
until_logged 8
bring
asks fork || fail "it is no failure"
said "The desk has seen this envelope"
size() {
  curl -sf "$relay_url/v1/intakes/$intake/log/checkpoint" | sed -n 2p
}
seen=$(size)
stop_relay -KILL
rm -rf "$story/spool"
mv "$story/before" "$story/spool"
start_relay
seal -r "$story/report.json" -o "$story/five.age" --no-reply 2>/dev/null
send "$story/five.age" >/dev/null
until [ "$(size)" -ge "$seen" ]; do sleep 0.1; done
# The desk's words come back to it with the stick.
courier deliver "$story/stick" >/dev/null
! asks fork || fail "it is a failure"
said "THE DESK AND YOU ARE SHOWN DIFFERENT LOGS of $relay_name"
said "-o FOLDER keeps what both have signed"
! asks fork -o "$story/both" || fail "it is a failure"
has "^$relay_name/$intake$" "$story/both/relay.checkpoint" || fail "the relay's"
has "^log $relay_name " "$story/both/desk.bulletin" || fail "the desk's word"

echo "--- words that are off"
refuses "RECEIPT ENVELOPE" check "$story/r/one" --code-fd 3 3<"$story/code"
refuses "RECEIPT ENVELOPE" check -o "$story/x" --code-fd 3 3<"$story/code"
refuses "not for this envelope" check "$story/r/one" "$story/two.age" \
  --code-fd 3 3<"$story/code"
echo "passed"
