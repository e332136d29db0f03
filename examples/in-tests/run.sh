#!/usr/bin/env bash
# The helpers for tests with three runners, from the packed package, in a folder of its own:  examples/in-tests/run.sh [vitest|node|jest ...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$here/../.." && npm pack --silent --pack-destination "$work" >/dev/null)
cp "$here"/*.mjs "$work" && cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ./touchstone-*.tgz @aws-sdk/client-sqs@3 vitest@4 jest@30
for runner in "${@:-vitest node jest}"; do
  for one in $runner; do
    case $one in
      vitest) npx vitest run orders.vitest.test.mjs ;;
      node) node --test orders.node.test.mjs ;;
      jest) node --experimental-vm-modules node_modules/jest/bin/jest.js --testMatch '**/orders.jest.test.mjs' ;;
    esac
  done
done
