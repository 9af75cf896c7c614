#!/usr/bin/env bash
# Goal: each kind of bad input gets one clear sentence, and nothing is lost.
. "$(dirname "$0")/lib.sh"
make_story
write_report "$story/report.json"
seal -r "$story/report.json" -o "$story/good.age" --no-reply
no_output() {
  [ ! -e "$story/out.age" ] || fail "an output was left"
  [ -z "$(find "$story" -maxdepth 1 -name '.part-*')" ] ||
    fail "a temporary file was left"
}

echo "--- sealing"
sed 's/"kind": "new"/"kind": 5/' "$story/report.json" >"$story/bad.json"
refuses "the member kind must be a text" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
sed 's/"kind": "new",/"kind": "new", "acts": [{"type": "A98"}],/' \
  "$story/report.json" >"$story/bad.json"
refuses "acts[1].type is not in its list: valise vocabulary acts shows it" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
sed 's/"unknown"/["x"]/' "$story/report.json" >"$story/bad.json"
refuses "the member state_concerned[1] must be a text" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
sed 's/"C0": "yes"/"C0": "no"/' "$story/report.json" >"$story/bad.json"
refuses "no person whose C0 is yes" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
sed 's/"kind": "new",/"kind": "new", "kind": "risk",/' "$story/report.json" \
  >"$story/bad.json"
refuses "the same key twice" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
# Whom an act was done to: only who stands in the report, and once.
act_of() { # NUMBERS
  sed "s/\"kind\": \"new\",/\"kind\": \"new\", \"victims\": [{\"label\": \"a\"}, \
{\"label\": \"b\"}], \"acts\": [{\"type\": \"A01\", \"victims\": [$1]}],/" \
    "$story/report.json" >"$story/bad.json"
}
for numbers in 3 0 1,3; do
  act_of "$numbers"
  refuses "is the number of none of them in this report" \
    seal -r "$story/bad.json" -o "$story/out.age" --no-reply
done
act_of 2,2
refuses "the member acts[1].victims[2] stands there twice" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
act_of 1.5
refuses "a number that is not a plain integer" \
  seal -r "$story/bad.json" -o "$story/out.age" --no-reply
act_of 2,1
seal -r "$story/bad.json" -o "$story/whom.age" --no-reply
# Dates that do not exist, in words, in digits of another script.
for day in 2026-02-30 2026-13 2025-02-29 2026-00-10 0000 soon 2026-5-1 \
  ٢٠٢٦-٠٥-٠١ 2026-05-17T10 ' 2026'; do
  sed "s/\"kind\": \"new\",/\"kind\": \"new\", \"deadline\": {\"date\": \"$day\"},/" \
    "$story/report.json" >"$story/bad.json"
  refuses "the member deadline.date is no date of the calendar" \
    seal -r "$story/bad.json" -o "$story/out.age" --no-reply
done
for day in 2024-02-29 2000-02-29 2026 2026-05; do
  sed "s/\"kind\": \"new\",/\"kind\": \"new\", \"deadline\": {\"date\": \"$day\"},/" \
    "$story/report.json" >"$story/dated.json"
  seal -r "$story/dated.json" -o "$story/dated.age" --no-reply
  rm "$story/dated.age"
done
# What an editor puts in front is taken off.
printf '\357\273\277' | cat - "$story/report.json" >"$story/marked.json"
seal -r "$story/marked.json" -o "$story/marked.age" --no-reply
# More files than an envelope takes.
many=()
for _ in $(seq 1001); do many+=(-a "$story/report.json"); done
refuses "at most 1000 files go along in one envelope" seal \
  -r "$story/report.json" "${many[@]}" -o "$story/out.age" --no-reply
refuses "No such file" seal -r "$story/report.json" -a "$story/nothing" \
  -o "$story/out.age" --no-reply
refuses "is not a regular file" seal -r "$story/report.json" -a "$story" \
  -o "$story/out.age" --no-reply
refuses "exists already; nothing was changed" \
  seal -r "$story/report.json" -o "$story/good.age" --no-reply
refuses "no terminal to show the reply code" setsid "$valise" seal \
  -d "$story/directory.note" --fingerprint "$fingerprint" -t "$intake" \
  -r "$story/report.json" -o "$story/out.age"
no_output

# A file that grows while it is sealed: written to on every read of a pipe is
# no file, so a writer appends for as long as the sealing lasts.
head -c 60000000 /dev/zero >"$story/growing"
(while :; do echo more >>"$story/growing"; done) &
writer=$!
refuses "changed while it was being sealed" seal -r "$story/report.json" \
  -a "$story/growing" -o "$story/out.age" --no-reply
kill "$writer"
rm "$story/growing"
no_output

echo "--- directories"
refuses "fifty digits" "$valise" directory show --fingerprint 123 \
  "$story/directory.note"
wrong=$(echo "$fingerprint" | tr 0123456789 1234567890)
refuses "its fingerprint is not the one on your sheet" "$valise" \
  directory show --fingerprint "$wrong" "$story/directory.note"
describe 2 '"issued": "2026-01-01T00:00:00Z", "expires": "2026-02-01T00:00:00Z",'
sign_directory "$story/expired.note"
refuses "Nothing was sealed" "$valise" seal -d "$story/expired.note" \
  --fingerprint "$fingerprint" -t "$intake" -r "$story/report.json" \
  -o "$story/out.age" --no-reply
"$valise" directory show --fingerprint "$fingerprint" "$story/expired.note" \
  2>&1 | has 'warning.*expired' ||
  fail "reading only warns of an expired directory"
# Two keys of two are asked for, and one has signed.
with_passphrase "$valise_desk" authority init --name authority.example/two \
  "$story/second" >"$story/second.vkey" 2>/dev/null
cp "$story/authority.vkey" "$story/first.vkey"
describe 2
"$python" - "$story" <<'EOF'
import json, sys
s = sys.argv[1]
d = json.load(open(s + "/description.json"))
d["authority"] = {"threshold": 2, "keys": [open(s + "/first.vkey").read().strip(),
                                            open(s + "/second.vkey").read().strip()]}
json.dump(d, open(s + "/description.json", "w"))
EOF
before=$fingerprint
sign_directory "$story/few.note"
refuses "too few of the keys" "$valise" directory show \
  --fingerprint "$fingerprint" "$story/few.note"
with_passphrase "$valise_desk" authority sign --key "$story/second" \
  "$story/few.note" -o "$story/enough.note" 2>/dev/null
"$valise" directory show --fingerprint "$fingerprint" "$story/enough.note" \
  >/dev/null
fingerprint=$before
sed 's/"version":1/"version":9/' "$story/directory.note" >"$story/forged.note"
refuses "a signature does not verify" "$valise" directory show \
  --fingerprint "$fingerprint" "$story/forged.note"
describe 5
sign_directory "$story/five.note"
adopt "$story/five.note" >/dev/null 2>&1
refuses "an older one is refused" adopt "$story/directory.note"
goes_by() { # NAME: the courier, from now on
  sed -i "s|^directory = .*|directory = $story/$1.note|
    s|^persons = .*|persons = $story/$1.persons|" "$story/courier.ini"
}
goes_by five
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
goes_by directory
refuses "an older one is refused" courier collect "$story/stick"
goes_by five

echo "--- sending"
stop_relay
before=$(sha256sum <"$story/good.age")
refuses "The envelope is untouched" send "$story/good.age"
[ "$(sha256sum <"$story/good.age")" = "$before" ] || fail "it was touched"
start_relay
refuses "is not a sealed envelope" send "$story/report.json"
describe 6
sed -i 's|http://127.0.0.1|http://relay.example|' "$story/description.json"
sign_directory "$story/plain.note"
refuses "plain http goes only" "$valise" send -d "$story/plain.note" \
  --fingerprint "$fingerprint" -t "$intake" --direct "$story/good.age"
refuses "is Tor running?" "$valise" send -d "$story/directory.note" \
  --fingerprint "$fingerprint" -t "$intake" --socks 127.0.0.1:1 \
  "$story/good.age"
refuses "nothing was sent" send --receipt "$story/nowhere" "$story/good.age"
refuses "the directory has no intake" "$valise" send \
  -d "$story/directory.note" --fingerprint "$fingerprint" -t nowhere \
  --direct "$story/good.age"

echo "--- the desk"
send "$story/good.age" >/dev/null
any_envelope "$story/noreport.age" 3000
send "$story/noreport.age" >/dev/null
recipient=$("$bin/tests/tools/valise-age" keygen | sed -n 's/# public key: //p')
echo stranger | "$bin/tests/tools/valise-age" encrypt -r "$recipient" \
  >"$story/stranger.age"
send "$story/stranger.age" >/dev/null
head -c -1 "$story/good.age" >"$story/cut.age"
send "$story/cut.age" >/dev/null
courier collect "$story/stick" >/dev/null
hash=$(sha256sum "$story/good.age" | cut -c1-64)
cp -r "$story/stick" "$story/half"
truncate -s 1000 "$story/half/valise/$intake/in/$hash.age"
partly desk import "$story/half" >"$story/said" 2>&1
grep -q '0 new and opened, 3 new and quarantined, 0 held from before, 1 damaged' \
  "$story/said" || { cat "$story/said"; fail "a half-copied file"; }
grep -E 'damaged on the stick|does not open and is held' "$story/said" | cut -c1-150
desk import "$story/stick" >"$story/said" 2>&1
grep -q '1 new and opened, 0 new and quarantined, 3 held from before, 0 damaged' \
  "$story/said" || { cat "$story/said"; fail "the whole stick afterwards"; }
truncate -s 400 "$story/half/valise/$intake/$(relay_folder)/manifest.note"
refuses "its manifest is damaged or only half there" desk import "$story/half"
desk import "$story/half" --without-manifest | has 'held from before'
mkdir "$story/foreign"
refuses "it is not a stick for this desk" desk import "$story/foreign"
refuses "is not a stick for" courier deliver "$story/foreign"
refuses "the passphrase is wrong" "$valise_desk" list --vault "$story/vault" \
  --passphrase-fd 9 9< <(echo not the passphrase)
mv "$story/vault/cases-000000.keys" "$story/away"
refuses "it is missing, and without it no case opens" desk list
mv "$story/away" "$story/vault/cases-000000.keys"
refuses "there is no case of that number" desk show 77
refuses "it never opened" desk extract 2 "$story/extracted"
refuses "it never opened" desk reply 1 "$story/report.json"
ln -s /etc/passwd "$story/half/valise/$intake/in/$(printf '0%.0s' $(seq 64)).age"
partly desk import "$story/half" --without-manifest >"$story/said" 2>&1
grep -q '1 damaged' "$story/said" || fail "a symbolic link is not followed"

# A stick whose folders or files are not what they seem.
mkdir "$story/elsewhere"
cp -r "$story/stick" "$story/links"
rm -rf "$story/links/valise/$intake/out"
ln -s "$story/elsewhere" "$story/links/valise/$intake/out"
refuses "is not a stick for this desk" desk import "$story/links"
refuses "Too many levels of symbolic links" desk export "$story/links"
refuses "is not a stick for" courier deliver "$story/links"
[ -z "$(ls -A "$story/elsewhere")" ] || fail "something was written elsewhere"
cp -r "$story/stick" "$story/pipes"
rm "$story/pipes/valise/$intake/$(relay_folder)/manifest.note"
mkfifo "$story/pipes/valise/$intake/$(relay_folder)/manifest.note"
refuses "there is no manifest" timeout 30 "$valise_desk" import \
  --vault "$story/vault" --passphrase-fd 9 "$story/pipes" 9< <(echo "$passphrase")
# The vault lost an original and the stick does not bring it: not held.
original=$story/vault/originals/$hash.age
mv "$original" "$story/kept.age"
cp -r "$story/stick" "$story/lost"
rm "$story/lost/valise/$intake/in/$hash.age"
partly desk import "$story/lost" >"$story/said" 2>&1
grep 'has lost its sealed original' "$story/said" | cut -c1-150 ||
  fail "a lost original is said"
desk import "$story/stick" >/dev/null 2>&1 # which brings it back
cmp "$original" "$story/kept.age" || fail "it is held again"

echo "--- the reply code"
seal -r "$story/report.json" -o "$story/r.age" --code-fd 3 3>"$story/code"
refuses "one of these digits is wrong" check --code-fd 3 \
  3< <(one_wrong <"$story/code")
refuses "24 digits" check --code-fd 3 3< <(echo 12)
# The developer's tool: nothing is sealed from a stream that is not there.
"$valise_age" keygen >"$story/age.key"
recipient=$(sed -n 's/# public key: //p' "$story/age.key")
refuses 'could not be read' "$valise_age" encrypt -r "$recipient" \
  -o "$story/none.age" <&-
[ ! -e "$story/none.age" ] || fail "an empty envelope was made"
refuses 'usage' "$valise_age" keygen -o "$story/k"
refuses 'usage' "$valise_age" encrypt -r "$recipient" one-file
! seal -r - -o "$story/none.age" --no-reply <&- 2>/dev/null ||
  fail "a report was sealed from a stream that is not there"
[ ! -e "$story/none.age" ] || fail "an envelope was made of nothing"
echo "passed"
