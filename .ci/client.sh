#!/usr/bin/env bash
# The reference client of CDS Hooks (github.com/cds-hooks/sandbox), built from the folder CDS_HOOKS_SANDBOX names, which
# stays as it is: it is copied, built and kept in a cache outside the tree.
#   build        prints the folder with the page
set -euo pipefail
shopt -s inherit_errexit

CACHE=${CDS_LIVE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ketamine-cds}

# Only what the page is built from: a checkout may have modules or an older page in it.
sources() { tar -C "$CDS_HOOKS_SANDBOX" --exclude=./.git --exclude=./node_modules --exclude='./build/*.js' \
  --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -c .; }

build() {
  local place making
  place=$CACHE/client-$(sources | sha256sum | cut -c1-16)
  if [[ ! -e $place ]]; then
    echo "client: building the page (once: npm packages, about a minute)" >&2
    making=$place.making
    rm -rf "$making"
    mkdir -p "$making"
    sources | tar -x -C "$making"
    (
      cd "$making"
      npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
      npx --no-install webpack --config webpack.config.prod.js
    ) >"$making.log" 2>&1 || { tail -n 30 "$making.log" >&2; return 1; }
    mv "$making/build" "$place" # whole or not at all
    rm -rf "$making" "$making.log"
  fi
  echo "$place"
}

case ${1-} in
  build)
    [[ -f ${CDS_HOOKS_SANDBOX-}/webpack.config.prod.js ]] || { echo "CDS_HOOKS_SANDBOX names no such folder" >&2; exit 2; }
    build
    ;;
  *)
    sed -n '2,4p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
