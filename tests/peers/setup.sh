#!/usr/bin/env bash
# Makes build/node: the peers of package.json, their versions pinned, and a Node
# that runs them (>= 20.19; npm's own package brings one where Debian's is older).
set -euo pipefail
source_dir=$1
node_dir=$2
mkdir -p "$node_dir"
cp "$source_dir/tests/peers/package.json" "$source_dir"/tests/peers/*.mjs \
  "$node_dir/"
cd "$node_dir"
if ! cmp -s package.json .installed; then
  npm install --silent --no-audit --no-fund --no-package-lock >&2
  cp package.json .installed
fi
recent='const [a, b] = process.versions.node.split(".").map(Number);
  process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! node -e "$recent"; then
  [ -x node_modules/node/bin/node ] ||
    npm install --silent --no-audit --no-fund --no-package-lock --no-save \
      node@20.19.0 >&2
  ln -sf node_modules/node/bin/node ./node
else
  ln -sf "$(command -v node)" ./node
fi
./node -e "$recent"
echo "peers run on Node $(./node --version)"
