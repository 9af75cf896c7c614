# Sourced by tests/demo.sh and by the flow tests: makes a throw-away authority,
# desk, relay and courier under $story, as docs/FIRST-USE.md tells it.
#
# Wants: $bin (folder of the programs' build), $story (an empty folder).

valise=$bin/client/valise
valise_relay=$bin/relay/valise-relay
valise_courier=$bin/client/valise-courier
valise_desk=$bin/client/valise-desk
valise_age=$bin/tests/tools/valise-age

# Meson's own interpreter in a test, Debian's elsewhere, found once; or one whose
# starts are dear (tests/tools/slow_start).
python=${VALISE_STARTS:-${VALISE_PYTHON:-/usr/bin/python3}}

intake=reprisals
relay_name=relay.example
passphrase='six words that chance chose here'

# Runs a command that asks for the passphrase.
with_passphrase() {
  "$@" --passphrase-fd 9 9<<EOF
$passphrase
EOF
}

# For a program that listens there later, and for as long as this story runs.
free_port() {
  "$python" "$source_dir/tests/tools/free_port.py" "$bin/ports" $$
}

# make_member FOLDER: its only member, in FOLDER/authority.
make_member() {
  with_passphrase "$valise_desk" authority init --name authority.example/one \
    "$1/authority" >"$1/authority.vkey" 2>"$1/authority.said"
}

make_keys() {
  make_member "$story"
  with_passphrase "$valise_desk" init --vault "$story/vault" \
    --intake "$intake" --epochs "${epochs:-2}" >/dev/null
  "$valise_relay" init --spool "$story/spool" --name "$relay_name" \
    --intake "$intake" >"$story/relay.json"
  "$valise_courier" init --id courier.example/one "$story/courier.seed" \
    >"$story/courier.json"
  # What who sources this does with new keys.
  if declare -F keys_made >/dev/null; then keys_made; fi
}

# json_body FILE: an object's members, without its braces, to put into another.
json_body() {
  sed -e '1d' -e '$d' "$1"
}

# describe VERSION [EXTRA]: the description of the directory, and the file.
# $relay_url_override is the relay's address where it is not this machine's.
describe() {
  relay_url=${relay_url_override:-http://127.0.0.1:$port}
  cat >"$story/description.json" <<EOF
{
  "name": "directory.example",
  "version": $1,
  ${2:-}
  "authority": {"threshold": 1, "keys": ["$(cat "$story/authority.vkey")"]},
  "intakes": [{
$(json_body "$story/vault/intake.json"),
    "names": {"en": "Reprisals (demonstration)", "fr": "Représailles",
      "es": "Represalias", "ar": "أعمال انتقامية", "ru": "Репрессалии",
      "zh": "报复行为"},
    "mechanisms": ["ASG"],
    "relays": [{
$(json_body "$story/relay.json"),
      "url": "$relay_url",
      "period_seconds": ${publication_seconds:-1},
      "from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"
    }]
  }],
  "couriers": [{
$(json_body "$story/courier.json"),
    "intakes": ["$intake"],
    "from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"
  }]
}
EOF
}

# persons_of DIRECTORY: the file of its persons' note, X.note to X.persons.
persons_of() {
  printf '%s\n' "${1%.note}.persons"
}

# sign_directory OUT: and the persons' note beside it.
sign_directory() {
  rm -f "$story/proposal" "$story/proposal.persons" "$1" "$(persons_of "$1")"
  # A story's authority may be one that forks, or goes back.
  rm -f "$story/authority/signed"
  "$valise_desk" authority propose "$story/description.json" \
    -o "$story/proposal" --persons "$story/proposal.persons"
  with_passphrase "$valise_desk" authority sign --key "$story/authority" \
    "$story/proposal" -o "$1" 2>/dev/null
  with_passphrase "$valise_desk" authority sign --key "$story/authority" \
    "$story/proposal.persons" -o "$(persons_of "$1")" 2>/dev/null
  fingerprint=$("$valise_desk" authority show "$1" |
    sed -n 's/^fingerprint *//p')
}

# make_directory FILE VERSION [EXTRA]: signed, and nobody has it yet.
make_directory() {
  describe "$2" "${3:-}"
  sign_directory "$1"
}

# publish FILE: the relay serves it from now on.
publish() {
  cp "$1" "$story/directory.note"
  cp "$(persons_of "$1")" "$story/directory.persons"
  kill -HUP "$relay_pid"
  until curl -sf "http://127.0.0.1:$port/v1/directory" | cmp -s - "$1"; do
    kill -0 "$relay_pid" || fail "the relay ended"
    ! has '^valise-relay: not reloaded' "$story/relay.log" || fail "not reloaded"
    sleep 0.02 # between two questions
  done
}

configure() {
  cat >"$story/relay.ini" <<EOF
[relay]
name = $relay_name
address = 127.0.0.1
port = $port
spool = $story/spool
directory = $story/directory.note
persons = $story/directory.persons
fingerprint = $fingerprint
publication_seconds = ${publication_seconds:-1}
grace_seconds = ${grace_seconds:-1}
work_bits = ${work_bits:-12}
segment_bytes = ${segment_bytes:-8388608}
${relay_options:-}
EOF
  cat >"$story/courier.ini" <<EOF
[courier]
id = courier.example/one
seed = $story/courier.seed
intake = $intake
directory = $story/directory.note
persons = $story/directory.persons
fingerprint = $fingerprint
state = $story/courier.state
way = direct
EOF
}

# Waits until the relay answers, or has ended.
start_relay() {
  # shellcheck disable=SC2086
  ${relay_wrapper:-} "$valise_relay" serve -c "$story/relay.ini" \
    >>"$story/relay.log" 2>&1 &
  relay_pid=$!
  until curl -sf "http://127.0.0.1:$port/v1/relay" >/dev/null; do
    if ! kill -0 "$relay_pid" 2>/dev/null; then
      cat "$story/relay.log" >&2
      return 1
    fi
    sleep 0.05 # between two questions; nothing is assumed after it
  done
}

stop_relay() {
  [ -n "${relay_pid:-}" ] || return 0
  kill "${1:--TERM}" "$relay_pid" 2>/dev/null || true
  wait "$relay_pid" 2>/dev/null || true
  relay_pid=
}

# adopt DIRECTORY [OPTION...]: with the persons' note beside it.
adopt() {
  directory=$1
  shift
  with_passphrase "$valise_desk" directory adopt --vault "$story/vault" \
    --fingerprint "$fingerprint" --persons "$(persons_of "$directory")" \
    "$directory" "$@"
}

# All of it, up to a relay that serves.
make_story() {
  port=${port:-$(free_port)}
  make_keys
  describe 1
  sign_directory "$story/directory.note"
  configure
  adopt "$story/directory.note" >/dev/null 2>&1
  start_relay
}

seal() {
  "$valise" seal -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" "$@"
}
send() {
  "$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" --direct "$@"
}
verify_receipt() {
  "$valise" receipt verify -d "$story/directory.note" \
    --fingerprint "$fingerprint" "$@"
}
check() {
  "$valise" check -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" --direct "$@"
}
desk() {
  command=$1
  shift
  # A wide terminal, so that a row of a list is one row.
  COLUMNS=${desk_columns:-200} with_passphrase "$valise_desk" "$command" \
    --vault "$story/vault" "$@"
}

# desk_source show|extract ID ...: who told a case.
desk_source() {
  what=$1
  shift
  COLUMNS=200 with_passphrase "$valise_desk" source "$what" \
    --vault "$story/vault" --reason "it is asked by a test" "$@"
}
courier() {
  command=$1
  shift
  "$valise_courier" "$command" -c "$story/courier.ini" "$@"
}
status() {
  "$valise_relay" status -c "$story/relay.ini"
}

# relay_folder [RELAY]: what a stick has of it (docs/MEDIUM.md 1).
relay_folder() {
  printf 'in/relay-%s\n' \
    "$(printf %s "${1:-$relay_name}" | sha256sum | cut -c 1-16)"
}

# write_report FILE [NARRATIVE]
write_report() {
  cat >"$1" <<EOF
{
  "kind": "new",
  "text_language": "eng",
  "narrative": "${2:-An invented account, for a test.}",
  "state_concerned": ["unknown"],
  "why_linked": "unsure",
  "consent": [{"person": "self", "C0": "yes", "C8": "yes"}]
}
EOF
}

# logged [SPOOL]: entries of envelopes in the log, without padding and markers.
logged() {
  "$python" "$source_dir/tests/tools/logged.py" "${1:-$story/spool}"
}
# until_logged COUNT: they are there, and what was published can be asked for.
until_logged() {
  until [ "$(logged)" -ge "$1" ]; do sleep 0.1; done
}
# set_period SECONDS: in the configuration and in the next directory, which say
# the same or the relay does not start.
set_period() {
  publication_seconds=$1
  directory_version=$((${directory_version:-1} + 1))
  sed -i "s/^publication_seconds = .*/publication_seconds = $1/" \
    "$story/relay.ini"
  describe "$directory_version" "${directory_extra:-}"
  sign_directory "$story/directory.note"
}
