#!/usr/bin/env bash
# Applications that others wrote, in their usual usage, through record, derive and harden.
#
#   examples/foreign/run.sh [sqs-consumer|squiss|celery ...]     SEEDS=20 by default; needs npm, and Python 3 with venv for celery
#
# Everything is installed in a folder of its own, below TMPDIR, and removed afterwards unless KEEP is set.
set -u
here=$(cd "$(dirname "$0")" && pwd)
touchstone=(node "$here/../../dist/src/cli/main.js")
[ -f "${touchstone[1]}" ] || touchstone=(npx touchstone)
work=$(mktemp -d)
[ -n "${KEEP:-}" ] && echo "in $work" || trap 'rm -rf "$work"' EXIT

through() { # name, command...
  local name=$1
  shift
  echo "=== $name: record"
  "${touchstone[@]}" record -o trace.ndjson -- "$@" || echo "ended with $?"
  echo "=== $name: derive"
  "${touchstone[@]}" derive trace.ndjson || echo "ended with $?"
  echo "=== $name: verify against the reference"
  "${touchstone[@]}" verify messaging.contract.json || echo "ended with $?"
  echo "=== $name: harden"
  "${touchstone[@]}" harden --seeds "${SEEDS:-20}" --jobs "${JOBS:-2}" --all -- "$@" || echo "ended with $?"
}

for name in "${@:-sqs-consumer squiss celery}"; do
  for one in $name; do
    cp -r "$here/$one" "$work/$one" && cd "$work/$one" || exit 2
    case $one in
      sqs-consumer) npm install --silent --no-audit --no-fund sqs-consumer@14 @aws-sdk/client-sqs@3 && through "$one" node --test ;;
      squiss) npm install --silent --no-audit --no-fund squiss-ts@5 @aws-sdk/client-sqs@3 && through "$one" node --test ;;
      celery)
        python3 -m venv venv && venv/bin/pip install -q 'celery[sqs]>=5.5,<6' pytest && through "$one" venv/bin/python -m pytest -v -p no:cacheprovider
        ;;
    esac
  done
done
