#!/usr/bin/env bash
# Goal: sending that was stopped with F3 goes on where it stopped, with the same
# code and as one upload; what is sealed is not sealed again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/screen_lib.sh"
make_story

# A part came, so the client knows where its upload stands: an empty one may be
# the relay's alone, where its answer was still on its way as F3 came.
begun() {
  [ -n "$(find "$story/spool/uploads" -type f -size +0)" ]
}
upload() {
  (cd "$story/spool/uploads" && ls)
}

terminal 80 24
# In parts of 16 KiB, with waits between them, so that there is a middle.
begin en 2 -d directory.note --fingerprint "$fingerprint" --paced=2
step "$(word ask_kind)" 1
step "$(word ask_hold)" 4
step "$(word ask_narrative)" 1
text "An invented account."
step "$(word ask_steps)" F2
step "$(word ask_review)" F2
step "$(word ask_code)" F2
code=$(code_on_screen)
text "$code"
on_screen "$(word ask_way)"
keys 1
until_holds begun
first=$(upload)
keys F3
says label_stopped
begun || fail "the relay has kept what came"
step "$(word label_done)" 1
on_screen "$(word help_sent)"
reference=$(tr '\302\240' ' ' <"$screen" | tr -s ' ' |
  grep -oE '([0-9]{4} ){2}[0-9]{4}' | head -1)
[ -n "$reference" ] || fail "a reference"
quick_exit
[ "$(count 7)" = 1 ] || fail "one entry, not $(count 7)"
[ "$(count 3)" = 1 ] || fail "stored once"
[ -n "$first" ] || fail "there was an upload"
# Dropped once the relay has taken note of its own commit.
no_upload() {
  [ -z "$(ls "$story/spool/uploads")" ]
}
until_holds no_upload
echo "passed"
