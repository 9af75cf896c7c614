#!/usr/bin/env bash
# Goal: the authority's ceremony can't be done out of order: three members, any two;
# what is proposed is compared in words with what was published; each signs apart, and
# none signs a fork or goes back; what is published is complete; members come and go.
. "$(dirname "$0")/lib.sh"
kept members "$story" make_members
make_keys >/dev/null
port=1
published=$story/published
key_of() { # NAME: as JSON
  printf '"%s"' "$(cat "$story/$1.vkey")"
}
set_of() { # THRESHOLD NAME...
  printf '{"threshold": %s, "keys": [%s' "$1" "$(key_of "$2")"
  for name in "${@:3}"; do printf ', %s' "$(key_of "$name")"; done
  printf ']}'
}
# description SET [VERSION [LINKS [EDIT]]]: without a version the next is meant.
description() {
  describe 0
  "$python" - "$story/description.json" "$@" <<'EOF'
import json, sys
path, authority, version, links, edit = (sys.argv[1:] + ["", "", ""])[:5]
d = json.load(open(path))
d["authority"] = json.loads(authority)
del d["version"]
if version:
    d["version"] = int(version)
if links:
    d["links"] = [open(l).read() for l in links.split(",")]
exec(edit)
json.dump(d, open(path, "w"))
EOF
}
propose() { # NAME: $story/NAME and NAME.persons, to be signed
  rm -f "$story/$1" "$story/$1.persons"
  "$valise_desk" authority propose --published "$published" \
    "$story/description.json" -o "$story/$1" --persons "$story/$1.persons"
}
sign() { # MEMBER NAME: both, NAME.MEMBER and NAME.persons.MEMBER
  for note in "$2" "$2.persons"; do
    [ -e "$story/$note" ] || continue
    rm -f "$story/$note.$1"
    with_passphrase "$valise_desk" authority sign --key "$story/$1" "$story/$note" \
      -o "$story/$note.$1" || return
  done
}
merge() { # NAME MEMBER...
  for note in "$1" "$1.persons"; do
    files=()
    for name in "${@:2}"; do files+=("$story/$note.$name"); done
    rm -f "$story/$note.signed"
    "$valise_desk" authority merge "${files[@]}" -o "$story/$note.signed" || return
  done
}
publish_next() { # NAME
  "$valise_desk" authority publish --published "$published" "$story/$1.signed" \
    "$story/$1.persons.signed"
}
first=$(set_of 2 one two three)

echo "--- the first: complete, or not published"
description "$first"
propose 1 2>"$story/said"
has "It is the first" "$story/said"
refuses "needs the files of two members or more" "$valise_desk" authority merge \
  "$story/1"
sign one 1 2>/dev/null
refuses "this member has signed it already" with_passphrase "$valise_desk" authority \
  sign --key "$story/one" "$story/1.one"
merge 1 one one
refuses "too few of the keys" publish_next 1
[ ! -e "$published" ] || fail "something was published"
sign two 1 2>/dev/null
merge 1 one two
cp "$story/1.signed" "$story/kept"
sed 's/"version":1/"version":2/' "$story/kept" >"$story/1.signed"
refuses "not published" publish_next 1
cp "$story/kept" "$story/1.signed"
publish_next 1 >"$story/said" || { cat "$story/said"; fail "the first"; }
has "version 1" "$story/said"
old_digits=$(tail -1 "$story/said")
"$valise" directory show --fingerprint "$old_digits" "$published/directory.note" \
  >/dev/null || fail "a defender can't read it"
refuses "it has version 1, and the next is 2" publish_next 1

echo "--- out of order: a fork, a step back, a gap, another's persons, other texts"
description "$first" 1 "" 'd["intakes"][0]["mechanisms"] = ["another"]'
refuses "it has version 1, and the next is 2" propose again
"$valise_desk" authority propose "$story/description.json" -o "$story/fork" \
  --persons "$story/fork.persons" 2>/dev/null
refuses "another text of version 1" sign one fork
description "$first" 3
refuses "it has version 3, and the next is 2" propose gap
description "$first" "" "" 'd["couriers"] = []
d["intakes"][0]["relays"][0]["url"] = "https://elsewhere.example"'
propose 2 2>"$story/said"
for words in "from version 1 to 2" "courier removed: courier.example/one" \
  "has another address: https://elsewhere.example"; do
  has -F "$words" "$story/said" || { cat "$story/said"; fail "not said: $words"; }
done
sign one 2 2>/dev/null
sign three 2 2>/dev/null
refuses "this member signed version 2 already" sign one 1
refuses "another text than the first" "$valise_desk" authority merge \
  "$story/2.one" "$story/1.two"
merge 2 one three
cp "$story/2.persons.signed" "$story/kept"
cp "$story/1.persons.signed" "$story/2.persons.signed"
refuses "not published" publish_next 2
cp "$story/kept" "$story/2.persons.signed"
cp -a "$published" "$story/before"
publish_next 2 >"$story/said" || { cat "$story/said"; fail "the second"; }
has "courier removed" "$story/said"

echo "--- a member is lost: the others change the set, and the old sheet still leads"
printf '{"change": {"old": %s, "new": %s}}\n' "$first" "$(set_of 2 one two four)" \
  >"$story/description.json"
"$valise_desk" authority propose "$story/description.json" -o "$story/change"
sign one change 2>/dev/null
sign two change 2>/dev/null
rm -f "$story/link"
"$valise_desk" authority merge "$story/change.one" "$story/change.two" -o "$story/link"
description "$(set_of 2 one two four)"
refuses "does not follow on the one that was published" propose 3
description "$(set_of 2 one two four)" "" "$story/link"
propose 3 2>"$story/said"
has "authority changed: 2 of 3 keys, before 2 of 3; signed by both" "$story/said" || {
  cat "$story/said"
  fail "the change is not said"
}
sign one 3 2>/dev/null
sign four 3 2>/dev/null
merge 3 one four
publish_next 3 >"$story/said" || { cat "$story/said"; fail "the third"; }
[ "$(tail -1 "$story/said")" != "$old_digits" ] || fail "the digits are as before"
"$valise" directory show --fingerprint "$old_digits" "$published/directory.note" \
  >/dev/null || fail "the old sheet does not lead there"

echo "--- who was taken out signs nothing any more, and no set comes by itself"
description "$(set_of 2 one two four)" "" "$story/link"
propose 4 2>/dev/null
sign one 4 2>/dev/null
sign three 4 2>/dev/null
merge 4 one three
refuses "too few of the keys" publish_next 4
printf '{"change": {"old": %s, "new": %s}}\n' "$first" "$(set_of 1 three)" \
  >"$story/description.json"
"$valise_desk" authority propose "$story/description.json" -o "$story/coup"
sign three coup 2>/dev/null
cp "$story/coup.three" "$story/coup.link"
description "$(set_of 1 three)" "" "$story/coup.link"
refuses "nothing was written" propose coup4
sign four 4 2>/dev/null
merge 4 one four
publish_next 4 >/dev/null || fail "the fourth"

echo "--- an end in between: the persons' note alone counts for nothing"
cp "$published/persons.note" "$story/before/persons.note"
published=$story/before
merge 2 one three
publish_next 2 >"$story/said" || { cat "$story/said"; fail "again"; }
cmp "$published/persons.note" "$story/2.persons.signed"
echo passed
