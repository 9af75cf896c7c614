#!/usr/bin/env bash
# Goal: a year: 3 members of the authority (2), 3 custodians (2), 6 staff (2 to open),
# 2 couriers, 26 epochs, seven directories; a custodian's key is stolen, a member is
# lost, a stick is lost, the relay's keys change, a case is disposed of, letters come
# late.  At its end each envelope is opened, or its sender is told; and whoever seizes
# the desk then opens nothing of the first months that was never opened, nor that case.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=2 grace_seconds=31000000
by_days
echo $((43200 - $(date +%s) % 86400)) >"$story/clock"
published=$story/published authority_set="one two three" signing="one two"

echo "--- everyone's keys, and the first directory"
mkdir -p "$story/people" "$story/stick"
kept people "$story/people" make_own_people
kept members "$story" make_members
make_member "$story" # which no directory will name
mapfile -t holders < <(persons_options --person "${people[@]}")
mapfile -t keepers < <(persons_options --custodian "${custodians[@]}")
"$valise_desk" init --vault "$story/vault" --intake "$intake" --epochs 26 \
  --open 2/6 --custody 2/3 "${holders[@]}" --copies 1 "${keepers[@]}" \
  >/dev/null 2>&1
"$valise_relay" init --spool "$story/spool" --name "$relay_name" --intake "$intake" \
  >"$story/relay.json"
for n in one two; do
  "$valise_courier" init --id "courier.example/$n" "$story/$n.seed" \
    >"$story/courier-$n.json"
done
cp "$story/courier-one.json" "$story/courier.json"
cp "$story/one.seed" "$story/courier.seed"
port=$(free_port)

version=0 links=
# next_directory: what stands by now, compared, signed by two apart, put together.
next_directory() {
  version=$((version + 1))
  describe "$version" "$(staff_member "$story/vault")"
  # shellcheck disable=SC2086
  "$python" - "$story" "$links" $authority_set <<'EOF'
import json, os, re, sys
story, links, *members = sys.argv[1:]
path = story + "/description.json"
d = json.load(open(path))
keys = [open("%s/%s.vkey" % (story, m)).read().strip() for m in members]
d["authority"] = {"threshold": 2, "keys": keys}
if links:
    d["links"] = [open(links).read()]
two = json.load(open(story + "/courier-two.json"))
d["couriers"].append(dict(d["couriers"][0], **two))
if os.path.exists(story + "/series.json"):
    d["intakes"][0]["series"] = json.load(open(story + "/series.json"))
if os.path.exists(story + "/next"):
    new = json.loads(re.search(r"^\{.*?^\}", open(story + "/next").read(),
                               re.M | re.S)[0])
    turn = open(story + "/turn").read().strip()
    relays = d["intakes"][0]["relays"]
    relays.append(dict(relays[0], **new, **{"from": turn}))
    relays[0]["until"] = turn
json.dump(d, open(path, "w"))
EOF
  rm -f "$story"/p "$story"/p.*
  "$valise_desk" authority propose --published "$published" \
    "$story/description.json" -o "$story/p" --persons "$story/p.persons" \
    2>"$story/changes"
  for note in p p.persons; do
    files=()
    for member in $signing; do
      with_passphrase "$valise_desk" authority sign --key "$story/$member" \
        "$story/$note" -o "$story/$note.$member" 2>/dev/null
      files+=("$story/$note.$member")
    done
    "$valise_desk" authority merge "${files[@]}" -o "$story/$note.signed"
  done
  "$valise_desk" authority publish --published "$published" "$story/p.signed" \
    "$story/p.persons.signed" >"$story/said"
  cp "$published/directory.note" "$story/v$version.note"
  cp "$published/persons.note" "$story/v$version.persons"
}
next_directory
fingerprint=$(tail -1 "$story/said")
sheet=$fingerprint # as it hangs on the wall all year
cp "$story/v1.note" "$story/directory.note"
cp "$story/v1.persons" "$story/directory.persons"
configure
adopt_people "$story/directory.note" >/dev/null 2>&1
start_relay
sed "s|courier.example/one|courier.example/two|; s|courier.seed|two.seed|
  s|courier.state|two.state|" "$story/courier.ini" >"$story/two.ini"

say() { # OK or what was said
  "${@:2}" >"$story/said" 2>&1 || {
    cat "$story/said"
    fail "$1"
  }
}
adopt_next() {
  publish "$story/v$version.note"
  open_options="--today $(date -u +%F)" say "directory $version" \
    open_desk "anna dara" <<<"directory adopt --as anna.example \
      --persons $story/directory.persons $story/directory.note"
}
letters=()
letter() { # NAME [LATE]: sealed today; sent, unless it is late
  write_report "$story/report.json" "About $1."
  seal -r "$story/report.json" -o "$story/$1.age" --code-fd 3 3>"$story/$1.code" \
    2>/dev/null
  letters+=("$1")
  [ -n "${2:-}" ] || send "$story/$1.age" >/dev/null 2>&1
}
by() { # COURIER COMMAND: of the two
  case $1 in
    one) courier "$2" "$story/stick" ;;
    two) "$valise_courier" "$2" -c "$story/two.ini" "$story/stick" ;;
  esac >/dev/null 2>&1
}
keepers_of=(ben cleo)
# round COURIER: to the desk, what it says, and back.
round() {
  next_day
  by "$1" collect || fail "collect by $1"
  asked="${keepers_of[*]}" say "import" open_desk "anna dara" \
    <<<"import --as anna.example $(custody_of "${keepers_of[@]}") $story/stick"
  say "prepare" open_desk "emil dara" <<<"bulletin prepare --as emil.example"
  for name in "${keepers_of[@]}"; do
    asked=$name say "$name signs" open_desk "$name dara" \
      <<<"bulletin sign --as $name.example $(custody_of "$name") $(digits)"
  done
  say "export" open_desk "anna dara" <<<"export --as anna.example $story/stick"
  by "$1" deliver || fail "deliver by $1"
}
pass_days() {
  echo $(($(cat "$story/clock") + $1 * 86400)) >"$story/clock.new"
  mv "$story/clock.new" "$story/clock"
}

echo "--- winter: letters, one that its sender keeps, and one for a friend to post"
letter january
letter kept late
letter friend late
round one
pass_days 40
letter february
round two
pass_days 40

echo "--- spring: a directory in time; a stick is lost on the way"
next_directory
adopt_next
letter march
next_day
by one collect
rm -rf "$story/stick" # in a river
mkdir "$story/stick"
round two
has "1 new and opened" "$story/said" || true
pass_days 30
letter april
round one
pass_days 30

echo "--- a custodian's file is stolen: out at once, another comes, the thief ends"
asked="dara anna ben" say "cleo goes" open_desk "anna dara" \
  <<<"share remove --as anna.example --person $story/people/dara.age cleo.example $(custody_of anna ben)"
new_person gina
asked="dara anna ben" say "gina comes" open_desk "anna dara" \
  <<<"share add --as anna.example --person $story/people/dara.age $story/people/gina.json both $(custody_of anna ben)"
open_desk "anna dara" <<<"series show --as anna.example" 2>/dev/null |
  sed -n '/^{/,/^}/p' >"$story/series.json"
[ -s "$story/series.json" ] || fail "no series"
asked=cleo refuses "it takes the shares of 2 persons" open_desk "cleo" </dev/null
next_directory
adopt_next
refuses "cleo.example" open_desk "cleo dara" </dev/null
keepers_of=(ben gina)
letter may
round two
pass_days 35

echo "--- a member of the authority is lost: the others go on, the old sheet leads"
printf '{"change": {"old": %s, "new": %s}}\n' \
  "$("$python" -c 'import json, sys; print(json.dumps({"threshold": 2, "keys":
    [open(p).read().strip() for p in sys.argv[1:]]}))' "$story"/{one,two,three}.vkey)" \
  "$("$python" -c 'import json, sys; print(json.dumps({"threshold": 2, "keys":
    [open(p).read().strip() for p in sys.argv[1:]]}))' "$story"/{one,two,four}.vkey)" \
  >"$story/description.json"
"$valise_desk" authority propose "$story/description.json" -o "$story/change"
for member in one two; do
  with_passphrase "$valise_desk" authority sign --key "$story/$member" \
    "$story/change" -o "$story/change.$member" 2>/dev/null
done
"$valise_desk" authority merge "$story/change.one" "$story/change.two" \
  -o "$story/link"
links=$story/link authority_set="one two four" signing="two four"
next_directory
has "authority changed" "$story/changes" || fail "it was not said"
adopt_next
letter june
round one
pass_days 45

echo "--- autumn: the keys of the first weeks end; a letter comes too late for its key"
next_directory
adopt_next
round two
keys_due() {
  asked="ben gina" open_desk "anna dara" \
    <<<"keys list --as anna.example $(custody_of ben gina)" 2>&1
}
keys_due >"$story/said" || fail "$(cat "$story/said")"
day=$(sed -n 's/.*keys destroy \([0-9-]*\) ends these.*/\1/p' "$story/said")
[ -n "$day" ] || { cat "$story/said"; fail "no key is due"; }
asked="ben gina" say "keys end" open_desk "anna dara" \
  <<<"keys destroy --as anna.example $(custody_of ben gina) $day"
grep "destroyed" "$story/said"
send "$story/friend.age" >/dev/null 2>&1
letter september
round one
pass_days 50
next_directory
adopt_next
letter november
round two
pass_days 45
letter december
round one

echo "--- a case has had its time: two persons end it, and its keys' copy is written anew"
open_desk "anna dara" <<<"backup --as anna.example --keys $story/keys $story/copy" \
  >"$story/said" 2>&1 || { cat "$story/said"; fail backup; }
cp -a "$story/copy" "$story/taken"
say plan open_desk "anna dara" <<<"dispose plan --as anna.example --schedule HRC-1 1"
has '00000001' "$story/said"
shown=$(sed -n 's/.*--person FILE \([0-9a-f]*\) CASE.*/\1/p' "$story/said")
asked="anna dara" say dispose open_desk "anna dara" \
  <<<"dispose cases --as anna.example --schedule HRC-1 --person $story/people/anna.age \
    --person $story/people/dara.age $shown 1"
open_desk "anna dara" <<<"backup --as anna.example --keys $story/keys $story/copy" \
  >"$story/said" 2>&1 || { cat "$story/said"; fail backup; }

echo "--- the relay's keys change, and the last weeks of the year"
"$valise_relay" rotate-keys -c "$story/relay.ini" >"$story/next"
date -u -d 'today + 2 days' +%FT00:00:00Z >"$story/turn"
next_directory
adopt_next
next_day
next_day
next_day
[ "$(grep -c '"until"' "$story/description.json")" -ge 1 ] &&
  has "valise-relay: the next keys sign since" "$story/relay.log" ||
  fail "the relay's keys did not change"
letter christmas
round two
pass_days 31
letter last
round one
[ $(($(cat "$story/clock") / 86400)) -lt 364 ] || fail "no epoch was left for the last"
pass_days 5

echo "--- at its end: each is opened, or its sender is told"
fingerprint=$sheet
opened=0 told=0
for name in "${letters[@]}"; do
  [ "$name" != kept ] || continue
  check --code-fd 3 3<"$story/$name.code" >"$story/said" 2>&1 || true
  if has "Opened at the desk in week" "$story/said"; then
    opened=$((opened + 1))
  elif [ "$name" = friend ] &&
    has "could not be opened at the desk" "$story/said"; then
    told=$((told + 1))
  else
    cat "$story/said"
    fail "$name: nobody said what became of it"
  fi
done
[ "$opened" = $((${#letters[@]} - 2)) ] && [ "$told" = 1 ] ||
  fail "$opened opened, $told told, of ${#letters[@]}"

echo "--- seized on that day, with everyone's passphrase: what was never opened stays shut"
thieves=()
for name in anna ben gina dara emil fay; do
  thieves+=("$story/people/$name.age=$(words_of $name)")
done
ENVELOPES="$story/kept.age:$story/friend.age:$story/december.age" "$python" \
  "$source_dir/tests/tools/thief.py" "$valise_age" \
  "$story/vault,$story/taken,$story/keys" "${thieves[@]}" \
  >"$story/stolen" 2>/dev/null || true
has -F "opens $story/december.age" "$story/stolen" || fail "the thief knows not how"
has 'row case 00000002.*About' "$story/stolen" || fail "the thief reads no case"
! has 'row case 00000001.*About' "$story/stolen" || fail "the disposed one opens"
! has -F "opens $story/kept.age" "$story/stolen" || fail "the first weeks open"
! has -F "opens $story/friend.age" "$story/stolen" || fail "the late one opens"
"$valise_desk" journal verify --vault "$story/vault" | has "The journal verifies"
[ $(($(cat "$story/clock") / 86400)) -ge 365 ] ||
  fail "no year: $(($(cat "$story/clock") / 86400)) days"
printf '%s days, %s directories, %s letters: %s opened, %s told\n' \
  $(($(cat "$story/clock") / 86400)) "$version" "${#letters[@]}" "$opened" "$told"
echo passed
