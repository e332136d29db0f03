#!/usr/bin/env bash
# Drives SNS and Kinesis at an endpoint with clients that nobody here wrote.
#
# Usage: run.sh python|cli|java|all ENDPOINT
#
#   python   boto3
#   cli      the aws CLI
#   java     the AWS SDK for Java 2 (CBOR, HTTP/2); needs a JDK 17 and Maven
#
# What a client needs is installed from its registry into the cache (TOUCHSTONE_CACHE, or ~/.cache/touchstone) the first time.
# Ends with 0 when every check passed, 1 when one did not, 2 when it cannot run. With "all", what is missing is skipped and named.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TOUCHSTONE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/touchstone}/examples
usage() { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
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

missing() {
  case $1 in
    java) for tool in java mvn; do command -v "$tool" > /dev/null || { echo "$tool"; return; }; done ;;
    *) command -v "${TOUCHSTONE_PYTHON:-python3}" > /dev/null || echo python3 ;;
  esac
}

case $client in
  python) bin=$(environment python boto3==1.44.8) && exec "$bin/python" "$here/python/check.py" "$endpoint" ;;
  cli) bin=$(environment cli awscli==1.46.3) && AWS_CLI=$bin/aws exec "$here/cli/check.sh" "$endpoint" ;;
  java)
    maven=(mvn --batch-mode --quiet --file "$here/java/pom.xml" "-Dbuild.folder=$cache/java")
    "${maven[@]}" compile >&2 || exit 2
    exec "${maven[@]}" exec:java "-Dexec.args=$endpoint"
    ;;
  all)
    failed=0
    for each in python cli java; do
      tool=$(missing "$each")
      if [ -n "$tool" ]; then echo "skipped: $each, since there is no $tool"; continue; fi
      "${BASH_SOURCE[0]}" "$each" "$endpoint" || failed=1
    done
    exit "$failed"
    ;;
  *) usage ;;
esac
