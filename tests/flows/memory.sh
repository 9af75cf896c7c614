#!/usr/bin/env bash
# Goal: when a program ends, its memory holds no key, code, passphrase or text of
# a report any more.  Each is dumped at its end, killed, and the dump is read.
. "$(dirname "$0")/lib.sh"
! sanitized || skip "a sanitizer keeps what was freed on purpose"
make_story
tools=$source_dir/tests/tools
dump=$story/dump
failed=

hex() {
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# dumped COMMAND...: runs it, ends it at its end with a dump.
dumped() {
  rm -f "$dump"
  code=0
  DUMP=$dump LD_PRELOAD=$bin/tests/tools/libdump.so "$@" || code=$?
  [ "$code" -eq 137 ] || fail "it was not killed at its end but gave $code: $*"
}

# holds_none WHAT PUBLIC NAME=HEX...: PUBLIC must be there, the rest must not.
holds_none() {
  what=$1 public=$2
  shift 2
  if "$python" "$tools/find_in_dump.py" "$dump" "public=$(hex "$public")" \
    >/dev/null; then
    fail "$what: even what is public is not in the dump"
  fi
  if ! "$python" "$tools/find_in_dump.py" "$dump" "$@" >"$story/said"; then
    cat "$story/said"
    echo "LEFT IN MEMORY: $what"
    failed=1
  else
    echo "$what: $(cat "$story/said")"
  fi
}

told='the night guard Qodirov told it to me'
evidence='exhibit-bytes-that-no-one-else-has'
answer='thank you and keep away from the bridge'
write_report "$story/report.json" "$told"
# More than the threads have batches, so that each has held some of it.
{
  head -c 40000 /dev/urandom
  for _ in $(seq 20); do
    printf '%s' "$evidence"
    head -c 130000 /dev/urandom
  done
} >"$story/file"

dumped seal -r "$story/report.json" -a "$story/file" -o "$story/e.age" \
  --code-fd 3 3>"$story/code"
grouped=$(grep -oE '[0-9]{4}( [0-9]{4}){5}' "$story/code")
digits=$(printf '%s' "$grouped" | tr -d ' ')
holds_none "valise seal" "$intake" narrative="$(hex "$told")" \
  evidence="$(hex "$evidence")" grouped="$(hex "$grouped")" \
  digits="$(hex "$digits")"

send "$story/e.age" >/dev/null
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null

# The desk's secrets, as the desk itself would never write them.
with_passphrase "$valise_age" decrypt <"$story/vault/share-1.age" \
  >"$story/share"
"$python" "$tools/age_identity.py" --vault "$story/share" >"$story/identity"
"$valise_age" decrypt -i "$story/identity" <"$story/vault/epochs/001.age" \
  >"$story/epoch.secret"
raw() {
  od -An -v -tx1 "$1" | tr -d ' \n'
}
secrets="passphrase=$(hex "$passphrase") share=$(raw "$story/share")
  epoch=$(raw "$story/epoch.secret") narrative=$(hex "$told")
  evidence=$(hex "$evidence") answer=$(hex "$answer")"
for step in "import $story/stick" "show 1" "list" "extract 1 $story/out"; do
  # shellcheck disable=SC2086
  dumped desk $step >/dev/null
  # shellcheck disable=SC2086
  holds_none "valise-desk ${step%% *}" valise-desk $secrets
done
# Of several parts, which the client puts in order: by sorting it would leave a
# copy of one.
for _ in $(seq 200); do printf '%s\n' "$answer"; done >"$story/answer"
dumped desk reply 1 <"$story/answer" >/dev/null
# shellcheck disable=SC2086
holds_none "valise-desk reply" valise-desk $secrets
dumped desk export "$story/stick" >/dev/null
# shellcheck disable=SC2086
holds_none "valise-desk export" valise-desk $secrets
courier deliver "$story/stick" >/dev/null

dumped check --code-fd 3 3<"$story/code" >"$story/said.check"
grep -qF "$answer" "$story/said.check" || fail "the answer was not read"
holds_none "valise check" "$intake" answer="$(hex "$answer")" \
  grouped="$(hex "$grouped")" digits="$(hex "$digits")"

"$valise_age" keygen >"$story/key"
recipient=$(sed -n 's/# public key: //p' "$story/key")
text=$(tail -1 "$story/key")
dumped "$valise_age" keygen >"$story/other.key"
holds_none "valise-age keygen" valise-age \
  key="$(hex "$(tail -1 "$story/other.key")")"
dumped "$valise_age" encrypt -r "$recipient" <"$story/file" >"$story/f.age"
holds_none "valise-age encrypt" valise-age evidence="$(hex "$evidence")"
dumped "$valise_age" decrypt -i "$story/key" <"$story/f.age" >"$story/plain"
cmp "$story/plain" "$story/file"
holds_none "valise-age decrypt" valise-age evidence="$(hex "$evidence")" \
  key="$(hex "$text")" \
  raw="$("$python" "$tools/age_identity.py" --raw "$text")"
dumped "$valise_age" decrypt -i "$story/key" -o "$story/none/x" <"$story/f.age"
holds_none "valise-age decrypt, no such folder" valise-age \
  raw="$("$python" "$tools/age_identity.py" --raw "$text")"
dumped with_passphrase "$valise_age" encrypt --log-n 10 <"$story/file" \
  >"$story/p.age"
holds_none "valise-age encrypt, passphrase" valise-age \
  evidence="$(hex "$evidence")" passphrase="$(hex "$passphrase")"
dumped with_passphrase "$valise_age" decrypt <"$story/p.age" >/dev/null
holds_none "valise-age decrypt, passphrase" valise-age \
  evidence="$(hex "$evidence")" passphrase="$(hex "$passphrase")"
[ -z "$failed" ] || fail "something was left"
echo "passed"
