#!/bin/sh
# Makes the image app/target/keymaster: a runtime with all of Keymaster's modules linked in, SQLite's native library
# beside it, the AOT cache, the launcher and the native front. Run by Maven in the package phase, with the JDK, the
# target folder, the jar of app and where the native front would be. Nothing in the image can be written by others.
set -eu
jdk=$1
target=$2
app=$3
front=${4-}
umask 022
here=$(cd "$(dirname "$0")" && pwd)
image=$target/keymaster
modules=$target/modules

say() { echo "keymaster-image: $1"; }

sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# The name that SQLite's jar gives this platform's folder, and the library in it.
platform() {
  case $(uname -s) in
    Darwin) os=Mac library=libsqlitejdbc.dylib ;;
    Linux) os=Linux library=libsqlitejdbc.so ;;
    *) os=Windows library=sqlitejdbc.dll ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) cpu=x86_64 ;;
    aarch64 | arm64) cpu=aarch64 ;;
    *) cpu=$(uname -m) ;;
  esac
  # what the JVM was made for counts: a compiler for musl may be installed beside glibc
  ! grep -qs '^LIBC="musl"' "$jdk/release" || os=Linux-Musl
  echo "org/sqlite/native/$os/$cpu/$library"
}

link() {
  "$jdk/bin/jlink" --module-path "$modules:$app" --add-modules dev.keymaster.app \
    --ignore-signing-information --strip-debug --no-header-files --no-man-pages --generate-cds-archive \
    --exclude-resources '**/org/sqlite/native/**' --output "$image/runtime" 2>&1
}

sqlite() {
  entry=$(platform)
  mkdir "$image/native"
  (
    cd "$image/native"
    "$jdk/bin/jar" --extract --file "$(echo "$modules"/sqlite-jdbc-*.jar)" "$entry"
    mv "$entry" .
    rm -r org
  )
}

# The JDK's own providers and no others, the one for ciphers first. With the usual list, which names providers that
# are not linked in, every look-up instantiates all that a library on the module path offers (65 ms for Bouncy Castle).
# The file loses its remarks, 9 of 10 lines, which every process that needs a cipher would read.
providers() {
  security=$image/runtime/conf/security/java.security
  sed -e '/^security\.provider\.[0-9]*=/d' -e '/^#/d' -e '/^$/d' "$security" >"$security.new"
  number=0
  for provider in SunJCE SUN SunEC SunRsaSign SunJSSE; do
    number=$((number + 1))
    echo "security.provider.$number=$provider" >>"$security.new"
  done
  mv "$security.new" "$security"
}

# Modules that call native code, of those that are linked in: Java warns of others.
native_modules() {
  "$image/runtime/bin/java" --list-modules | sed 's/@.*//' |
    grep -Ex 'dev\.keymaster\.(core|unlock|features|agent)|org\.xerial\.sqlitejdbc' | paste -s -d , -
}

options() {
  sed -e "s|libsqlitejdbc.so|${entry##*/}|" -e "s|@NATIVE@|$(native_modules)|" -e '/^#/d' \
    "$here/jvm.options" >"$image/jvm.options"
  sed '/^#/d' "$here/agent.options" >"$image/agent.options"
}

# The cache bears the hash of all that it was made from, and the launcher asks for that one alone.
cache_name() {
  (cd "$image" && sha256 runtime/lib/modules runtime/lib/server/libjvm.* runtime/conf/security/java.security \
    jvm.options native/*) | sha256 | cut -c 1-32
}

# What people start: the native front, which bears the name of the build at its end, or the launcher itself.
front() {
  if [ -x "$front" ]; then
    { cat "$front" && printf %s "$name"; } >"$image/bin/keymaster"
  else
    cp "$image/lib/launcher" "$image/bin/keymaster"
  fi
}

# Makes the cache from a rehearsal of the usual commands; without a sound one the image does without. All compilers
# take part, so that the cache holds what the agent's methods did: its compilers begin where the rehearsal ended.
rehearse() {
  mkdir "$image/aot"
  cache=$image/aot/$name.aot
  scratch=$(mktemp -d)
  set -- "@$image/jvm.options" "-Dorg.sqlite.lib.path=$image/lib/../native" "-Dkeymaster.build=$name"
  main=dev.keymaster.app/dev.keymaster.app.Rehearsal
  if ! (umask 077 && cd "$scratch" && exec "$image/runtime/bin/java" "$@" "-XX:AOTCacheOutput=$cache" -m "$main" \
    "$scratch/home") >"$target/rehearsal.log" 2>&1 </dev/null ||
    ! "$image/runtime/bin/java" "$@" "-XX:AOTCache=$cache" -XX:AOTMode=on -m dev.keymaster.app/dev.keymaster.app.Main \
      --version >>"$target/rehearsal.log" 2>&1; then
    say "no AOT cache, see $target/rehearsal.log"
    rm -f "$cache"
  fi
  rm -rf "$scratch"
}

touch "$target/built.new"
rm -rf "$image"
mkdir -p "$image/bin" "$image/lib"
say 'linking the runtime'
link
providers
sqlite
options
name=$(cache_name)
sed "s|@CACHE@|$name|g" "$here/launcher.sh" >"$image/lib/launcher"
cp "$image/lib/launcher" "$image/bin/keymaster"
chmod 755 "$image/lib/launcher" "$image/bin/keymaster"
say 'rehearsing for a fast start'
rehearse
front # not before: a run that is rehearsed would become it
chmod -R go-w,a+rX "$image"
touch "$image/built"
mv "$target/built.new" "$target/keymaster.built"
say 'image ready'
