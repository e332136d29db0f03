#!/usr/bin/env bash
# Holds an endpoint to fixed rounds of SQS, SNS and Kinesis operations with clients that nobody here wrote.
#
# Usage: run.sh python|python-query|cli|java|go|all ENDPOINT
#
#   python         boto3
#   python-query   a boto3 from before AWS JSON, which speaks the Query protocol with SQS; needs a Python before 3.13
#   cli            the aws CLI
#   java           the AWS SDK for Java 2 (Kinesis in CBOR, subscriptions over HTTP/2); needs a JDK 17 and Maven
#   go             the AWS SDK for Go v2, with SQS; needs Go
#
# What a client needs is installed from its registry into the cache (TOUCHSTONE_CACHE, or ~/.cache/touchstone) the first time.
# TOUCHSTONE_PYTHON names the Python. Ends with 0 when every check passed, 1 when one did not, 2 when it cannot run. With "all",
# what a machine has not the tools for is skipped and named.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TOUCHSTONE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/touchstone}/clients
usage() { sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
[ $# = 2 ] || usage
client=$1 endpoint=$2
mkdir -p "$cache"
python=${TOUCHSTONE_PYTHON:-python3}

# A virtual environment with one package in it, made once for each version.
environment() {
  local folder=$cache/$1-${2##*=}
  if [ ! -e "$folder/ready" ]; then
    rm -rf "$folder"
    { "$python" -m venv "$folder" \
      && "$folder/bin/pip" install --quiet --disable-pip-version-check "$2" \
      && touch "$folder/ready"; } >&2 || exit 2
  fi
  echo "$folder/bin"
}

# Runs each of the commands that are named, one a line, and fails where one of them does.
each() {
  local failed=0 command
  for command in "$@"; do $command "$endpoint" || failed=1; done
  return "$failed"
}

missing() {
  case $1 in
    java) for tool in java mvn; do command -v "$tool" > /dev/null || { echo "$tool"; return; }; done ;;
    go) command -v go > /dev/null || echo go ;;
    python-query)
      command -v "$python" > /dev/null && "$python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))' || echo "Python before 3.13" ;;
    *) command -v "$python" > /dev/null || echo python3 ;;
  esac
}

case $client in
  python) bin=$(environment python boto3==1.44.8) && each "$bin/python $here/python/sqs.py" "$bin/python $here/python/sns_kinesis.py" ;;
  python-query) bin=$(environment python-query boto3==1.26.165) && each "$bin/python $here/python/sqs.py" ;;
  cli)
    bin=$(environment cli awscli==1.46.3) && export AWS_CLI=$bin/aws PATH=$bin:$PATH
    each "$here/cli/sqs.sh" "$here/cli/sns-kinesis.sh"
    ;;
  java)
    maven=(mvn --batch-mode --quiet --file "$here/java/pom.xml" "-Dbuild.folder=$cache/java")
    "${maven[@]}" compile >&2 || exit 2
    failed=0
    for main in Sqs SnsKinesis; do "${maven[@]}" exec:java "-Dexec.mainClass=$main" "-Dexec.args=$endpoint" || failed=1; done
    exit "$failed"
    ;;
  go)
    (cd "$here/go" && go build -o "$cache/go-check" .) >&2 || exit 2
    exec "$cache/go-check" "$endpoint"
    ;;
  all)
    failed=0
    for one in python python-query cli java go; do
      tool=$(missing "$one")
      if [ -n "$tool" ]; then echo "skipped: $one, since there is no $tool"; continue; fi
      "${BASH_SOURCE[0]}" "$one" "$endpoint" || failed=1
    done
    exit "$failed"
    ;;
  *) usage ;;
esac
