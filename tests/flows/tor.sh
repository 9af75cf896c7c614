#!/usr/bin/env bash
# Goal: all of it through Tor, on a private tor network on loopback with the
# relay behind an onion service: sent, proven, collected, delivered, answered,
# settled.  Meanwhile no name is looked up and no address called outside SOCKS,
# by a check that is shown to see both.  Where tor has stopped, the error names
# it and nothing is lost; where it stops in the middle, the upload goes on.
# Needs no network, and takes about a minute.
. "$(dirname "$0")/tor_lib.sh"

# --- what goes past SOCKS ---

# traced NAME COMMAND...: all its calls that have to do with nets and files.
traced() {
  calls=$story/$1.calls
  shift
  ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace -f -s 400 -o "$calls" \
    -e trace=%network,%file,io_uring_setup "$@"
}

# outside NAME: a line for each thing that it did outside of SOCKS.
#   NAME: it looks up a name, or could; CALL: it speaks to another address.
# Calls that fail count.  A socket that nothing is done with does not: libcurl
# makes one to see whether there is IPv6.
outside() {
  "$python" - "$story/$1.calls" "$socks" <<'EOF'
import re
import sys

allowed = ('sin_port=htons(%s), sin_addr=inet_addr("127.0.0.1")' % sys.argv[2])
lookup = re.compile(r"/(resolv|nsswitch|host|gai)\.conf|/etc/hosts|/nscd"
                    r"|/systemd/resolve|/libnss_|/avahi|/etc/services")
calls = open(sys.argv[1], errors="replace").read().splitlines()
for line in calls:
    call = re.sub(r"^\d+ +", "", line)
    name = call.split("(")[0]
    if lookup.search(call):
        print("NAME", call[:120])
    elif "sa_family=" in call and name in (
            "connect", "sendto", "sendmsg", "sendmmsg", "bind"):
        if "AF_NETLINK" in call:  # getaddrinfo: which addresses are there?
            print("NAME", call[:120])
        elif "htons(53)" in call:
            print("NAME", call[:120])
        elif not (name == "connect" and allowed in call):
            print("CALL", call[:120])
    elif name.startswith("io_uring"):
        print("CALL", call[:120])
if not any(re.match(r"\d+ +\w+\(", line) for line in calls):
    print("CALL nothing was traced")
EOF
}

# sees_outside NAME KIND: the check's own check.
sees_outside() {
  outside "$1" >"$story/outside"
  has "^$2 " "$story/outside" || {
    cat "$story/$1.calls" >&2
    fail "the check does not see what $1 does"
  }
  printf 'planted: %-22s %s\n' "$1" \
    "$(grep "^$2 " "$story/outside" | tail -1 | cut -c1-100)"
}

# stays_inside NAME: and the onion name goes to tor, behind a user name and
# password that no other run has, so that tor gives each run other circuits.
stays_inside() {
  outside "$1" >"$story/outside"
  [ ! -s "$story/outside" ] || {
    cat "$story/outside" >&2
    fail "$1 goes past SOCKS"
  }
  printf '%-9s' "$1"
  "$python" - "$story/$1.calls" "$onion" "$story/passwords" <<'EOF'
import re
import sys

calls, onion = open(sys.argv[1], errors="replace").read(), sys.argv[2]
connects = len(re.findall(r"\bconnect\(\d+, \{sa_family=AF_INET,", calls))
# Version 5, connect, a name (3) of 62 bytes.
requests = re.findall(r'"\\5\\1\\0\\?(.)(.[^"]*)\\0P"', calls)
passwords = re.findall(r'"\\1\\6valise ([0-9a-f]{32})"', calls)
assert connects > 0 and len(requests) == connects, (connects, requests)
assert all(r == ("3", ">" + onion) for r in requests), requests
assert len(passwords) == connects and len(set(passwords)) == 1, passwords
seen = open(sys.argv[3], "a+")
seen.seek(0)
assert passwords[0] not in seen.read().split(), "an old password"
print(passwords[0], file=seen)
print("%d connection(s), all to SOCKS, all for the onion name" % connects)
EOF
}

# What must be seen: names that are looked up here, addresses that are called.
# --socks5 looks up here, --socks5-hostname behind SOCKS.
! traced curl curl -sS --max-time 5 http://name.example/ 2>/dev/null
sees_outside curl NAME
! traced curl-socks5 curl -sS --max-time 5 --socks5 "127.0.0.1:$socks" \
  "$relay_url" 2>/dev/null
sees_outside curl-socks5 NAME
traced curl-address curl -sS --max-time 5 "http://127.0.0.1:$port/v1/relay" \
  >/dev/null
sees_outside curl-address CALL


# through_tor COMMAND...
through_tor() {
  command=$1
  shift
  "${trace[@]}" "$valise" "$command" -d "$story/directory.note" \
    --fingerprint "$fingerprint" -t "$intake" --socks "127.0.0.1:$socks" "$@"
}
courier_through_tor() {
  "${trace[@]}" "$valise_courier" "$1" -c "$story/courier.ini" "$story/stick"
}
trace=()
sed -i "s/^way = .*/way = socks\nsocks = 127.0.0.1:$socks/" \
  "$story/courier.ini"

# The client itself, told to go directly to a host with a name.
relay_url_override=https://relay.example
describe 2
sign_directory "$story/named.note"
relay_url_override=http://$onion
relay_url=$relay_url_override
write_report "$story/report.json" "An invented account, through Tor."
seal -r "$story/report.json" -o "$story/e.age" --code-fd 3 3>"$story/code"
sha256sum "$story/e.age" >"$story/e.sum"
! traced valise-direct "$valise" send -d "$story/named.note" \
  --fingerprint "$fingerprint" -t "$intake" --direct "$story/e.age" \
  2>"$story/said" || fail "relay.example is there"
sees_outside valise-direct NAME
refuses "which --direct can't reach" send "$story/e.age"

# --- a stopped tor ---

mkdir "$story/receipts" "$story/stick"
stop_tor client
stopped="nothing answers at 127.0.0.1:$socks: is Tor running?"
refuses "$stopped" through_tor send --receipt "$story/receipts" "$story/e.age"
grep -q 'envelope is untouched; send it again later' "$story/said" ||
  fail "what is safe"
refuses "$stopped" through_tor check --code-fd 3 3<"$story/code"
refuses "$stopped" courier_through_tor collect
sha256sum --quiet -c "$story/e.sum" || fail "the envelope is as it was"
[ -z "$(ls "$story/receipts")" ] || fail "no receipt of nothing"
[ "$(count 7)" = 0 ] || fail "nothing came"
start_tor client
within 60 "the defender's tor again" is_bootstrapped client
within 60 "the relay behind it" relay_answers

# --- the whole way ---

trace=(traced send)
through_tor send --receipt "$story/receipts" "$story/e.age"
stays_inside send
promise=$(ls "$story"/receipts/*)
verify_receipt "$promise" "$story/e.age"
[ "$(count 3)" = 1 ] || fail "stored"

published() {
  [ "$(logged)" = 1 ]
}
within 60 "the entry published" published
traced complete "$valise" receipt complete -d "$story/directory.note" \
  --fingerprint "$fingerprint" --socks "127.0.0.1:$socks" \
  -o "$story/proof" "$promise" "$story/e.age"
stays_inside complete
verify_receipt "$story/proof" "$story/e.age"

trace=(traced collect)
courier_through_tor collect
stays_inside collect
[ "$(count 4)" = 1 ] || fail "taken"
desk import "$story/stick" | has 'Listed 1: 1 new and opened'
desk show 1 | has 'narrative: An invented account, through Tor.'
printf 'An answer,\nthrough Tor.\n' | desk reply 1
desk export "$story/stick" | has 'Bulletin 1: 1 acknowledged, 1 messages'
trace=(traced deliver)
courier_through_tor deliver
stays_inside deliver
is_erased() {
  [ "$(count 6)" = 1 ]
}
within 60 "settled, and erased after its grace" is_erased
[ "$(count 8)" = 0 ] || fail "the bytes are gone"

trace=(traced check)
through_tor check --code-fd 3 3<"$story/code" >"$story/answers"
stays_inside check
has ' through Tor.$' "$story/answers" || fail "the answer came"
has 'Opened at the desk in week' "$story/answers"
verify_receipt "$story/proof" "$story/e.age"

# --- tor stops in the middle of a slow upload ---

any_envelope "$story/slow.age" 120000
trace=()
through_tor send --paced=1 "$story/slow.age" >"$story/slow.said" 2>&1 &
slow=$!
is_receiving() {
  [ "$(count 2)" = 1 ]
}
within 60 "an upload under way" is_receiving
stop_tor client
within 60 "the sender waits for tor" \
  has 'is Tor running?.*trying again' "$story/slow.said"
[ "$(count 2)" = 1 ] || fail "it is half there"
start_tor client
wait "$slow" || {
  cat "$story/slow.said" >&2
  fail "the upload did not go on"
}
has '^Accepted by' "$story/slow.said"
[ "$(count 3)" = 1 ] || fail "stored"
echo "after $SECONDS s: passed"
