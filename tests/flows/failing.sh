#!/usr/bin/env bash
# Goal: memory or the disk fails at one call after another in client, courier and
# desk: each says so and ends, nothing is half done or lost, and the same command
# afterwards does the whole; the same where the desk is killed at one write after
# another.
#
# usage: failing.sh client|courier|desk [POINTS]
# POINTS: at so many calls of each command and kind, others each day (0: at all).
. "$(dirname "$0")/lib.sh"
program=${1:?client, courier or desk}
most=${2:-8}
! sanitized || skip "a sanitizer has its own memory"
work_bits=2 grace_seconds=100000
make_story
day=$(($(date +%s) / 86400))
tried=0 failed=0 unseen=0 retried=0

# once MODE COMMAND...: its words to $story/said; the fault is in it alone.
once() {
  local mode=$1
  shift
  status=0
  local library=$bin/tests/tools/libfailing.so
  [ "$mode" != short ] || library=$bin/tests/tools/libshortened.so
  timeout 120 env FAILING="$mode" COUNTED="$story/counted" SHORTENED=13 \
    LD_PRELOAD="$library" "$@" \
    >"$story/said" 2>"$story/complaint" || status=$?
}
# each NAME [KIND...]: prepare_NAME, run_NAME, and good_NAME, whether all of it is
# done.  KINDs of fault, all of them by default.
each() {
  local name=$1 memory disk mode all step n
  shift
  local kinds=("$@")
  [ $# -gt 0 ] || kinds=(memory memory-on eio enospc)
  "prepare_$name"
  "run_$name" count
  [ "$status" = 0 ] || { cat "$story/complaint"; fail "$name: $status"; }
  "good_$name" || fail "$name without a fault"
  read -r _ memory _ disk <"$story/counted" || fail "$name was not counted"
  # A disk that takes thirteen bytes at a time is slow, and nothing else.
  "prepare_$name"
  "run_$name" short
  [ "$status" = 0 ] && "good_$name" || {
    cat "$story/said" "$story/complaint"
    fail "$name: short writes: $status"
  }
  echo "--- $name: $memory allocations, $disk calls of the disk"
  for mode in "${kinds[@]}"; do
    case $mode in
      memory*) all=$memory ;;
      *) all=$disk ;;
    esac
    step=$((most == 0 || all <= most ? 1 : all / most))
    for ((n = 1 + day % step; n <= all; n += step)); do
      retried=0
      "prepare_$name"
      "run_$name" "$mode:$n"
      tried=$((tried + 1))
      if [ "$status" = 0 ]; then
        unseen=$((unseen + 1))
        "good_$name" || {
          cat "$story/said" "$story/complaint"
          fail "$name: $mode:$n: it says that all is well"
        }
        continue
      fi
      failed=$((failed + 1))
      if [ "$mode" = kill ]; then
        [ "$status" = 137 ] || fail "$name: kill:$n: ended by $status"
        echo killed >"$story/complaint"
      fi
      if [ "$status" -ge 124 ] && [ "$mode" != kill ]; then
        cat "$story/said" "$story/complaint"
        fail "$name: $mode:$n: ended by $status"
      fi
      [ -s "$story/complaint" ] || fail "$name: $mode:$n: not a word"
      retried=1
      "run_$name" none
      [ "$status" = 0 ] || {
        cat "$story/complaint"
        fail "$name: $mode:$n: $status, again without a fault"
      }
      "good_$name" || fail "$name: $mode:$n: not whole afterwards"
    done
  done
}
write_report "$story/report.json" "Invented."
head -c 300000 /dev/urandom >"$story/file"
for n in 1 2 3; do
  write_report "$story/report$n.json" "Account $n."
  seal -r "$story/report$n.json" -a "$story/file" -o "$story/$n.age" \
    --code-fd 3 3>"$story/code$n" 2>/dev/null
done
places() { # FOLDER: what lies there, but for the names
  find "$1" -type f ! -name '*.json' | wc -l
}

# --- valise ---
prepare_seal() {
  rm -rf "$story/out"
  mkdir "$story/out"
}
run_seal() {
  once "$1" "$valise" seal -d "$story/directory.note" --fingerprint \
    "$fingerprint" -t "$intake" -r "$story/report.json" -a "$story/file" \
    --no-reply -o "$story/out/e.age"
  # Nothing else, and nothing half.
  [ "$status" = 0 ] || [ "$(places "$story/out")" = 0 ] ||
    fail "seal: $1: $(ls -la "$story/out")"
}
good_seal() {
  [ "$(places "$story/out")" = 1 ] &&
    [ "$(stat -c %s "$story/out/e.age")" = "${sealed_bytes:=$(stat -c %s \
      "$story/out/e.age")}" ]
}
prepare_send() {
  rm -rf "$story/out"
  mkdir "$story/out"
}
run_send() {
  once "$1" "$valise" send -d "$story/directory.note" --fingerprint \
    "$fingerprint" -t "$intake" --direct "$story/1.age" --receipt "$story/out"
}
good_send() {
  receipt=$(ls "$story/out/"*.tlog-proof 2>/dev/null | tail -1)
  [ -n "$receipt" ] &&
    verify_receipt "$receipt" "$story/1.age" >/dev/null 2>&1
}
prepare_check() { :; }
run_check() {
  once "$1" "$valise" check -d "$story/directory.note" --fingerprint \
    "$fingerprint" -t "$intake" --direct --code-fd 3 3<"$story/code1"
}
good_check() {
  has 'An answer.' "$story/said"
}
prepare_verify() { :; }
run_verify() {
  once "$1" "$valise" receipt verify -d "$story/directory.note" \
    --fingerprint "$fingerprint" "$story/kept.proof" "$story/1.age"
}
good_verify() {
  has 'is genuine\|Genuine\|genuine' "$story/said"
}
# Through Tor or not at all: with nothing where Tor should be, no allocation that
# fails may let the relay be reached past it.
tor_alone() {
  local dead all n
  dead=$(free_port)
  once count "$valise" check -d "$story/directory.note" --fingerprint \
    "$fingerprint" -t "$intake" --socks "127.0.0.1:$dead" --code-fd 3 \
    3<"$story/code1"
  has 'is Tor running' "$story/complaint" || fail "$(cat "$story/complaint")"
  once count "$valise" directory update -d "$story/directory.note" \
    --fingerprint "$fingerprint" --socks "127.0.0.1:$dead" \
    -o "$story/newer.note" -t "$intake"
  has 'is Tor running' "$story/complaint" || fail "$(cat "$story/complaint")"
  read -r _ all _ _ <"$story/counted"
  echo "--- past Tor: $all allocations"
  for ((n = 1; n <= all; n++)); do
    once "memory:$n" "$valise" directory update -d "$story/directory.note" \
      --fingerprint "$fingerprint" --socks "127.0.0.1:$dead" \
      -o "$story/newer.note" -t "$intake"
    tried=$((tried + 1)) failed=$((failed + 1))
    ! has 'no newer one' "$story/said" "$story/complaint" ||
      fail "past Tor: memory:$n: the relay was asked directly"
    [ "$status" != 0 ] || fail "past Tor: memory:$n: it says that all is well"
  done
}

# --- valise-courier ---
prepare_collect() {
  rm -rf "$story/lie"
  mkdir "$story/lie"
}
run_collect() {
  once "$1" "$valise_courier" collect -c "$story/courier.ini" "$story/lie"
}
good_collect() {
  local n=0 file
  for file in "$story/lie/valise/$intake/in/"*.age; do
    [ "$(sha256sum "$file" | cut -c1-64).age" = "$(basename "$file")" ] ||
      return 1
    n=$((n + 1))
  done
  [ "$n" = 3 ] && [ -z "$(find "$story/lie" -name '.part*')" ] &&
    [ "$(grep -c '^[0-9a-f]\{64\} ' \
      "$story/lie/valise/$intake/$(relay_folder)/manifest.note")" -ge 3 ]
}
# A relay that has none of them yet, each time.
prepare_deliver() {
  stop_relay
  rm -rf "$story/spool"
  cp -a "$story/spool.without" "$story/spool"
  start_relay
}
run_deliver() {
  once "$1" "$valise_courier" deliver -c "$story/courier.ini" "$story/answers"
}
good_deliver() {
  has 'Delivered to .* 1 import note(s), 1 bulletin(s)' "$story/said" &&
    [ "$(count 5)" = 3 ] &&
    [ "$(curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/bulletins")" = 1 ]
}
# --- valise-desk ---
desk_once() { # MODE COMMAND [WORD...]
  local mode=$1 command=$2
  shift 2
  once "$mode" "$valise_desk" "$command" --vault "$story/vault" \
    --passphrase-fd 9 "$@" 9<<<"$passphrase"
}
again() {
  rm -rf "$story/vault" "$story/lie"
  cp -a "$1" "$story/vault"
  cp -a "$story/stick" "$story/lie"
}
journal_holds() {
  "$valise_desk" journal verify --vault "$story/vault" >/dev/null 2>&1
}
prepare_import() {
  again "$story/vault.fresh"
  rm -rf "$story/second/desk"
}
run_import() { desk_once "$1" import --copy "$story/second/desk" "$story/lie"; }
# What stands there under a hash has it.
copies_whole() {
  (cd "$story/second/desk/originals" 2>/dev/null || exit 0
    for file in *.age; do
      [ ! -e "$file" ] || echo "${file%.age}  $file"
    done | sha256sum --check --quiet --status -) || [ "$(places \
    "$story/second/desk/originals")" = 0 ]
}
# whole [FOLDER]: every file that a row knows, and no other attachment.
whole() {
  "$valise_desk" check --vault "${1:-$story/vault}" 2>/dev/null |
    has 'Whole: 3 originals, 3 attachments' &&
    [ "$(places "${1:-$story/vault}/attachments")" = 3 ]
}
good_import() {
  [ "$(desk list 2>/dev/null | grep -c 'Account')" = 3 ] && journal_holds &&
    whole && copies_whole &&
    [ "$(cat "$story/lie/valise/$intake/out/"import-*.note |
      grep -c '^held ')" = 3 ]
}
prepare_reply() { again "$story/vault.full"; }
run_reply() {
  echo "An answer." >"$story/answer"
  desk_once "$1" reply 1 <"$story/answer"
}
# Looked at in a copy: what waits is what the next bulletin takes.
waits() {
  local count
  rm -rf "$story/look" "$story/look.stick"
  cp -a "$story/vault" "$story/look"
  cp -a "$story/stick" "$story/look.stick"
  count=$(with_passphrase "$valise_desk" export --vault "$story/look" \
    "$story/look.stick" 2>/dev/null | grep -o '[0-9]* messages')
  [ "$count" = "$1 messages" ]
}
good_reply() {
  journal_holds && { waits 1 || { [ "$retried" = 1 ] && waits 2; }; }
}
prepare_export() { again "$story/vault.replied"; }
run_export() { desk_once "$1" export "$story/lie"; }
good_export() {
  [ -s "$story/lie/valise/$intake/out/bulletin-000001.note" ] && journal_holds
}
# Where anything of a case lies in the clear, the journal says so before.
prepare_extract() {
  again "$story/vault.full"
  rm -rf "$story/clear"
}
run_extract() {
  rm -rf "$story/clear"
  desk_once "$1" extract 1 "$story/clear"
  [ ! -e "$story/clear/report.json" ] ||
    "$valise_desk" journal export --vault "$story/vault" | has ' extracted ' ||
    fail "extract: $1: nothing says so"
  # It is removed where it fails; where it is killed it can't be.
  [ "$status" = 0 ] || [ "$status" = 137 ] || [ ! -e "$story/clear" ] ||
    fail "extract: $1: half a case was left"
}
good_extract() {
  cmp -s "$story/clear/attachment-0001" "$story/file" &&
    has Account "$story/clear/report.json" && journal_holds
}
prepare_backup() {
  again "$story/vault.full"
  rm -rf "$story/copy" "$story/keys"
}
run_backup() { desk_once "$1" backup --keys "$story/keys" "$story/copy"; }
good_backup() {
  whole "$story/copy" && [ -s "$story/keys/share-1.age" ] && journal_holds
}
prepare_list() { :; }
run_list() { desk_once "$1" list; }
good_list() {
  [ "$(grep -c 'Account' "$story/said")" = 3 ]
}

send "$story/1.age" "$story/2.age" "$story/3.age" --receipt "$story" >/dev/null
for proof in "$story"/*.tlog-proof; do
  ! verify_receipt "$proof" "$story/1.age" >/dev/null 2>&1 ||
    cp "$proof" "$story/kept.proof"
done
until_logged 3
cp -a "$story/vault" "$story/vault.fresh"
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null 2>&1
cp -a "$story/stick" "$story/answers"
desk import "$story/answers" >/dev/null 2>&1
cp -a "$story/vault" "$story/vault.full"
for n in 1 2 3; do echo "An answer." | desk reply "$n" >/dev/null 2>&1; done
cp -a "$story/vault" "$story/vault.replied"
desk export "$story/answers" >/dev/null 2>&1
case $program in
  client)
    courier deliver "$story/answers" >/dev/null 2>&1
    each seal
    each verify
    # Without any memory from then on it tries again for ten minutes, as it
    # says, and so does collect: they are for a line that comes back.
    each send memory eio enospc
    each check
    tor_alone
    ;;
  courier)
    stop_relay
    cp -a "$story/spool" "$story/spool.without"
    start_relay
    each collect memory eio enospc
    each deliver
    ;;
  desk)
    kinds=(memory memory-on eio enospc kill)
    mkdir "$story/second"
    mount -t tmpfs -o size=8m tmpfs "$story/second" 2>/dev/null ||
      skip "no tmpfs can be mounted here"
    mounted=$story/second
    each import "${kinds[@]}"
    each reply "${kinds[@]}"
    each export "${kinds[@]}"
    each extract "${kinds[@]}"
    each backup "${kinds[@]}"
    again "$story/vault.full"
    each list
    ;;
esac
echo "passed: $tried faults, $failed of them said, $unseen without harm"
