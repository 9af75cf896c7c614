#!/usr/bin/env bash
# Goal: with libsodium >= 1.0.22 its X-Wing takes the place of ours, and nothing
# changes: built with Debian's newest source of it, where that is to be had.
set -euo pipefail
source_dir=${VALISE_SOURCE:?}
work=${VALISE_BUILD:?}/newer-libsodium
mkdir -p "$work/lists/partial" "$work/source"
cd "$work"

skip() {
  echo "skipped: $*"
  exit 77
}

# This machine's own mirror of the archive, and its unstable part.
if [ ! -e installed/lib/libsodium.a ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null |
    grep '/debian/*$' | head -1) || true
  [ -n "$mirror" ] || skip "this system has no archive of Debian"
  echo "deb-src $mirror sid main" >sources.list
  apt="-o Dir::Etc::SourceList=$work/sources.list
    -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$work/lists"
  # shellcheck disable=SC2086
  apt-get $apt update >apt.log 2>&1 && (cd source &&
    apt-get $apt source --download-only libsodium) >>apt.log 2>&1 ||
    skip "Debian's newer source of libsodium is not to be had"
  (cd source && tar xf libsodium_*.orig.tar.*)
  cd source/libsodium-*/
  ./configure --prefix="$work/installed" --disable-shared --enable-static \
    >"$work/configure.log" 2>&1
  make -j2 install >"$work/make.log" 2>&1
  cd "$work"
fi
version=$(PKG_CONFIG_PATH=installed/lib/pkgconfig pkg-config --modversion \
  libsodium)
dpkg --compare-versions "$version" ge 1.0.22 ||
  skip "Debian's newest libsodium is $version"

[ -d build/meson-info ] ||
  PKG_CONFIG_PATH=$work/installed/lib/pkgconfig meson setup build "$source_dir" \
    -Dwerror=true >setup.log
grep -q 'X-Wing *: of libsodium' setup.log || {
  cat setup.log
  echo "FAILED: meson did not take libsodium's X-Wing"
  exit 1
}
ninja -C build tests/tools/valise-age tests/vectors/vectors \
  tests/vectors/xwing_twice tests/unit/test_crypto >build.log
nm build/tests/tools/valise-age | grep crypto_kem_xwing_dec >/dev/null || {
  echo "FAILED: libsodium's X-Wing is not in the program"
  exit 1
}
build/tests/vectors/xwing_twice
build/tests/unit/test_crypto >test.log 2>&1 || {
  cat test.log
  exit 1
}

# Each opens what the other sealed.
ours=${VALISE_BUILD:?}/tests/tools/valise-age
theirs=build/tests/tools/valise-age
"$ours" keygen >key
recipient=$(sed -n 's/# public key: //p' key)
head -c 200000 /dev/urandom >plain
"$ours" encrypt -r "$recipient" <plain | "$theirs" decrypt -i key | cmp - plain
"$theirs" encrypt -r "$recipient" <plain | "$ours" decrypt -i key | cmp - plain
echo "libsodium $version and our own code open each other's files"
for name in xwing_draft hpke_pq; do
  build/tests/vectors/vectors "$name"
done
