#!/usr/bin/env bash
# Goal: a whole sitting at the screens, with every call that has to do with files
# and nets written down: it opens nothing for writing but what was asked for,
# and speaks to nothing but the relay.  The check itself is shown to see both.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
command -v strace >/dev/null || skip "strace is not installed"
make_story
mkdir "$story/stick"

# %file: every call with a path.  What is opened without one is named as well.
traced="strace -f -y -s 300 -e trace=%file,%network,openat,creat,memfd_create,\
ftruncate,fchmod,io_uring_setup,execve,execveat,memfd_secret,open_by_handle_at"

# trace_next: the next sitting's calls go to $calls.
trace_next() {
  calls=$story/calls$((sitting + 1))
  wrapper="ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 $traced -o '$calls'"
}

# outside [WRITTEN...]: a line for each thing that the sitting did and that
# nobody asked for.  What it may write: those files, in the story's folder.
# Calls that fail count, too.
#   FILE: opens for writing, makes, renames, removes; LOST: did not write that
#   NET: speaks to another address; RUN: runs another program
outside() {
  "$python" - "$calls" "$story" "$port" "$@" <<'PYTHON'
import os
import re
import sys

calls, story, port = sys.argv[1:4]
wanted = {os.path.join(story, name) for name in sys.argv[4:]}
relay = 'sin_port=htons(%s), sin_addr=inet_addr("127.0.0.1")' % port
terminal = re.compile(r'^/dev/(tty|null|pts/\d+)$')
changes = re.compile(r"^(creat|mkdir|mknod|rename|link|symlink|unlink|rmdir|"
                     r"truncate|chmod|chown|lchown|fchmodat|fchownat|utime|"
                     r"setxattr|lsetxattr|mount|umount)")
flags = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)")
to_address = ("connect", "sendto", "sendmsg", "sendmmsg", "bind")
written, seen = set(), 0
tmpfile = re.compile(r"/proc/self/fd/\d+$")


def full(path):
    return os.path.normpath(os.path.join(story, path))


for line in open(calls, errors="replace"):
    call = re.sub(r"^\d+ +", "", line.strip())
    if call.startswith("???("):  # ended within a call, which is not known
        continue
    if not re.match(r"\w+\(", call):
        if "unfinished" in call or "resumed" in call or call[:3] in (
                "+++", "---"):
            continue
        print("LINE", call[:120])
        continue
    seen += 1
    name = call.split("(")[0]
    paths = re.findall(r'"((?:[^"\\]|\\.)*)"', call)
    if name in ("open", "openat", "openat2"):
        if not flags.search(call) or terminal.match(paths[0]):
            continue
        # A nameless file where one of those will be.
        if "O_TMPFILE" in call and any(
                os.path.dirname(file) == full(paths[0]) for file in wanted):
            continue
        print("FILE", call[:160])
    elif name == "linkat" and tmpfile.match(paths[0]) and (
            full(paths[1]) in wanted):
        written.add(full(paths[1]))
    elif changes.match(name) or name == "open_by_handle_at":
        print("FILE", call[:160])
    elif name in ("ftruncate", "fchmod"):
        # memfd: memory; #: nameless, or of a folder that is written to.
        if not re.search(r"\(\d+<(/memfd:|.*/#\d+)", call):
            print("FILE", call[:160])
    elif name in ("execve", "execveat"):
        if seen > 1:
            print("RUN", call[:160])
    elif name.startswith("io_uring"):
        print("NET", call[:160])
    elif name in to_address and "sa_family=" in call:
        if not (name == "connect" and relay in call):
            print("NET", call[:160])
    elif name in ("listen", "accept", "accept4"):
        print("NET", call[:160])
for file in sorted(wanted - written):
    print("LOST", file)
if seen < 20:
    print("LINE nothing was traced")
PYTHON
}

# only [WRITTEN...]: the sitting did nothing else.
only() {
  outside "$@" >"$story/outside"
  [ ! -s "$story/outside" ] || {
    cat "$story/outside" >&2
    fail "sitting $sitting: nobody asked for that"
  }
  printf 'sitting %s: %s calls; written: %s; connections: %s\n' \
    "$sitting" "$(wc -l <"$calls")" "${*:-nothing}" \
    "$(grep -c 'connect(.*AF_INET' "$calls" || true)"
}

# sees KIND COMMAND...: what the command does is seen by the check.
sees() {
  kind=$1
  shift
  calls=$story/planted.calls
  # shellcheck disable=SC2086
  (cd "$story" && ! $traced -o "$calls" "$@" >/dev/null 2>&1) || true
  outside >"$story/outside"
  has "^$kind " "$story/outside" || {
    cat "$calls" >&2
    fail "the check does not see: $*"
  }
  printf 'planted: %-4s %s\n' "$kind" "$(grep "^$kind " "$story/outside" |
    tail -1 | cut -d" " -f2- | cut -c1-90)"
}

sees FILE touch planted
sees FILE mv planted planted.moved
sees FILE rm planted.moved
sees FILE "$python" -c 'open("seal.tmp", "w")'
sees RUN sh -c 'ls; true'
sees NET curl -sS --max-time 2 http://name.example/
sees NET curl -sS --max-time 2 "http://127.0.0.1:1/"

terminal 80 24
marker='a-marker-nobody-else-writes'

echo "--- nothing is asked for: sent, and gone"
trace_next
start "$(word ask_language)" -d directory.note -t "$intake" --direct
step "$(word ask_start)" 1
go_to_narrative
text "An invented account, $marker."
go_to_steps
go_to_ways
step "$(word progress_reference)" 1
step "$(word label_wiped)" 1
quick_exit
only
[ "$(count 3)" = 1 ] || fail "it was sent"
grep -c memfd_create "$calls" | sed 's/$/ memory file(s), of the envelope/'
! grep -rlF "$marker" "$story" --exclude='calls*' || fail "it is in a file"

echo "--- the sealed file on a stick, and the receipt"
trace_next
start "$(word ask_language)" -d directory.note -t "$intake" --direct
step "$(word ask_start)" 1
go_to_narrative
text "An invented account, $marker."
go_to_steps
go_to_ways
step "$(word ask_export)" 2
text "stick/bag"
step "$(word label_written)" Enter
step "$(word progress_reference)" 1
step "$(word ask_receipt)" 2
text "receipt"
step "$(word label_written)" Enter
step "$(word label_wiped)" 1
quick_exit
only stick/bag receipt
[ "$(count 3)" = 2 ] || fail "it was sent"
verify_receipt "$story/receipt" "$story/stick/bag"
! grep -rlF "$marker" "$story" --exclude='calls*' || fail "it is in a file"
echo "--- a draft"
trace_next
start "$(word ask_language)" -d directory.note -t "$intake" --direct
step "$(word ask_start)" 1
go_to_narrative
text "An invented account, $marker."
save_draft stick/draft
quick_exit
only stick/draft
! grep -rlF "$marker" "$story" --exclude='calls*' || fail "it is in a file"
echo "passed"
