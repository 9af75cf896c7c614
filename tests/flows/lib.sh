# Sourced by every flow test: a folder of its own, the story's functions, and
# words to check with.  Ends the relay and removes the folder whatever happens.
set -euo pipefail
source_dir=${VALISE_SOURCE:?}
bin=${VALISE_BUILD:?}
story=$(mktemp -d)
. "$source_dir/tests/story.sh"

finish_flow() {
  code=$?
  if declare -F end_terminal >/dev/null; then
    [ "$code" -eq 0 ] || show_terminal
    end_terminal
  fi
  stop_relay -KILL
  for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
  [ -z "${mounted:-}" ] || umount "$mounted" || true
  if [ "$code" -ne 0 ] && [ "$code" -ne 77 ] && [ -f "$story/relay.log" ]; then
    tail -20 "$story/relay.log" >&2
  fi
  rm -rf "$story"
}
trap finish_flow EXIT
trap 'exit 130' INT TERM

# light_work FILE...: each under the same passphrase again, by a scrypt of little
# work.  A flow opens the vault for each of its commands, and nine tenths of what
# that costs are this; where $full_work is set it stays what the desk makes.
light_work() {
  for file in "$@"; do
    with_passphrase "$valise_age" decrypt <"$file" |
      with_passphrase "$valise_age" encrypt --log-n 8 -o "$file.light"
    mv "$file.light" "$file"
  done
}
keys_made() {
  [ -n "${full_work:-}" ] || light_work "$story/vault/share-1.age"
}

# kept NAME FOLDER FUNCTION: what FUNCTION makes in a folder, into FOLDER.  It is
# made once a build, by whichever flow wants it first, for a key under a passphrase
# costs seconds; where $full_work is set each flow makes its own.
kept() {
  if [ -n "${full_work:-}" ]; then
    "$3" "$2"
    return
  fi
  # Another program makes another.
  keeper=$bin/kept/$1-$(sha256sum "$valise_desk" | cut -c1-16)
  if [ ! -d "$keeper" ]; then
    mkdir -p "$bin/kept"
    making=$(mktemp -d "$bin/kept/.XXXXXX")
    "$3" "$making"
    mv -T "$making" "$keeper" 2>/dev/null || rm -rf "$making"
  fi
  cp -a "$keeper/." "$2"
}
make_own_member() {
  with_passphrase "$valise_desk" authority init --name authority.example/one \
    "$1/authority" >"$1/authority.vkey" 2>"$1/authority.said"
  [ -n "${full_work:-}" ] || light_work "$1"/authority/*.age
}
make_member() {
  kept authority "$1" make_own_member
}
# Four of one authority, for `kept members`.
make_members() { # FOLDER
  for name in one two three four; do
    with_passphrase "$valise_desk" authority init --name "authority.example/$name" \
      "$1/$name" >"$1/$name.vkey" 2>/dev/null
  done
  [ -n "${full_work:-}" ] || light_work "$1"/*/member.age
}

# Like grep -q, but reads to the end: a pipe that breaks is a failure here.
has() {
  grep "$@" >/dev/null
}

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

skip() {
  echo "skipped: $*"
  exit 77
}

# change_byte FILE OFFSET: another one than was there, whatever it was.
change_byte() {
  "$python" - "$1" "$2" <<'EOF'
import sys
path, at = sys.argv[1], int(sys.argv[2])
with open(path, "r+b") as file:
    file.seek(at)
    byte = file.read(1)
    file.seek(at)
    file.write(bytes([byte[0] ^ 1]))
EOF
}

# one_wrong: a reply code with another last digit.  Of one with all digits changed
# one in 97 is a code again.
one_wrong() {
  sed 's/[0-8]$/9/; t; s/9$/0/'
}

# refuses TEXT COMMAND...: the command must fail and say TEXT.
refuses() {
  wanted=$1
  shift
  if "$@" >"$story/said" 2>&1; then
    cat "$story/said" >&2
    fail "it was not refused: $*"
  fi
  grep -qF -- "$wanted" "$story/said" || {
    cat "$story/said" >&2
    fail "it did not say: $wanted"
  }
  printf '%-44s %s\n' "$wanted" "$(grep -F -- "$wanted" "$story/said" | head -1 |
    cut -c1-150)"
}

# partly COMMAND...: it must end with 3: done in part, and the rest is named.
partly() {
  part=0
  "$@" || part=$?
  [ "$part" = 3 ] || fail "status $part, and not 3: $*"
}

# peak FILE COMMAND...: runs it and writes its peak memory in KiB to FILE.
peak() {
  "$python" "$source_dir/tests/tools/peak.py" "$@"
}

# relay_peak: the relay's peak so far, in KiB.
relay_peak() {
  awk '/^VmHWM/ { print $2 }' "/proc/$relay_pid/status"
}

sanitized() {
  nm -D "$valise" 2>/dev/null | has __asan_init
}

# by_days: before make_story.  All programs of the flow share a clock, so that a
# publication ends when the flow says so and holds what it put there.
by_days() {
  publication_seconds=86400
  echo 0 >"$story/clock"
  export CLOCK_FILE=$story/clock LD_PRELOAD=$bin/tests/tools/libclock.so
}
# next_day: on to the next publication, and until the one that ended is there.
next_day() {
  echo $(($(cat "$story/clock") + 86400)) >"$story/clock.new"
  mv "$story/clock.new" "$story/clock"
  until curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/log/checkpoint/$(
    date -u -d yesterday +%F)" >/dev/null; do sleep 0.05; done
}
# log_size: leaves of the newest checkpoint, or nothing.
log_size() {
  curl -sf "http://127.0.0.1:$port/v1/intakes/$intake/log/checkpoint" |
    sed -n 2p || true
}

# any_envelope FILE BYTES: an age file to the desk's key, without a report.
any_envelope() {
  recipient=$(sed -n 's/.*"recipient": "\(age1pq1[^"]*\)".*/\1/;T;p;q' \
    "$story/vault/intake.json")
  head -c "$2" /dev/urandom | "$bin/tests/tools/valise-age" encrypt \
    -r "$recipient" >"$1"
}

# The number in a column of the intake's line of status.
count() {
  status | awk -v c="$1" '$1 == "'"$intake"'" { print $c }'
}

# debian_package NAME: unpacked once below the build folder, not installed, so
# that no service starts; says where it lies.
debian_package() {
  mkdir -p "$bin/debian"
  (
    flock 8
    [ -e "$bin/debian/$1" ] || {
      fetched=$(mktemp -d)
      chmod 755 "$fetched"
      cd "$fetched"
      apt-get download -qq "$1" || { apt-get update -qq && apt-get download -qq "$1"; }
      dpkg-deb -x ./*.deb "$fetched/unpacked"
      mv "$fetched/unpacked" "$bin/debian/$1"
      rm -rf "$fetched"
    } >&2
  ) 8>"$bin/debian/lock"
  printf '%s\n' "$bin/debian/$1"
}
