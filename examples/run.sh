#!/bin/sh
# Runs every example against the built image, in a throw-away home, with keys that are none. Fails on any mismatch.
set -eu
here=$(cd -P "$(dirname "$0")" && pwd)
. "$here/../app/image/jdk.sh"
java=$(require_jdk)/bin/java
KEYMASTER=${KEYMASTER:-$here/../app/target/keymaster/bin/keymaster}
scratch=$(mktemp -d)
stub=
finish() {
  [ -z "$stub" ] || { exec 8>&- && wait "$stub"; }
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
export KEYMASTER KEYMASTER_HOME="$scratch/home" KEYMASTER_AGENT=off
unset OPENAI_API_KEY OPENAI_BASE_URL KEYMASTER_ENV KEYMASTER_KEY_FILE KEYMASTER_MASTER_KEY KEYMASTER_PASSPHRASE
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
failed=0

canary() { printf 'sk-canary-%s' "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"; }

# expect NAME CODE OUTPUT COMMAND...: runs it, compares exit code and standard output, looks for the keys in both streams.
expect() {
  name=$1 code=$2 output=$3
  shift 3
  set +e
  "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
  got=$?
  set -e
  if [ "$got" != "$code" ] || [ "$(cat "$scratch/out")" != "$output" ]; then
    echo "FAILED: $name: exit code $got instead of $code, or another output:"
    sed 's/^/    /' "$scratch/out" "$scratch/err"
    failed=1
  elif grep -q -F -f "$scratch/keys" "$scratch/out" "$scratch/err"; then
    echo "FAILED: $name shows a key"
    failed=1
  else
    echo "ok: $name"
  fi
}

canary >"$scratch/dev"
canary >"$scratch/prod"
{ cat "$scratch/dev" && echo && cat "$scratch/prod" && echo; } >"$scratch/keys"
mkfifo "$scratch/life"
/usr/bin/python3 "$here/stub.py" "$scratch/dev" "$scratch/port" <"$scratch/life" &
stub=$!
exec 8>"$scratch/life" # the stub ends when this is closed
tries=0
until [ -f "$scratch/port" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || { echo 'FAILED: the stub does not start' && exit 1; }
  sleep 0.1
done
OPENAI_BASE_URL=http://127.0.0.1:$(cat "$scratch/port")/v1
export OPENAI_BASE_URL

mkdir -m 700 "$scratch/keyfiles"
"$KEYMASTER" vault init --key-file "$scratch/keyfiles/vault.key"
"$KEYMASTER" add openai --env dev --stdin <"$scratch/dev"
"$KEYMASTER" add openai --env prod --stdin <"$scratch/prod"

models='stub-small
stub-large'
program() {
  expect "$1, the right key" 0 "$models" "$KEYMASTER" run --only openai -- "$@"
  expect "$1, another key" 1 '' "$KEYMASTER" run --only openai --env prod -- "$@"
}
program /usr/bin/python3 "$here/python/models.py"
program node "$here/node/models.mjs"
program "$java" "$here/java/Models.java"
expect 'shell, which fetches its key itself' 0 "$models" "$here/shell/models.sh"
expect 'shell, another key' 22 '' env KEYMASTER_ENV=prod "$here/shell/models.sh"
expect 'all of it is on record' 0 8 sh -c '"$KEYMASTER" audit --last 100 --json | tr "{" "\n" | grep -c "\"deliver\""'
exit "$failed"
