#!/usr/bin/env bash
# Goal: with the network off a promise is accepted for its envelope and refused
# for one flipped bit, a shortened proof, another relay's key, another envelope.
. "$(dirname "$0")/lib.sh"
make_story
any_envelope "$story/a.age" 5000
any_envelope "$story/b.age" 5000
for e in a b; do
  mkdir "$story/$e"
  send --receipt "$story/$e" "$story/$e.age"
  cp "$story/$e"/*.tlog-proof "$story/$e.proof"
done
stop_relay

# No network: a namespace that has none, where that is allowed.
if unshare -n true 2>/dev/null; then
  offline() { unshare -n "$@"; }
  unshare -n cat /proc/net/dev | has eth && fail "there is a network"
  echo "in a network namespace without interfaces"
else
  offline() { "$@"; }
  echo "no namespace allowed here: the relay is stopped instead"
fi
verify() {
  offline "$valise" receipt verify -d "$story/directory.note" \
    --fingerprint "$fingerprint" "$@"
}
verify "$story/a.proof" "$story/a.age"
verify "$story/b.proof" "$story/b.age"
verify "$story/a.proof" | has 'signature is genuine'

other="not for this envelope"
refuses "$other" verify "$story/a.proof" "$story/b.age"
refuses "$other" verify "$story/b.proof" "$story/a.age"
size=$(stat -c %s "$story/a.age")
for bit in 0 7 $((size * 4)) $((size * 8 - 1)); do
  "$python" - "$story/a.age" "$story/flipped.age" "$bit" <<'EOF'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
bit = int(sys.argv[3])
data[bit // 8] ^= 1 << bit % 8
open(sys.argv[2], "wb").write(data)
EOF
  refuses "$other" verify "$story/a.proof" "$story/flipped.age"
done

# One hash of the path less.
awk 'NR == 4 { next } { print }' "$story/a.proof" >"$story/short.proof"
refuses "$other" verify "$story/short.proof" "$story/a.age"
# Another index, another nonce.
sed 's/^index .*/index 9/' "$story/a.proof" >"$story/index.proof"
refuses "$other" verify "$story/index.proof" "$story/a.age"
sed "s|^extra .*|$(sed -n 2p "$story/b.proof")|" "$story/a.proof" \
  >"$story/nonce.proof"
refuses "$other" verify "$story/nonce.proof" "$story/a.age"
# Cut anywhere, it is no receipt.
head -c -10 "$story/a.proof" >"$story/cut.proof"
refuses "not a receipt, or it is damaged" verify "$story/cut.proof" "$story/a.age"
# A changed root, signed by nobody.
sed '/^relay.example.reprisals.promises/{n;s/.*/32/}' "$story/a.proof" \
  >"$story/root.proof"
refuses "signature on this receipt does not verify" \
  verify "$story/root.proof" "$story/a.age"

# Another relay's key under the same name.
"$valise_relay" init --spool "$story/other" --name "$relay_name" \
  --intake "$intake" >"$story/relay.json"
describe 2
sign_directory "$story/other.note"
refuses "signature on this receipt does not verify" offline "$valise" \
  receipt verify -d "$story/other.note" --fingerprint "$fingerprint" \
  "$story/a.proof" "$story/a.age"
# A relay that the directory does not know.
sed -i 's/relay\.example/other.example/' "$story/relay.json"
"$valise_relay" init --spool "$story/third" --name other.example \
  --intake "$intake" >"$story/relay.json"
describe 3
sign_directory "$story/third.note"
refuses "does not know the relay" offline "$valise" receipt verify \
  -d "$story/third.note" --fingerprint "$fingerprint" \
  "$story/a.proof" "$story/a.age"
echo "passed"
