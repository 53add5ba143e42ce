#!/bin/sh
# Lists the models that a key can use. Without the key in its environment it starts itself again with it.
set -eu
if [ -z "${OPENAI_API_KEY-}" ]; then
  exec "${KEYMASTER:-keymaster}" run --only openai -- "$0" "$@"
fi

# The header goes through a pipe: everybody can read command lines.
answer=$(printf 'Authorization: Bearer %s\n' "$OPENAI_API_KEY" |
  curl --fail --silent --show-error --header @- "${OPENAI_BASE_URL:-https://api.openai.com/v1}/models")
printf '%s\n' "$answer" | tr ',{' '\n\n' | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p'
