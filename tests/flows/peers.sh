#!/usr/bin/env bash
# Goal: programs that no one here wrote agree: npm age-encryption, GNU tar,
# libarchive, Debian's age, tus-js-client, http-message-signatures, noble,
# canonicalize, CCTV, shamir-secret-sharing.
. "$(dirname "$0")/lib.sh"
node_dir=$bin/node
"$source_dir/tests/peers/setup.sh" "$source_dir" "$node_dir" ||
  fail "the peers could not be installed"
node() {
  "$node_dir/node" "$node_dir/$1.mjs" "${@:2}"
}
export VALISE_BUILD=$bin
age=$bin/tests/tools/valise-age

echo "--- vectors and random cases"
node cctv_age "$story/cctv"
for target in envelope header armor; do
  "$bin/tests/fuzz/fuzz_$target" "$story/cctv" || fail "fuzz target $target"
done
node mlkem
node shares
node canonical

echo "--- Debian's age: X25519 and scrypt, both ways"
head -c 200000 /dev/urandom >"$story/plain"
"$age" keygen --x25519 >"$story/key"
recipient=$(sed -n 's/# public key: //p' "$story/key")
"$age" encrypt -r "$recipient" <"$story/plain" >"$story/ours.age"
age -d -i "$story/key" "$story/ours.age" | cmp - "$story/plain"
age -r "$recipient" <"$story/plain" | "$age" decrypt -i "$story/key" |
  cmp - "$story/plain"
echo "age $(age --version) agrees on X25519"
head -c 3000001 /dev/urandom >"$story/long"
for form in "" --armor; do
  # shellcheck disable=SC2086
  "$age" encrypt -r "$recipient" $form <"$story/long" | age -d -i "$story/key" |
    cmp - "$story/long"
  # shellcheck disable=SC2086
  age -r "$recipient" $form <"$story/long" | "$age" decrypt -i "$story/key" |
    cmp - "$story/long"
done
echo "and on many chunks, armored and not"

echo "--- drafts, both ways with npm age-encryption"
printf '{"format":"valise-draft/1","report":{}}' >"$story/draft.json"
draft=$bin/tests/tools/draft-peer
"$draft" save "$story/ours.draft" 'correct horse' <"$story/draft.json"
# Line ends fill it up to the bucket of all small ones.
node age open-with 'correct horse' "$story/ours.draft" >"$story/padded"
[ "$(stat -c %s "$story/padded")" -eq 32768 ] || fail "the draft is not padded"
printf '%s' "$(cat "$story/padded")" | cmp - "$story/draft.json"
node age seal-with 'correct horse' "$story/theirs.draft" <"$story/draft.json"
"$draft" open "$story/theirs.draft" 'correct horse' | cmp - "$story/draft.json"
refuses "The passphrase is wrong" "$draft" open "$story/theirs.draft" 'other'
echo "drafts agree"

make_story
# The desk's secret key, as the desk itself would never write it.
with_passphrase "$age" decrypt <"$story/vault/share-1.age" >"$story/share"
"$python" "$source_dir/tests/tools/age_identity.py" --vault "$story/share" \
  >"$story/vault.identity"
"$age" decrypt -i "$story/vault.identity" <"$story/vault/epochs/001.age" \
  >"$story/epoch.secret"
identity=$("$python" "$source_dir/tests/tools/age_identity.py" \
  "$story/epoch.secret")

echo "--- an envelope of valise seal, opened by npm age-encryption"
write_report "$story/report.json"
seal -r "$story/report.json" -a "$story/plain" -o "$story/e.age" --no-reply
node age open "$identity" "$story/e.age" >"$story/e.tar"
tar tvf "$story/e.tar"
bsdtar tvf "$story/e.tar"
[ "$(tar tf "$story/e.tar" | tr '\n' ' ')" = "report.json attachments/0001 " ] ||
  fail "GNU tar lists other names"
[ "$(bsdtar tf "$story/e.tar")" = "$(tar tf "$story/e.tar")" ] ||
  fail "libarchive lists other names"
tar xOf "$story/e.tar" attachments/0001 | cmp - "$story/plain"
bsdtar xOf "$story/e.tar" attachments/0001 | cmp - "$story/plain"

echo "--- one sealed by npm age-encryption, around GNU tar, opened by the desk"
mkdir -p "$story/made/attachments"
printf 'from elsewhere\n' >"$story/made/attachments/0001"
cat >"$story/made/report.json" <<EOF
{"format": "valise-report/1", "kind": "new", "narrative": "made elsewhere",
 "attachments": [{"number": 1, "name": "x", "size": 15,
  "sha256": "$(sha256sum <"$story/made/attachments/0001" | cut -c1-64)"}]}
EOF
tar --format=ustar -C "$story/made" -cf "$story/made.tar" report.json \
  attachments/0001
recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/p' \
  "$story/vault/intake.json" | head -1)
node age seal "$recipient" "$story/peer.age" <"$story/made.tar"
send "$story/peer.age"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" | has '1 new and opened'
desk show 1 | has 'narrative: made elsewhere'
desk extract 1 "$story/out" >/dev/null
cmp "$story/made/attachments/0001" "$story/out/attachment-0001"
echo "the desk opened it"

echo "--- tus-js-client, in spite of trouble"
# Through files of their own: a receipt must be of the bytes that were sent.
for trouble in abort creation broken offset restart; do
  any_envelope "$story/tus.age" 3000000
  if [ "$trouble" = restart ]; then
    node tus "$relay_url" "$intake" "$story/tus.age" 10000 restart \
      "$story/begun" >"$story/receipt" &
    peer=$!
    until [ -e "$story/begun" ]; do
      kill -0 "$peer" || fail "the upload never began"
      sleep 0.01 # between two questions
    done
    stop_relay -KILL
    start_relay
    wait "$peer"
  else
    node tus "$relay_url" "$intake" "$story/tus.age" 100000 "$trouble" \
      >"$story/receipt"
  fi
  verify_receipt "$story/receipt" "$story/tus.age"
done

echo "--- http-message-signatures as a courier"
node courier "$relay_url" "$intake" "$story/courier.seed" courier.example/one
node courier "$relay_url" "$intake" "$story/courier.seed" \
  courier.example/one wrong
echo "passed"
