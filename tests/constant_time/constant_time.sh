#!/usr/bin/env bash
# Goal: no branch, no index and no division depends on a secret, whatever the
# compiler makes of the code; and a fault of each kind that is planted is found.
set -euo pipefail
source_dir=${VALISE_SOURCE:?}
here=$source_dir/tests/constant_time
work=${VALISE_BUILD:?}/tests/constant_time
mkdir -p "$work"
for tool in valgrind objdump gcc clang; do
  command -v "$tool" >/dev/null || {
    echo "skipped: $tool is not here"
    exit 77
  }
done

# What touches a secret, and what it needs to run.
secret="crypto/mlkem768 crypto/mlkem_poly crypto/keccak crypto/xwing
  crypto/xwing_encapsulate crypto/xwing_open crypto/hpke crypto/hpke_open crypto/hkdf
  envelope/seal envelope/open_stanza envelope/age_header envelope/age_key
  ../client/desk/people/shamir"
rest="crypto/randomness crypto/sha256 crypto/chunk_aead envelope/bech32 envelope/chunk_line
  envelope/envelope bytes/byte_reader bytes/byte_writer bytes/secret bytes/secret_pool
  bytes/stream bytes/text_codec work/worker_team"
wraps="mlkem_poly_sample_ntt crypto_scalarmult_curve25519 randombytes_buf
  crypto_aead_chacha20poly1305_ietf_decrypt base64_encode"
flags="-std=c17 -D_GNU_SOURCE -fstack-protector-strong -fPIE -w"
link="-pie -pthread $(pkg-config --libs libsodium libcrypto)"
for name in $wraps; do link="$link -Wl,--wrap=$name"; done

# build NAME COMPILER LEVEL [PART, AND A FILE WITH A FAULT IN ITS PLACE]
build() {
  objects=
  mkdir -p "$work/$1"
  for part in $secret $rest; do
    from=$source_dir/common/$part.c
    [ "$part" != "${4:-}" ] || from=$5
    object=$work/$1/${part##*/}.o
    # shellcheck disable=SC2086
    "$2" "$3" $flags -I"$source_dir" -I"$source_dir/common/${part%/*}" \
      $(pkg-config --cflags libsodium libcrypto) -c "$from" -o "$object"
    objects="$objects $object"
  done
  # shellcheck disable=SC2086
  "$2" "$3" $flags -I"$source_dir" "$here/secrets.c" $objects $link \
    -o "$work/$1/secrets"
}

# Integer and floating division alike.
divides() {
  for part in $secret; do
    objdump -d --no-show-raw-insn "$work/$1/${part##*/}.o"
  done | grep -E '[[:space:]](v?i?div[a-z]*)[[:space:]]' | head -3
}

# Whether valgrind found one; a program that went wrong is a failure.
branches() {
  code=0
  valgrind --quiet --error-exitcode=9 \
    --suppressions="$here/libraries.supp" "$work/$1/secrets" \
    >"$work/$1/log" 2>&1 || code=$?
  [ $code -eq 0 ] || [ $code -eq 9 ] || {
    cat "$work/$1/log"
    echo "FAILED: $1 did not run"
    exit 1
  }
  [ $code -eq 9 ]
}

for compiler in gcc clang; do
  for level in -O1 -O2 -O3; do
    name=$compiler$level
    build "$name" "$compiler" "$level"
    found=$(divides "$name") || true
    if [ -n "$found" ]; then
      echo "FAILED: $name divides: $found"
      exit 1
    fi
    if branches "$name"; then
      cat "$work/$name/log"
      echo "FAILED: $name: a branch or an index depends on a secret"
      exit 1
    fi
    echo "$name: no division, no branch and no index on a secret"
  done
done

# plant NAME PART LINE CODE CHECK: the fault, behind that line, must be found.
plant() {
  sed "s/^\t$3/&$4/" "$source_dir/common/$2.c" >"$work/$1.c"
  ! cmp -s "$work/$1.c" "$source_dir/common/$2.c" || {
    echo "FAILED: the fault $1 could not be planted"
    exit 1
  }
  build "$1" gcc -O2 "$2" "$work/$1.c"
  if [ "$5" = divides ]; then
    [ -n "$(divides "$1")" ] && found=yes || found=no
  else
    branches "$1" && found=yes || found=no
  fi
  [ $found = yes ] || {
    echo "FAILED: the planted fault $1 was not found"
    exit 1
  }
  echo "planted $1: found"
}
poly=crypto/mlkem_poly inverse='int k = 127;'
plant branch $poly "$inverse" \
  'if (p->c[3] > 1664) __asm__ volatile("nop");' branches
plant index $poly "$inverse" \
  'static volatile uint16_t to; to = zetas[p->c[3] \& 127];' branches
plant division $poly "$inverse" \
  'static volatile uint32_t q = Q; p->c[0] = (uint16_t)(p->c[0] % q);' divides
plant share ../client/desk/people/shamir 'unsigned product = 0;' \
  'if (a > 77) __asm__ volatile("nop");' branches
