#!/usr/bin/env bash
# Goal: in a chain of three relays, whichever of them fails and however, each
# envelope arrives once, and none is erased before the desk has signed for it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
work_bits=8

# --- three relays: near -> middle -> far; the courier comes to the far one
names=(near middle far)
declare -A ports pids fronts
for name in "${names[@]}"; do
  ports[$name]=$(free_port)
  fronts[$name]=${ports[$name]} # where the directory says that it is
done
for name in middle far; do fronts[$name]=$(free_port); done

relay_of() {
  cat <<EOF
{
$(json_body "$story/$1.json"),
  "url": "http://127.0.0.1:${fronts[$1]}", "period_seconds": ${2:-1},
  "from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"
}
EOF
}

configure_relay() { # NAME UPSTREAM [OPTION...]
  name=$1 upstream=$2
  shift 2
  {
    cat <<EOF
[relay]
name = $name.example
address = 127.0.0.1
port = ${ports[$name]}
spool = $story/spool-$name
directory = $story/directory.note
persons = $story/directory.persons
fingerprint = $fingerprint
publication_seconds = 1
grace_seconds = 1
work_bits = $work_bits
segment_bytes = 8388608
admin_socket = $story/$name.sock
EOF
    for option in "$@"; do echo "$option"; done
    [ -z "$upstream" ] || cat <<EOF
[forward $intake]
relay = $upstream.example
way = direct
delay_seconds = 1
retry_seconds = 2
notes_seconds = 1
EOF
  } >"$story/$name.ini"
}

up() {
  "$valise_relay" serve -c "$story/$1.ini" >>"$story/$1.log" 2>&1 &
  pids[$1]=$!
  until curl -sf "http://127.0.0.1:${ports[$1]}/v1/relay" >/dev/null; do
    kill -0 "${pids[$1]}" 2>/dev/null || {
      cat "$story/$1.log" >&2
      fail "$1 does not serve"
    }
    sleep 0.05
  done
}
down() { # NAME [SIGNAL]
  kill "${2:--TERM}" "${pids[$1]}"
  wait "${pids[$1]}" 2>/dev/null || true
}

# front NAME LIE: what stands where the directory says the relay is.
front() {
  stand "${fronts[$1]}" "${ports[$1]}" "$2"
}

counted() { # NAME COLUMN
  "$valise_relay" status -c "$story/$1.ini" |
    awk -v c="$2" '$1 == "'"$intake"'" { print $c; exit }'
}
forwarded() { # NAME: "waiting promised proven"
  "$valise_relay" status -c "$story/$1.ini" |
    sed -nE "s/^$intake: to .*: waiting ([0-9]+), promised ([0-9]+), in its log ([0-9]+)\$/\1 \2 \3/p"
}
# Waits until the output of a command is this, ten times as long as a quick
# machine takes at most.
until_is() { # SECONDS WANTED COMMAND...
  end=$((SECONDS + 10 * $1)) wanted=$2 # what a quick machine takes, ten times
  shift 2
  until [ "$("$@")" = "$wanted" ]; do
    [ $SECONDS -lt $end ] || {
      "$@"
      tail -n 5 "$story"/*.log >&2
      fail "it did not become $wanted: $*"
    }
    sleep 0.1
  done
}

with_passphrase "$valise_desk" authority init --name authority.example/one \
  "$story/authority" >"$story/authority.vkey" 2>/dev/null
with_passphrase "$valise_desk" init --vault "$story/vault" \
  --intake "$intake" --epochs 2 >/dev/null
keys_made
"$valise_courier" init --id courier.example/one "$story/courier.seed" \
  >"$story/courier.json"
for name in "${names[@]}"; do
  "$valise_relay" init --spool "$story/spool-$name" --name "$name.example" \
    --intake "$intake" >"$story/$name.json"
done
describe_all() { # VERSION SECONDS: the far relay publishes so often
  cat >"$story/description.json" <<EOF
{
  "name": "directory.example", "version": $1,
  "authority": {"threshold": 1, "keys": ["$(cat "$story/authority.vkey")"]},
  "intakes": [{
$(json_body "$story/vault/intake.json"),
    "names": {"en": "Reprisals (demonstration)", "fr": "Représailles",
      "es": "Represalias", "ar": "أعمال انتقامية", "ru": "Репрессалии",
      "zh": "报复行为"},
    "mechanisms": ["ASG"],
    "relays": [$(relay_of near), $(relay_of middle), $(relay_of far "$2")]
  }],
  "couriers": [{
$(json_body "$story/courier.json"),
    "intakes": ["$intake"],
    "from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z"
  }]
}
EOF
}
describe_all 1 1
sign_directory "$story/directory.note"
adopt "$story/directory.note" >/dev/null 2>&1
configure_relay near middle
configure_relay middle far
configure_relay far ""
cat >"$story/courier.ini" <<EOF
[courier]
id = courier.example/one
seed = $story/courier.seed
intake = $intake
relay = far.example
directory = $story/directory.note
persons = $story/directory.persons
fingerprint = $fingerprint
state = $story/courier.state
way = direct
EOF
# A plain TCP front, so that a relay's address stays while trouble comes and goes.
plain_front() {
  stand_down "${fronts[$1]}"
  "$python" "$source_dir/tests/tools/tcp_front.py" "${fronts[$1]}" \
    "${ports[$1]}" ${2:-} &
  liars[${fronts[$1]}]=$!
}
sent=0
put() { # [SIZE]: one more envelope to the near relay
  any_envelope "$story/any.age" "${1:-30000}"
  "$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
    -t "$intake" --relay near.example --direct "$story/any.age" >/dev/null
  sent=$((sent + 1))
}
arrived() { # all of them, once, at the far end
  until_is "${1:-40}" "$sent" counted far 3
  # And the middle one knows it: what comes next must not be taken for this.
  until_is "${1:-40}" 0 eval "forwarded middle | cut -d' ' -f1"
}

refuses "no relay nowhere.example for it" env bash -c \
  "sed 's/^relay = middle.*/relay = nowhere.example/' '$story/near.ini' \
    >'$story/bad.ini'; '$valise_relay' check -c '$story/bad.ini'"
refuses "is this one itself" env bash -c \
  "sed 's/^relay = middle.*/relay = near.example/' '$story/near.ini' \
    >'$story/bad.ini'; '$valise_relay' check -c '$story/bad.ini'"
refuses "way is socks or direct" env bash -c \
  "sed 's/^way = direct/way = maybe/' '$story/near.ini' \
    >'$story/bad.ini'; '$valise_relay' check -c '$story/bad.ini'"

echo "--- all three up: a report with a reply code"
for name in "${names[@]}"; do up "$name"; done
plain_front middle
plain_front far
write_report "$story/report.json" "an invented account"
seal -r "$story/report.json" -o "$story/first.age" --code-fd 3 3>"$story/code"
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --relay near.example --direct "$story/first.age"
sent=1
arrived
until_is 20 "0 0 1" forwarded near
until_is 20 "0 0 1" forwarded middle

echo "--- the middle one is down, and the near one restarts meanwhile"
down middle
put
put
until grep -q "reprisals to middle.example: " "$story/near.log"; do sleep 0.1; done
down near
up near
up middle
arrived

echo "--- killed in the middle of a large one"
down middle
put 40000000
up middle
until ls "$story/spool-middle/uploads/"* >/dev/null 2>&1; do sleep 0.01; done
down middle -KILL
down near -KILL
up near
up middle
arrived 60

echo "--- a line that breaks again and again, without a restart"
plain_front far 300000
put 2000000
put 1000000
arrived 60
plain_front far
[ "$(counted far 2)" = 0 ] || fail "uploads were begun anew and left there"

echo "--- the far one has no room"
down far
configure_relay far "" "max_spool_bytes = 50000"
up far
put
until_is 20 1 eval "forwarded middle | cut -d' ' -f1"
until grep -q "no room" "$story/middle.log"; do sleep 0.1; done
configure_relay far ""
kill -HUP "${pids[far]}"
until grep -q "reloaded" "$story/far.log"; do sleep 0.05; done
arrived
# One that is promised only is sent again where a proof is not to be found.
until_is 20 "0 0 $sent" forwarded middle

echo "--- something else answers in its place"
stand_down "${fronts[far]}"
front far nonsense
put
until_is 20 "1 0 $((sent - 1))" forwarded middle
for _ in 1 2 3; do
  before=$(grep -c "reprisals to far.example" "$story/middle.log" || true)
  end=$((SECONDS + 200))
  until [ "$(grep -c "reprisals to far.example" "$story/middle.log")" -gt \
    "$before" ]; do
    [ $SECONDS -lt $end ] || fail "nothing was said of nonsense"
    sleep 0.1
  done
done
[ "$(forwarded middle)" = "1 0 $((sent - 1))" ] || {
  forwarded middle
  fail "nonsense was believed"
}

echo "--- it is slow"
front far slow
arrived 60

echo "--- its promises do not verify"
front far receipt
put
until grep -q "promise does not verify" "$story/middle.log"; do sleep 0.1; done
[ "$(forwarded middle | cut -d' ' -f1)" = 1 ] || fail "a false promise counted"
stand_down "${fronts[far]}"
plain_front far
arrived # stored once there, though it was promised again and again
until_is 20 "0 0 $sent" forwarded middle
until_is 20 "0 0 $sent" forwarded near

echo "--- it promised, and then lost it"
down middle # so that it has not looked yet
put
down near
mkdir "$story/before"
down far
cp -a "$story/spool-far/." "$story/before/"
up far
# The far log must not publish what it will lose: it is killed before.
cp "$story/far.ini" "$story/far.1.ini"
cp "$story/directory.note" "$story/directory.1.note"
describe_all 2 15
sign_directory "$story/directory.15.note"
sed -i "s/^publication_seconds = .*/publication_seconds = 15/
  s|^directory = .*|directory = $story/directory.15.note|
  s|^persons = .*|persons = $story/directory.15.persons|" "$story/far.ini"
down far
up far
up near
up middle
until_is 30 "0 1" eval "forwarded middle | cut -d' ' -f1,2"
down far -KILL
rm -rf "$story/spool-far"
cp -a "$story/before" "$story/spool-far"
cp "$story/far.1.ini" "$story/far.ini"
sent_far=$((sent - 1))
[ "$(counted far 3)" = "$sent_far" ] || fail "it was not lost"
up far
until grep -q "PROMISED AND DID NOT KEEP" "$story/middle.log"; do sleep 0.1; done
arrived

echo "--- another upstream: what this one has not promised waits again"
before=$(counted far 7)
sed -i 's/^relay = middle.*/relay = far.example/' "$story/near.ini"
down near
up near
until_is 60 "0 0 $sent" forwarded near
[ "$(counted far 7)" -ge $((before + sent)) ] ||
  fail "it believed another relay's promises"
[ "$(counted far 3)" = "$sent" ] || fail "they were stored twice"

echo "--- nothing was erased anywhere, and the desk's note settles all"
for name in "${names[@]}"; do
  [ "$(counted "$name" 3)" = "$sent" ] || fail "$name does not hold all"
  [ "$(counted "$name" 6)" = 0 ] || fail "$name erased one"
done
mkdir "$story/stick"
courier collect "$story/stick" >/dev/null
desk import "$story/stick" >/dev/null 2>&1
case=$(desk list 2>/dev/null | awk '/OPENED/ { print $1 + 0; exit }')
printf 'thank you' | desk reply "$case" >/dev/null
desk export "$story/stick" >/dev/null
courier deliver "$story/stick"
for name in far middle near; do
  until_is 20 "$sent" eval "echo \$((\$(counted $name 5) + \$(counted $name 6)))"
done
until_is 20 "$sent" counted near 6
"$valise" check -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --relay near.example --direct --code-fd 3 3<"$story/code" |
  has "thank you" || fail "the answer did not come down the chain"
curl -s --unix-socket "$story/near.sock" http://relay/health | has ok
for name in "${names[@]}"; do down "$name"; done
echo "passed"
