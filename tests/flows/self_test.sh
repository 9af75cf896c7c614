#!/usr/bin/env bash
# Goal: with one wrong bit in any part of the cryptography, no program that seals
# goes on; it says why, and leaves nothing.
. "$(dirname "$0")/lib.sh"
make_story
tools=$bin/tests/tools
write_report "$story/report.json"
"$valise_age" keygen >"$story/key"
recipient=$(sed -n 's/# public key: //p' "$story/key")

# The faulty programs are the real ones where no fault is asked for.
valise=$tools/valise-faulty
seal -r "$story/report.json" -o "$story/good.age" --no-reply
[ -s "$story/good.age" ] || fail "nothing was sealed without a fault"
"$tools/valise-age-faulty" encrypt -r "$recipient" </dev/null >"$story/good2.age"

for part in ntt keccak x25519 hkdf aead; do
  export FAULT=$part
  refuses 'fails its self-test' seal -r "$story/report.json" \
    -o "$story/bad.age" --no-reply
  refuses 'fails its self-test' \
    "$tools/valise-desk-faulty" list --vault "$story/vault"
  refuses 'fails its self-test' \
    "$tools/valise-desk-faulty" init --vault "$story/other" --intake other
  refuses 'fails its self-test' \
    "$tools/valise-age-faulty" encrypt -r "$recipient" -o "$story/bad.age"
  refuses 'fails its self-test' "$tools/valise-age-faulty" keygen
  [ ! -e "$story/bad.age" ] && [ ! -e "$story/other" ] ||
    fail "something was left"
done
unset FAULT
echo "passed"
