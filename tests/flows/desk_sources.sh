#!/usr/bin/env bash
# Goal: who told a case is known to those who hold its source and to nobody else, even
# with the whole disk and enough passphrases to open the store; it is asked with a
# reason that stands there; what is needed day by day needs none of it; and an older
# program's rows are parted.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/people_lib.sh"
work_bits=4
make_people_story
who='Zarina Invented-Source'
where='behind the invented bakery'
cat >"$story/report.json" <<EOF
{"kind": "new", "text_language": "eng",
 "narrative": "An invented account of the north.",
 "state_concerned": ["unknown"], "why_linked": "unsure",
 "sender": {"identity": "$who",
  "safe_contact": {"channel": "$where"}},
 "consent": [{"person": "self", "C0": "yes", "C8": "yes"}]}
EOF
printf 'An invented page of evidence.\n' >"$story/page.txt"
head -c 300000 /dev/urandom >"$story/second.bin"
seal -r "$story/report.json" -o "$story/1.age" --code-fd 3 \
  -a "$story/page.txt" -a "$story/second.bin" 3>"$story/code" 2>/dev/null
to_desk "$story/1.age"
# at NAMES COMMAND...: at the desk of those; what it says is in said.
at() {
  names=$1
  shift
  open_desk "$names" >"$story/said" 2>&1 <<<"$*"
}
does() {
  at "$@" || {
    cat "$story/said"
    fail "$*"
  }
}
said() {
  has -F -- "$1" "$story/said" || {
    cat "$story/said"
    fail "not said: $1"
  }
}
said_not() {
  ! has -F -- "$1" "$story/said" || fail "said: $1"
}
thief() {
  pairs=()
  for name in "$@"; do
    pairs+=("$story/people/$name.age=$(words_of "$name")")
  done
  "$python" "$source_dir/tests/tools/thief.py" "$valise_age" "$story/vault" \
    "${pairs[@]}" >"$story/got" 2>/dev/null
}
# never_told: the thief has the account, and not who gave it.
never_told() {
  has 'account of the north' "$story/got" || fail "the thief is none"
  ! has -e '^source' -e "$who" -e "$where" -e '"reply_recipient' \
    -e '"voice_key' -e file_key "$story/got" || fail "told to $*"
}

echo "--- two of the staff with the whole disk: the account, and not who gave it"
thief dara emil || fail "the store does not open"
never_told dara emil
thief ben emil || fail "the store does not open"
never_told ben emil
thief dara fay || fail "the store does not open"
has -F "$who" "$story/got" || fail "one who holds it has it not"

echo "--- day by day: read, and extracted, without it"
does "ben dara" show --as ben.example 1
said 'account of the north'
said '(Who told it is held apart, by'
said_not "$who"
said_not "$where"
does "ben dara" extract --as dara.example 1 "$story/out"
cmp "$story/out/attachment-0001" "$story/page.txt"
cmp "$story/out/attachment-0002" "$story/second.bin"
has 'account of the north' "$story/out/report.json"
! grep -rqF -e "$who" -e "$where" -e age1pq1 "$story/out" || fail "extracted"
rm -rf "$story/out"

echo "--- asked by one who holds it, with a reason, and by nobody else"
asked=fay refuses "why is it asked? --reason TEXT" open_desk "fay dara" \
  <<<"source show --as fay.example $(person_of fay) 1"
refuses "a passphrase of one's own: --person FILE" open_desk "fay dara" \
  <<<"source show --as fay.example --reason 'to call' 1"
asked=fay refuses "fay.example opens it as fay.example alone" open_desk "fay dara" \
  <<<"source show --as dara.example $(person_of fay) --reason 'to call' 1"
asked=dara refuses "dara.example does not hold its source" open_desk "fay dara" \
  <<<"source show --as dara.example $(person_of dara) --reason 'to call' 1"
asked=fay does "fay dara" "source show --as fay.example $(person_of fay)" \
  "--reason 'to arrange a call' 1"
said "$who"
said "$where"
said 'can be replied to'
asked=fay does "fay dara" "source extract --as fay.example $(person_of fay)" \
  "--reason 'for the file' 1 $story/out"
has -F "$who" "$story/out/report.json"
cmp "$story/out/attachment-0002" "$story/second.bin"
rm -rf "$story/out"
does "ben dara" source list --as dara.example
said '00000001       anna.example cleo.example fay.example'
said 'fay.example  source-shown  00000001: to arrange a call'
said 'fay.example  source-extracted  00000001: for the file'
"$valise_desk" journal export --vault "$story/vault" >"$story/lines"
has ' fay.example intake source-shown ' "$story/lines"
! has -F 'arrange' "$story/lines" || fail "the journal tells why"

echo "--- given to its officer and his alternate: a new key, and who had it has not"
cp -a "$story/vault" "$story/before"
asked=anna refuses "nobody.example is no staff of this desk today" \
  open_desk "anna dara" \
  <<<"source hold --as anna.example $(person_of anna) 1 nobody.example"
asked=emil refuses "case 00000001: emil.example does not hold its source" \
  open_desk "emil dara" <<<"source hold --as emil.example $(person_of emil) 1 emil.example"
asked=anna does "anna dara" "source hold --as anna.example $(person_of anna)" \
  "1 ben.example emil.example anna.example"
said "1 under a new source key, held by ben.example emil.example anna.example"
said "can't be taken back"
asked=fay refuses "fay.example does not hold its source" open_desk "fay dara" \
  <<<"source show --as fay.example $(person_of fay) --reason 'to call' 1"
asked=ben does "ben dara" "source show --as ben.example $(person_of ben)" \
  "--reason 'to call' 1"
said "$who"
thief dara fay || fail "the store does not open"
never_told dara fay
# All that can be, of many: one that is not one's own is named.
seal -r "$story/report.json" -o "$story/2.age" --no-reply 2>/dev/null
to_desk "$story/2.age"
asked=anna does "anna dara" "source hold --as anna.example $(person_of anna)" \
  "all anna.example dara.example"
said "2 under a new source key"
seal -r "$story/report.json" -o "$story/3.age" --no-reply 2>/dev/null
to_desk "$story/3.age"
asked=cleo partly at "cleo dara" \
  "source hold --as cleo.example $(person_of cleo) all cleo.example fay.example"
said "case 00000001: cleo.example does not hold its source"
said "1 under a new source key"

echo "--- one leaves: the cases of that person alone, and each keeps its others"
does "ben dara" source list --as dara.example
said '00000001       anna.example dara.example'
said '00000003       cleo.example fay.example'
asked=anna does "anna dara" \
  "source leave --as anna.example $(person_of anna) anna.example"
said "2 under a new source key"
said "warning: case 00000001: dara.example alone holds its source"
does "ben dara" source list --as dara.example
said '00000001       dara.example'
said '00000003       cleo.example fay.example'
thief anna ben || fail "the store does not open"
never_told anna ben
asked=dara refuses "emil.example holds the source of no case" open_desk "ben dara" \
  <<<"source leave --as dara.example $(person_of dara) emil.example"
asked=dara refuses "nobody else of the staff holds its source" open_desk "ben dara" \
  <<<"source leave --as dara.example $(person_of dara) dara.example"

echo "--- one more of the sender's, to a case that others hold by now"
printf '%s\n' '{"kind": "more", "text_language": "eng", "narrative": "And more.",
  "sender": {"identity": "'"$who"' again"},
  "consent": [{"person": "self", "C0": "yes"}]}' >"$story/more.json"
seal -r "$story/more.json" -o "$story/more.age" --follows code --code-fd 3 \
  3<"$story/code" >"$story/said" 2>&1 || { cat "$story/said"; fail "a follow-up"; }
to_desk "$story/more.age"
asked=dara does "ben dara" "source show --as dara.example $(person_of dara)" \
  "--reason 'to call' 1.1"
said "$who again"

echo "--- what was changed on the disk: another's attachment under a name"
mapfile -t files < <(find "$story/vault/attachments" -name '*.age' -size -20k)
mapfile -t large < <(find "$story/vault/attachments" -name '*.age' -size +200k)
cp "${files[0]}" "$story/kept"
cp "${large[0]}" "${files[0]}"
partly "$valise_desk" check --vault "$story/vault" >"$story/said" 2>&1
said "it is not what its name says"
refuses "it is not what its name says" open_desk "ben dara" \
  <<<"extract --as dara.example 1 $story/out"
[ ! -e "$story/out" ] || fail "half a case was left"
rm "${files[0]}"
refuses "No such file" open_desk "ben dara" \
  <<<"extract --as dara.example 1 $story/out"
mv "$story/kept" "${files[0]}"
# What an end in the middle left is gone after the next import.
printf x >"$story/vault/attachments/$(printf '0%.0s' $(seq 64)).age"
seal -r "$story/report.json" -o "$story/4.age" --no-reply 2>/dev/null
to_desk "$story/4.age"
[ ! -e "$story/vault/attachments/$(printf '0%.0s' $(seq 64)).age" ] ||
  fail "what no row knows stays"
"$valise_desk" check --vault "$story/vault" | has 'Whole: 5 originals'

echo "passed"
