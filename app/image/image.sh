#!/bin/sh
# Makes the image app/target/keymaster: a runtime with Keymaster's modules linked in, the SQLite library beside it,
# and the launcher. Run by Maven in the package phase, with the JDK, the target folder and the jar of app.
set -eu
jdk=$1
target=$2
here=$(cd "$(dirname "$0")" && pwd)
image=$target/keymaster
modules=$target/modules:$3

say() { echo "keymaster-image: $1"; }

touch "$target/built.new"
rm -rf "$image"
mkdir -p "$image/bin"

say 'linking the runtime'
"$jdk/bin/jlink" --module-path "$modules" --add-modules dev.keymaster.app \
  --ignore-signing-information --strip-debug --no-header-files --no-man-pages --generate-cds-archive \
  --output "$image/runtime"

say 'installing the launcher'
cp "$here/launcher.sh" "$image/bin/keymaster"
chmod 755 "$image/bin/keymaster"
mv "$target/built.new" "$image/built"
