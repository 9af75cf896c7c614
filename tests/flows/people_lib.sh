# Sourced behind lib.sh: a desk that several persons hold, with a relay and a
# courier.  Everyone's passphrase is another.
#
# anna head, ben officer, cleo intake, dara verifier, emil officer, fay intake;
# any 2 of all open it; anna, ben and cleo are custodians, any 2 of them.

people=(anna ben cleo dara emil fay)
custodians=(anna ben cleo)
declare -A roles=([anna]=head [ben]=officer [cleo]=intake [dara]=verifier
  [emil]=officer [fay]=intake)

words_of() {
  printf 'six words that %s chose here\n' "$1"
}

# new_person NAME [FOLDER]: the file and its lines.
new_person() {
  folder=${2:-$story/people}
  words_of "$1" | "$valise_desk" person new --name "$1.example" \
    --intake "$intake" --passphrase-fd 0 "$folder/$1.age" \
    >"$folder/$1.json"
  [ -n "${full_work:-}" ] || light_person "$1" "$folder"
}
make_own_people() { # FOLDER
  for name in "${people[@]}"; do new_person "$name" "$1"; done
}
# The same under a scrypt of little work, as lib.sh's light_work().
light_person() {
  file=${2:-$story/people}/$1.age
  "$valise_age" decrypt --passphrase-fd 9 <"$file" 9< <(words_of "$1") |
    "$valise_age" encrypt --passphrase-fd 8 --log-n 8 -o "$file.light" \
      8< <(words_of "$1")
  mv "$file.light" "$file"
}

# persons_options FLAG NAME...
persons_options() {
  flag=$1
  shift
  for name in "$@"; do printf '%s\n%s\n' "$flag" "$story/people/$name.json"; done
}

# staff_member VAULT [NAME:UNTIL ...]: "staff" for describe, all until 2099 but
# those named.
staff_member() {
  "$python" - "$story" "$@" <<'EOF'
import json, sys
story, vault, *until = sys.argv[1:]
ends = dict(u.split("=", 1) for u in until)
roles = {"anna": "head", "ben": "officer", "cleo": "intake", "dara": "verifier",
         "emil": "officer", "fay": "intake", "gina": "intake"}
staff = []
for s in json.load(open(vault + "/staff.json")):
    name = s["id"].split(".")[0]
    if ends.get(name) == "gone":
        continue
    staff.append(dict(s, roles=[roles[name]], **{
        "from": "2020-01-01T00:00:00Z",
        "until": ends.get(name, "2099-01-01T00:00:00Z")}))
print('"staff": ' + json.dumps(staff) + ",")
EOF
}

make_people_story() {
  port=${port:-$(free_port)}
  mkdir -p "$story/people"
  kept people "$story/people" make_own_people
  make_member "$story"
  mapfile -t holders < <(persons_options --person "${people[@]}")
  mapfile -t keepers < <(persons_options --custodian "${custodians[@]}")
  "$valise_desk" init --vault "$story/vault" --intake "$intake" \
    --epochs "${epochs:-2}" --open 2/6 --custody 2/3 "${holders[@]}" \
    --copies "${copies:-1}" "${keepers[@]}" >"$story/made"
  "$valise_relay" init --spool "$story/spool" --name "$relay_name" \
    --intake "$intake" >"$story/relay.json"
  "$valise_courier" init --id courier.example/one "$story/courier.seed" \
    >"$story/courier.json"
  describe 1 "$(staff_member "$story/vault")"
  sign_directory "$story/directory.note"
  configure
  adopt_people "$story/directory.note" >/dev/null 2>&1
  start_relay
}

# adopt_people DIRECTORY: nobody's passphrase is needed for the first.
adopt_people() {
  "$valise_desk" directory adopt --vault "$story/vault" \
    --fingerprint "$fingerprint" --persons "$(persons_of "$1")" "$1"
}

# open_desk "NAME ..." < commands: who unlocks, and after them whose passphrase
# the commands ask for.  $asked has the names, one for each time it is asked;
# $desk_wrapper runs it, $open_options are the program's.
open_desk() {
  options=()
  for name in $1; do options+=(--as "$story/people/$name.age"); done
  # shellcheck disable=SC2086
  COLUMNS=200 ${desk_wrapper:-} "$valise_desk" open --vault "$story/vault" "${options[@]}" \
    --passphrase-fd 9 ${open_options:-} 9< <(
    for name in $1 ${asked:-}; do words_of "$name"; done)
}
# custody_of NAME...: the options of a command at the open desk.
custody_of() {
  for name in "$@"; do printf -- '--custodian %s ' "$story/people/$name.age"; done
}

# forget_heads: what is beside the persons' files, where a test sets a vault back.
forget_heads() {
  rm -f "$story"/people/*.head
}

# person_of NAME: the option of a command that opens who told a case.
person_of() {
  printf -- '--person %s ' "$story/people/$1.age"
}

# to_desk ENVELOPE...: by the relay and a stick, by cleo with ben.
to_desk() {
  mkdir -p "$story/stick"
  [ $# = 0 ] || send "$@" >/dev/null 2>&1
  courier collect "$story/stick" >/dev/null 2>&1
  asked="cleo ben" open_desk "anna cleo" >"$story/said" 2>&1 \
    <<<"import --as cleo.example $(custody_of cleo ben) $story/stick" || {
    cat "$story/said"
    fail "import"
  }
}

# digits: of the bulletin that waits, as dara is shown it.
digits() {
  open_desk "ben dara" <<<"bulletin show --as dara.example" 2>/dev/null |
    sed -n 's/.*bulletin sign --custodian FILE //p'
}
