#!/usr/bin/env bash
# Goal: behind the proxy of docs/OPERATING.md each answer is the relay's own, and
# what a courier signed and a sender sent reaches it as it was.
. "$(dirname "$0")/lib.sh"
work_bits=2
make_story
tls_port=$(free_port)
nginx=$(debian_package nginx)/usr/sbin/nginx
stream=$(debian_package libnginx-mod-stream)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$story/key.pem" \
  -out "$story/cert.pem" 2>/dev/null
{
  echo "load_module $stream/usr/lib/nginx/modules/ngx_stream_module.so;"
  echo "pid $story/nginx.pid; events { }"
  sed -n '/^stream {$/,/^```$/p' "$source_dir/docs/OPERATING.md" | sed '$d' |
    sed "/listen \[::\]/d; s/listen 443/listen 127.0.0.1:$tls_port/; s/127.0.0.1:8440/127.0.0.1:$port/
      s|/etc/ssl/relay.example.pem|$story/cert.pem|
      s|/etc/ssl/relay.example.key|$story/key.pem|"
} >"$story/nginx.conf"
has proxy_pass "$story/nginx.conf" || fail "the page has no lines for nginx"
"$nginx" -c "$story/nginx.conf" -e stderr -g 'daemon off;' &
nginx_pid=$!
until curl -sf --cacert "$story/cert.pem" -D "$story/head" -o "$story/answer" \
  "https://127.0.0.1:$tls_port/v1/relay"; do
  kill -0 "$nginx_pid" 2>/dev/null || fail "nginx ended"
  sleep 0.05
done
has relay.example "$story/answer" || fail "$(cat "$story/answer")"
! has -i -e '^server:' -e nginx "$story/head" || fail "$(cat "$story/head")"
"$python" "$source_dir/tests/tools/unframed.py" "$tls_port" "$intake" \
  "$story/cert.pem"
# Bytes and heads, as they were sent: a whole envelope by another client.
any_envelope "$story/any.age" 30000
digest=$(sha256sum "$story/any.age" | cut -c1-64)
size=$(stat -c %s "$story/any.age") day=$(date -u +%F)
nonce=$("$bin/tests/tools/work-peer" "$intake" "$digest" "$size" "$day" 2)
in_base64() { printf '%b' "$(printf %s "$1" | sed 's/../\\x&/g')" | base64 -w 0; }
curl -sf --cacert "$story/cert.pem" --data-binary "@$story/any.age" \
  -H 'Content-Type: application/offset+octet-stream' \
  -H 'Tus-Resumable: 1.0.0' -H "Upload-Length: $size" \
  -H "Upload-Metadata: sha256 $(in_base64 "$digest"),nonce $(in_base64 "$nonce"),day $(
    printf %s "$day" | base64)" \
  "https://127.0.0.1:$tls_port/v1/intakes/$intake/envelopes" |
  has '^c2sp.org/tlog-proof@v1' || fail "no promise came through"
[ "$(count 3)" = 1 ] || fail "it is not stored"
kill "$nginx_pid"
wait "$nginx_pid" || true
echo "passed"
