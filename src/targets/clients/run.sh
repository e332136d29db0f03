#!/usr/bin/env bash
# Holds an endpoint to a fixed round of SQS operations with clients that nobody here wrote.
#
# Usage: run.sh python|python-query|cli|java|go|all ENDPOINT
#
#   python         boto3, which speaks AWS JSON
#   python-query   a boto3 from before AWS JSON, which speaks the Query protocol; needs a Python before 3.13
#   cli            the aws CLI
#   java           the AWS SDK for Java 2; needs a JDK 17 and Maven
#   go             the AWS SDK for Go v2; needs Go
#
# What a client needs is installed from its registry into the cache (TOUCHSTONE_CACHE, or ~/.cache/touchstone) the first
# time. TOUCHSTONE_PYTHON names the Python. Ends with 0 when every check passed, 1 when one did not, 2 when it cannot run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TOUCHSTONE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/touchstone}/clients
usage() { sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
[ $# = 2 ] || usage
client=$1 endpoint=$2
mkdir -p "$cache"

# A virtual environment with one package in it, made once.
environment() {
  local folder=$cache/$1
  if [ ! -e "$folder/ready" ]; then
    rm -rf "$folder"
    { "${TOUCHSTONE_PYTHON:-python3}" -m venv "$folder" \
      && "$folder/bin/pip" install --quiet --disable-pip-version-check "$2" \
      && touch "$folder/ready"; } >&2 || exit 2
  fi
  echo "$folder/bin"
}

case $client in
  python) bin=$(environment python boto3==1.44.5) && exec "$bin/python" "$here/python/check.py" "$endpoint" ;;
  python-query) bin=$(environment python-query boto3==1.26.165) && exec "$bin/python" "$here/python/check.py" "$endpoint" ;;
  cli) bin=$(environment cli awscli==1.46.3) && AWS_CLI=$bin/aws PATH=$bin:$PATH exec "$here/cli/check.sh" "$endpoint" ;;
  java)
    maven=(mvn --batch-mode --quiet --file "$here/java/pom.xml" "-Dbuild.folder=$cache/java")
    "${maven[@]}" compile >&2 || exit 2
    exec "${maven[@]}" exec:java "-Dexec.args=$endpoint"
    ;;
  go)
    (cd "$here/go" && go build -o "$cache/go-check" .) >&2 || exit 2
    exec "$cache/go-check" "$endpoint"
    ;;
  all)
    failed=0
    for each in python python-query cli java go; do
      "${BASH_SOURCE[0]}" "$each" "$endpoint" || failed=1
    done
    exit "$failed"
    ;;
  *) usage ;;
esac
