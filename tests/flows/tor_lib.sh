# Sourced by the flows that go through Tor, before anything else and in place of
# lib.sh, which it sources: a private tor network on loopback, with the story's
# relay behind an onion service.  Leaves $socks, $onion, $net, and start_tor and
# stop_tor for the tors `service` and `client`.
command -v tor >/dev/null || {
  echo "skipped: tor is not installed"
  exit 77
}
# In a network that has nothing but a loopback of its own, where that may be
# made: what is planted below to leak then leaks nowhere.
if [ -z "${VALISE_TOR_ALONE:-}" ] && unshare -n true 2>/dev/null; then
  VALISE_TOR_ALONE=1 exec unshare -n bash "$0"
fi
# Five authorities that vote for the first time may miss each other, and then
# agree on nothing for minutes: the network, not what is tested, is made once more.
if [ -z "${VALISE_TOR_TRY:-}" ]; then
  code=0
  VALISE_TOR_TRY=1 bash "$0" || code=$?
  [ "$code" -eq 75 ] || exit "$code"
  echo "the test network found no consensus; once more"
  VALISE_TOR_TRY=2 exec bash "$0"
fi
. "$(dirname "$0")/lib.sh"
[ -z "${VALISE_TOR_ALONE:-}" ] || "$python" - <<'EOF'
import fcntl
import socket
import struct

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
fcntl.ioctl(socket.socket(), SIOCSIFFLAGS,
            struct.pack("16sH14x", b"lo", IFF_UP))
EOF

net=$story/net
mkdir "$net"
: >"$net/defaults"
declare -A tor_pid=()

# Waits for them too, so that none writes into a folder that is being removed.
end_tors() {
  code=$?
  set +e
  # Not asked: one that is about to vote may take its time.
  [ "${#tor_pid[@]}" -eq 0 ] || kill -KILL "${tor_pid[@]}"
  [ "${#tor_pid[@]}" -eq 0 ] || wait "${tor_pid[@]}"
  if [ "$code" -ne 0 ]; then
    tail -n 8 "$net"/*/log >&2
  fi
  return "$code"
}
trap 'end_tors; finish_flow' EXIT

# within SECONDS WHAT COMMAND...: asks again and again until it is so.
within() {
  deadline=$((SECONDS + 5 * $1)) # on a busy machine
  what=$2
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not in time: $what"
    sleep 0.1 # between two questions
  done
  echo "after $SECONDS s: $what"
}

# --- the network: five relays, the relay's tor, the defender's tor ---

# configure_tor NAME: its own lines come from standard input.
configure_tor() {
  (umask 077 && mkdir -p "$net/$1")
  {
    cat <<EOF
Nickname $1
DataDirectory $net/$1
Address 127.0.0.1
TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
ShutdownWaitLength 0
Log notice stdout
__OwningControllerProcess $$
EOF
    cat
    cat "$net/authorities"
  } >"$net/$1/torrc"
}

# start_tor NAME
start_tor() {
  : >"$net/$1/log"
  tor --defaults-torrc "$net/defaults" -f "$net/$1/torrc" \
    >>"$net/$1/log" 2>&1 &
  tor_pid[$1]=$!
}

# stop_tor NAME
stop_tor() {
  kill "${tor_pid[$1]}"
  wait "${tor_pid[$1]}" || true
  unset "tor_pid[$1]"
}

# is_bootstrapped NAME
is_bootstrapped() {
  kill -0 "${tor_pid[$1]}" || fail "tor $1 has ended"
  has 'Bootstrapped 100%' "$net/$1/log"
}

# make_authority NAME: its keys, and its line for all the others.
make_authority() {
  (umask 077 && mkdir -p "$net/$1/keys")
  (
    cd "$net/$1/keys" || exit
    echo words | tor-gencert --create-identity-key -m 12 --passphrase-fd 0 \
      -a "127.0.0.1:${dir_port[$1]}" -i authority_identity_key \
      -s authority_signing_key -c authority_certificate
  ) >"$net/$1/log" 2>&1
  identity=$(tor --defaults-torrc "$net/defaults" -f "$net/defaults" --quiet \
    --DataDirectory "$net/$1" --Nickname "$1" --SocksPort 0 \
    --ORPort "127.0.0.1:${or_port[$1]}" --list-fingerprint | sed 's/^[^ ]* //')
  v3ident=$(awk '/^fingerprint / { print $2 }' \
    "$net/$1/keys/authority_certificate")
  echo "DirAuthority $1 orport=${or_port[$1]} no-v2 v3ident=$v3ident" \
    "127.0.0.1:${dir_port[$1]} $identity" >"$net/$1/line"
}

# They vote at the sixth second of ten, and should know each other by then, or
# it takes a second vote.
time_to_start() {
  [ $((10#$(date +%s) % 10)) -le 2 ]
}

# All five are what an onion service needs of its relays.
consensus_is_there() {
  [ "$(curl -sf \
    "http://127.0.0.1:${dir_port[a1]}/tor/status-vote/current/consensus" |
    grep -c '^s .*HSDir.* Running')" = 5 ]
}

descriptor_is_there() {
  has 'hidden service descriptor: finished with status 200' "$net/service/info"
}

relay_answers() {
  curl -sf --max-time 20 --socks5-hostname "127.0.0.1:$socks" \
    "$relay_url/v1/relay" -o "$story/terms"
}

tor --version | head -1
declare -A or_port dir_port
for name in a1 a2 a3 a4 a5; do
  or_port[$name]=$(free_port)
  dir_port[$name]=$(free_port)
done
socks=${socks:-$(free_port)}
port=$(free_port)
# All five are authorities, which have what clients ask for once they agree;
# other relays may take most of a minute to fetch it.
making=
for name in a1 a2 a3 a4 a5; do
  make_authority "$name" &
  making="$making $!"
done
for pid in $making; do wait "$pid"; done
cat "$net"/a?/line >"$net/authorities"
for name in a1 a2 a3 a4 a5; do
  configure_tor "$name" <<EOF
SocksPort 0
ORPort 127.0.0.1:${or_port[$name]}
DirPort 127.0.0.1:${dir_port[$name]}
ExitRelay 0
ContactInfo nobody@authority.example
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
V3AuthVotingInterval 20
V3AuthVoteDelay 2
V3AuthDistDelay 2
TestingV3AuthInitialVotingInterval 10
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
MinUptimeHidServDirectoryV2 0
EOF
done
within 15 "the time to start" time_to_start
for name in a1 a2 a3 a4 a5; do
  start_tor "$name"
done

# The relay's tor, with the lines of docs/OPERATING.md, and the defender's.
defence=
if tor --list-modules | has '^pow: yes'; then
  defence='HiddenServicePoWDefensesEnabled 1
HiddenServicePoWQueueRate 50
HiddenServicePoWQueueBurst 200'
fi
configure_tor service <<EOF
SocksPort 0
HiddenServiceDir $net/service/onion
HiddenServicePort 80 127.0.0.1:$port
$defence
Log [rend,dir]info file $net/service/info
EOF
configure_tor client <<EOF
SocksPort 127.0.0.1:$socks
EOF
if [ "$VALISE_TOR_TRY" = 1 ]; then
  (within 60 "a consensus of five relays" consensus_is_there) || exit 75
fi
within 90 "a consensus of five relays" consensus_is_there
start_tor service
start_tor client
within 60 "the relay's tor" is_bootstrapped service
within 60 "the defender's tor" is_bootstrapped client
onion=$(cat "$net/service/onion/hostname")
relay_url_override=http://$onion
make_story
within 60 "the onion service's descriptor" descriptor_is_there
within 60 "the relay behind it" relay_answers
if [ -z "$defence" ]; then
  echo "This tor knows no proof of work."
else
  has 'Initializing pow_params in descriptor' "$net/service/info" ||
    fail "the proof-of-work defence is on"
  echo "The proof-of-work defence is on."
fi
