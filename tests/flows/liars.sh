#!/usr/bin/env bash
# Goal: relay, courier and stick lie, one lie after another: each is said, none
# ends a run for what is honest, and an honest stick afterwards brings all.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/liar_lib.sh"
node=$bin/node/node
[ -x "$node" ] || node=$(command -v node) || skip "there is no node"
work_bits=2 grace_seconds=100000
by_days
# Noon, so that no midnight falls between two lines.
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
make_story
fresh() { # NAME
  write_report "$story/report.json" "Account of $1."
  seal -r "$story/report.json" -o "$story/$1.age" --code-fd 3 \
    3>"$story/$1.code" 2>/dev/null
}
hash_of() { sha256sum "$story/$1.age" | cut -c1-64; }
collect() { # STICK
  mkdir -p "$1"
  timeout 120 "$valise_courier" collect -c "$story/courier.ini" "$1" \
    >"$story/said" 2>&1
}
for name in one two three; do fresh "$name"; done
send "$story/one.age" >/dev/null
next_day
collect "$story/before"
send "$story/two.age" "$story/three.age" >/dev/null
next_day
collect "$story/stick"
cp -a "$story/vault" "$story/vault.fresh"

# after WHO: what the desk says of the stick "$story/lie" on a vault that knows
# nothing yet, and what of the three it holds then; "all" where the log is whole.
after() {
  # Nor do the sticks know what the vault of the last one signed.
  rm -rf "$story/vault" "$story/stick/valise/$intake/out" \
    "$story/lie/valise/$intake/out"
  cp -a "$story/vault.fresh" "$story/vault"
  status=0
  COLUMNS=200 with_passphrase timeout 100 "$valise_desk" import \
    --vault "$story/vault" "$story/lie" >"$story/said" 2>&1 || status=$?
  held=$(grep -o '[0-9]* new and opened' "$story/said" | cut -d' ' -f1 || true)
  # Whatever it was, an honest stick brings the rest, and all is in the log.
  desk import "$story/stick" >"$story/after" 2>&1 ||
    { cat "$story/said" "$story/after"; fail "$1: no honest stick is taken"; }
  has ' 0 without an envelope, 0 listed and not in it' "$story/after" ||
    { cat "$story/after"; fail "$1: the log afterwards"; }
  [ "$(desk list 2>/dev/null | grep -c 'Account of')" = 3 ] ||
    fail "$1: an envelope is lost"
}
# wants WHO STATUS HELD TEXT...
wants() {
  who=$1
  [ "$status $held" = "$2 $3" ] ||
    { cat "$story/said"; fail "$who: status $status, $held new"; }
  shift 3
  for text in "$@"; do
    has -F -- "$text" "$story/said" || { cat "$story/said"; fail "$who: $text"; }
  done
  printf '%-16s %s\n' "$who" "status $status, ${held:-0} of 3${1:+: $1}"
}

echo "--- a courier whose key is real and whose word is not"
courier_lies() { # LIE STATUS HELD TEXT...
  rm -rf "$story/lie"
  cp -a "$story/stick" "$story/lie"
  "$node" "$source_dir/tests/peers/lying_courier.mjs" "$story/lie" "$intake" \
    "$(basename "$(relay_folder)")" "$story/courier.seed" courier.example/one "$1"
  after "courier $1"
  wants "courier $@"
}
unbrought="in the log of $relay_name, but no stick brought it: reference"
listed="NOT IN THE LOG of $relay_name, which covers its day"
courier_lies plain 0 3 ' 0 without an envelope, 0 listed and not in it'
courier_lies drop 0 2 "$unbrought" ' 1 without an envelope'
courier_lies leave 3 2 'have it collected again, and import again' "$unbrought" 'listed, but not on the stick' '1 missing'
courier_lies sizes 3 0 "$unbrought" '3 damaged'
courier_lies swap 3 1 "$unbrought" '2 damaged'
courier_lies flip 3 2 "$unbrought" '1 damaged'
courier_lies invent 3 3 "$listed" 'listed, but not on the stick'
courier_lies nonce 0 3 "$listed" "$unbrought"
courier_lies later 0 3 'courier or relay changed its day'
courier_lies padding 0 3 "$unbrought" ' 1 without an envelope'
courier_lies seed 0 3 "as the courier's list has it: what follows is not looked at"
courier_lies forget 0 3 "in no publication of the courier's list"
courier_lies double 1 '' 'its manifest is damaged'
courier_lies other 1 '' 'its manifest lies in the place of another relay'
courier_lies abroad 1 '' 'its manifest is for the intake elsewhere'
courier_lies stranger 1 '' 'no courier of this desk signed its manifest'
courier_lies idle 0 3

echo "--- a stick that somebody held for an hour"
stick_lies() { # LIE STATUS HELD TEXT...
  rm -rf "$story/lie"
  cp -a "$story/stick" "$story/lie"
  "$python" "$source_dir/tests/peers/lying_stick.py" "$story/lie" "$intake" \
    "$1" "$story/before"
  after "stick $1"
  wants "stick $@"
}
for lie in flip cut link folder pipe vast; do
  stick_lies "$lie" 3 2 'damaged on the stick, not imported' '1 damaged'
done
stick_lies swap 3 1 '2 damaged'
stick_lies none 3 2 'listed, but not on the stick' '1 missing'
stick_lies strange 0 3 ' 0 without an envelope'
stick_lies list-flip 1 '' 'its manifest' 'Nothing was imported'
stick_lies list-cut 1 '' 'its manifest is damaged or only half there'
stick_lies list-none 1 '' 'there is no manifest (No such file or directory)'
stick_lies relay-pipe 1 '' 'there is no manifest (what stands there is no file)'
stick_lies in-link 1 '' 'a link stands for a folder of it'
stick_lies log-flip 0 3 'do not lead to the root that it signed'
stick_lies log-none 0 3 "no valid checkpoint of the log of $relay_name"
stick_lies dir-flip 0 3 'the directory on the stick was not taken'
stick_lies dir-link 0 3 'not taken: a symbolic link stands there'
stick_lies dir-none 0 3 ' 0 without an envelope'
stick_lies back 0 1 ' 0 without an envelope'

echo "--- a stick to which anything happened, each day something else"
for n in $(seq "${sticks:-25}"); do
  rm -rf "$story/lie"
  cp -a "$story/stick" "$story/lie"
  seed=$((${day:=10#$(date -u +%j)} * 1000 + n)) # day=N: as it was then
  "$python" "$source_dir/tests/peers/lying_stick.py" "$story/lie" "$intake" \
    chance "$seed"
  after "chance $seed"
  case $status in
    0 | 1 | 3) ;;
    *) cat "$story/said"; fail "chance $seed: status $status" ;;
  esac
  [ "$status" = 0 ] || [ -s "$story/said" ] || fail "chance $seed: not a word"
done

echo "--- a relay that lies to the courier alone"
front_port=$port
stop_relay
port=$(free_port)
sed -i "s/^port = .*/port = $port/" "$story/relay.ini"
start_relay
relay_lies() { # LIE COLLECT-STATUS HELD TEXT...: what courier and desk say
  stand "$front_port" "$port" "$1"
  rm -rf "$story/lie"
  gathered=0
  collect "$story/lie" || gathered=$?
  [ "$gathered" = "$2" ] || { cat "$story/said"; fail "collect: $1: $gathered"; }
  cp "$story/said" "$story/collected"
  after "relay $1"
  cat "$story/collected" >>"$story/said"
  wants "relay $1" "${lists:-0}" "${@:3}"
}
other='the relay gave other bytes than it listed for'
relay_lies plain 0 3 ' 0 without an envelope'
relay_lies hide 0 0 "$unbrought" ' 3 without an envelope'
relay_lies withhold 3 0 'the relay lists an envelope and does not give it' "$unbrought"
lists=3 relay_lies erased 0 0 'of files that the relay has erased' '3 missing' "$unbrought"
relay_lies sizes 3 0 "$other" "$unbrought"
relay_lies swap 3 0 "$other" "$unbrought"
relay_lies flip 3 0 "$other" "$unbrought"
relay_lies change 0 3 'does not have the root that it signed'

echo "--- one that froze: what comes later is not shown, and the log grows old"
stand "$front_port" "$port" freeze
collect "$story/frozen"
fresh four
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --direct "$story/four.age" >/dev/null
for _ in 1 2 3 4 5; do next_day; done
rm -rf "$story/lie"
collect "$story/lie"
rm -rf "$story/vault"
cp -a "$story/vault.fresh" "$story/vault"
desk import "$story/lie" >"$story/said" 2>&1
has "THE LOG OF $relay_name IS OLD" "$story/said" || fail "$(cat "$story/said")"

echo "--- one that shows the courier another history than the sender"
stop_relay
cp -a "$story/spool" "$story/spool.other"
start_relay
other_port=$(free_port)
sed "s/^port = .*/port = $other_port/
  s|^spool = .*|spool = $story/spool.other|" "$story/relay.ini" >"$story/other.ini"
"$valise_relay" serve -c "$story/other.ini" >>"$story/relay.log" 2>&1 &
until curl -sf "http://127.0.0.1:$other_port/v1/relay" >/dev/null; do sleep 0.05; done
stand "$front_port" "$port" plain
fresh five
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --direct --receipt "$story" "$story/five.age" >/dev/null
next_day
until curl -sf "http://127.0.0.1:$other_port/v1/intakes/$intake/log/checkpoint/$(
  date -u -d yesterday +%F)" >/dev/null; do sleep 0.05; done
stand "$front_port" "$port" "fork=$other_port"
mkdir "$story/forked"
collect "$story/forked"
desk import "$story/forked" >"$story/said" 2>&1
desk export "$story/forked" >/dev/null 2>&1
stand "$front_port" "$port" plain
courier deliver "$story/forked" >/dev/null 2>&1
check "$story"/*.tlog-proof "$story/five.age" --code-fd 3 3<"$story/five.code" \
  >"$story/said" 2>&1 && fail "two logs are no fault: $(cat "$story/said")"
has 'THE DESK AND YOU ARE SHOWN DIFFERENT LOGS' "$story/said" ||
  fail "$(cat "$story/said")"
collect "$story/forked" || true
desk import "$story/forked" >"$story/said" 2>&1 || true
has 'was rewritten' "$story/said" || fail "$(cat "$story/said")"

echo "--- what the desk sends, on a stick that lies"
stand "$front_port" "$port" plain
echo "A word." | desk reply 1 >/dev/null 2>&1
fresh six
"$valise" send -d "$story/directory.note" --fingerprint "$fingerprint" \
  -t "$intake" --direct "$story/six.age" >/dev/null
collect "$story/out"
desk import "$story/out" >/dev/null 2>&1
desk export "$story/out" >/dev/null 2>&1
notes=$(ls "$story/out/valise/$intake/out/"import-*.note | wc -l)
bulletins=$(ls "$story/out/valise/$intake/out/"bulletin-*.note | wc -l)
out_lies() { # LIE STATUS TEXT...
  rm -rf "$story/lie"
  cp -a "$story/out" "$story/lie"
  "$python" "$source_dir/tests/peers/lying_stick.py" "$story/lie" "$intake" "$1"
  status=0
  timeout 60 "$valise_courier" deliver -c "$story/courier.ini" "$story/lie" \
    >"$story/said" 2>&1 || status=$?
  held=
  wants "out $1" "$2" '' "${@:3}"
}
out_lies note-flip 1 "import note $notes is not signed by the desk's keys" \
  "bulletin $bulletins is not signed by the desk's keys"
out_lies note-cut 1 "import note $notes is damaged" "bulletin $bulletins is damaged"
out_lies cells-flip 1 "the relay refuses bulletin $bulletins (409"
out_lies cells-none 1 "the relay refuses bulletin $bulletins (409"
out_lies old 1 "import note $notes says another number of itself"
out_lies out-link 1 "import note $notes can't be read: a symbolic link stands there"
out_lies out-pipe 1 "import note $notes can't be read: what stands there is no file"
out_lies note-hole 1 'import note 1 is not on the medium, and a later one is'
for n in $(seq 15); do
  rm -rf "$story/lie"
  cp -a "$story/out" "$story/lie"
  seed=$((day * 1000 + 500 + n))
  "$python" "$source_dir/tests/peers/lying_stick.py" "$story/lie" "$intake" \
    chance "$seed"
  status=0
  timeout 60 "$valise_courier" deliver -c "$story/courier.ini" "$story/lie" \
    >"$story/said" 2>&1 || status=$?
  [ "$status" -le 3 ] || { cat "$story/said"; fail "chance $seed: $status"; }
done
courier deliver "$story/out" >"$story/said" 2>&1 || fail "$(cat "$story/said")"
has "$notes import note(s), $bulletins bulletin(s)" "$story/said" ||
  fail "$(cat "$story/said")"
check --code-fd 3 3<"$story/one.code" | has 'A word.' || fail "no answer"

echo "--- a relay that gives a thief's cells for the desk's"
head -c 65536 /dev/urandom >"$story/cells"
stand "$front_port" "$port" "stolen=$story/cells"
check --code-fd 3 3<"$story/one.code" >"$story/said" 2>&1 || true
has 'not signed by the desk of this directory, or not in its chain' \
  "$story/said" || fail "$(cat "$story/said")"
! has 'A word' "$story/said" || fail "an answer out of nowhere"
echo "passed"
