# Sourced by flows with a second relay beside the story's own: near.example.

near_port=$(free_port)

init_near() {
  "$valise_relay" init --spool "$story/spool-near" --name near.example \
    --intake "$intake" >"$story/near.json"
}

# join_near: into the description of the directory as it stands.
join_near() {
  "$python" - "$story/description.json" "$story/near.json" "$near_port" <<'EOF'
import json, sys
path, near, port = sys.argv[1:]
d = json.load(open(path))
relays = d["intakes"][0]["relays"]
relays.append(relays[0] | json.load(open(near)) |
              {"url": "http://127.0.0.1:" + port})
json.dump(d, open(path, "w"))
EOF
}

# start_near [LINE...]: like the story's relay, with these lines behind; in the
# background, until it answers.
start_near() {
  {
    sed "s/^name = .*/name = near.example/; s/^port = .*/port = $near_port/
      s|^spool = .*|spool = $story/spool-near|
      s/^fingerprint = .*/fingerprint = $fingerprint/" "$story/relay.ini"
    for line in "$@"; do echo "$line"; done
  } >"$story/near.ini"
  "$valise_relay" serve -c "$story/near.ini" >>"$story/near.log" 2>&1 &
  near_pid=$!
  until curl -sf "http://127.0.0.1:$near_port/v1/relay" >/dev/null; do
    kill -0 "$near_pid" || fail "near does not serve: $(cat "$story/near.log")"
    sleep 0.05 # between two questions
  done
}

stop_near() {
  kill "$near_pid"
  wait "$near_pid" || fail "the near relay does not end well"
}
