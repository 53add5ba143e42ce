# Finds a JDK 25 in the usual places. Sourced by ./keymaster and ./check, POSIX sh.
#
# find_jdk prints its folder; it fails without a word if there is none.

jdk_is_25() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && [ -r "$1/release" ] &&
    grep -Eq '^JAVA_VERSION="25(["._+-])' "$1/release"
}

jdk_of_path() {
  java=$(command -v javac) || return 0
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=${java%/*}/$link ;;
    esac
  done
  java=${java%/*}
  printf '%s\n' "${java%/*}"
}

find_jdk() {
  on_path=$(jdk_of_path)
  for candidate in \
    "${JAVA_HOME-}" "$on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
    "${HOME-}"/.jdks/* \
    "${HOME-}"/.asdf/installs/java/* \
    "${HOME-}"/.local/share/mise/installs/java/*; do
    if [ -n "$candidate" ] && jdk_is_25 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

# Prints the folder, or says what to do and ends the script.
require_jdk() {
  find_jdk && return 0
  cat >&2 <<'MESSAGE'
keymaster: no JDK 25 found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the places of SDKMAN, Homebrew and IDEs)
hint: install one (Debian: apt-get install openjdk-25-jdk-headless, or Temurin 25) or set JAVA_HOME to it
MESSAGE
  return 1
}

# Options of the JVM that runs Maven; those that only a recent JDK knows cannot stand in .mvn/jvm.config.
maven_jvm_options='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1'
