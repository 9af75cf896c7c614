#!/usr/bin/env bash
# Goal: the power fails, and with it goes whatever was not synced, at each write,
# sync, link and rename while a draft is replaced; the old draft or the new one
# is found, whole; once the new one was promised, that one.
. "$(dirname "$0")/lib.sh"
! sanitized ||
  skip "the shim that drops unsynced bytes is not loaded beside a sanitizer"
draft=$bin/tests/tools/draft-peer
words='correct horse'
printf '{"report":{}}' >"$story/old.json"
printf '{"report":{"kind":"new"}}' >"$story/new.json"
"$draft" save "$story/old.draft" "$words" <"$story/old.json"
unsynced() {
  "$python" "$source_dir/tests/tools/unsynced.py" "$@"
}

# A folder in which all is synced, with the old draft in it.
begin() {
  rm -rf "$story/home" "$story/shadow"
  mkdir "$story/home"
  cp "$story/old.draft" "$story/home/a.draft"
  unsynced snapshot "$story/home" "$story/shadow"
}

# replace COMMAND...: under that command; then the power is cut.
replace() {
  code=0
  # The shell says of each that it was killed.
  {
    "$@" env LD_PRELOAD="$bin/tests/tools/libunsynced.so" \
      UNSYNCED_ROOT="$story/home" UNSYNCED_SHADOW="$story/shadow" \
      "$draft" replace "$story/home/a.draft" "$words" \
      <"$story/new.json" >"$story/said" 2>&1 || code=$?
  } 2>/dev/null
  unsynced restore "$story/shadow" "$story/home"
  "$draft" open "$story/home/a.draft" "$words" >"$story/found" ||
    fail "no draft is there after $*"
}

old=0 new=0
# statx: the shim has it in place of fsync.
for call in write statx linkat rename; do
  for ((n = 1; ; n++)); do
    begin
    replace strace -f -qq -o /dev/null -e "trace=$call" \
      -e "inject=$call:signal=KILL:when=$n"
    [ "$code" -ne 0 ] || break
    [ "$code" -eq 137 ] || {
      cat "$story/said" >&2
      fail "it ended with $code at $call $n"
    }
    if cmp -s "$story/found" "$story/new.json"; then
      new=$((new + 1))
    else
      cmp "$story/found" "$story/old.json" || fail "neither, at $call $n"
      old=$((old + 1))
    fi
  done
  cmp "$story/found" "$story/new.json" || fail "promised, and not there"
  [ "$n" -gt 1 ] || fail "$call was never called"
done
[ "$(find "$story/home" -type f | wc -l)" -eq 1 ] || fail "something is left"
echo "cut at $((old + new)) calls: the old draft $old times, the new $new times"
echo "passed"
