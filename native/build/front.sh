#!/bin/sh
# Makes the native front: Java -> C -> static executable target/keymaster-front. Run by Maven in the package phase with
# the JDK, the target folder and the class path of TeaVM. Without musl-gcc there is none, and the image does without.
#
# An unchanged front is not made again: beside it lies the hash of all that it was made from.
set -eu
jdk=$1
target=$2
classpath=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
classes=$target/front-classes
made=$target/keymaster-front

say() { echo "keymaster-image: $1"; }

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# The classes that the front may consist of: TeaVM fails if one of them reaches for another.
collect() {
  rm -rf "$classes"
  while read -r module pattern; do
    mkdir -p "$classes/dev/keymaster/${pattern%/*}"
    cp "$root/$module/target/classes/dev/keymaster/"$pattern "$classes/dev/keymaster/${pattern%/*}/"
  done <<'CLASSES'
native libc/*.class
front front/*.class
wire wire/NamedBytes*.class
wire wire/Command*.class
features run/PersonEnvironment*.class
features run/HandedOver.class
features run/Forms*.class
features run/Mask.class
features run/Masker*.class
features run/Needle*.class
core model/KeymasterException*.class
core model/Latin1.class
CLASSES
}

# Wrapping arithmetic is what Java promises and C does not. Position-independent static executables of musl-gcc turn
# out dynamic without a word.
compile() {
  rm -rf "$target/c"
  "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classes:$classpath" "$here/CompileToC.java" \
    dev.keymaster.libc.Main "$target/c"
  musl-gcc -O2 -fwrapv -fno-strict-aliasing -fno-delete-null-pointer-checks -static -s -w \
    -o "$made.new" "$target/c/all.c" -lm
  rm -rf "$target/c"
}

if ! [ "$(uname -s)" = Linux ] || ! command -v musl-gcc >/dev/null; then
  rm -f "$made" "$made.hash"
  say 'no musl-gcc, so commands start in the JVM (Debian: apt-get install musl-tools)'
  exit 0
fi
collect
hash=$({
  (cd "$classes" && find . -type f | LC_ALL=C sort | while read -r file; do sha256 "$file"; done)
  cat "$here"/*
  echo "$classpath" | tr ':' '\n' | sed 's|.*/||'
  musl-gcc -v 2>&1
} | sha256)
[ ! -x "$made" ] || [ "$hash" != "$(cat "$made.hash" 2>/dev/null)" ] || exit 0
say 'compiling the native front'
compile
mv "$made.new" "$made"
echo "$hash" >"$made.hash"
