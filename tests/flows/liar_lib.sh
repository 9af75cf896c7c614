# Sourced by flows in which a relay lies: tests/peers/lying_relay.py.

declare -A liars
# stand PORT RELAY-PORT LIES: there from now on, in place of who stood there,
# before the relay at the other port.
stand() {
  stand_down "$1"
  "$python" "$source_dir/tests/peers/lying_relay.py" "$2" "$1:$3" &
  liars[$1]=$!
  until curl -so /dev/null --max-time 10 "http://127.0.0.1:$1/v1/relay"; do
    kill -0 "${liars[$1]}" || fail "nothing stands before the relay"
    sleep 0.05 # between two questions
  done
}
stand_down() { # PORT
  [ -z "${liars[$1]:-}" ] || {
    kill "${liars[$1]}"
    wait "${liars[$1]}" 2>/dev/null || true
  }
  liars[$1]=
}
