#!/bin/sh
# Starts Keymaster in a process that its surroundings cannot bend (threat-model.md, "The process"). Every fork here
# is paid by every command: what the shell can do itself it does itself.
#
# Handed to the program in variables:
#   KEYMASTER_SAVED_<NAME>   what the person had in a variable that is kept from this JVM; `run` gives it back
#   KEYMASTER_SAVED_UMASK, KEYMASTER_SAVED_CORE   likewise umask and soft core limit
#   KEYMASTER_TTY            which of the descriptors 0, 1, 2 are terminals, such as "02"
#   KEYMASTER_PASSPHRASE_FD, KEYMASTER_MASTER_KEY_FD, API_KEY_MASTER_FD   number of a pipe that holds the secret
#     of that variable and one line feed, so that no secret is in the environment of the JVM

here=$0
case $here in
  */*) ;;
  *) here=./$here ;;
esac
while [ -L "$here" ]; do
  link=$(command -p readlink "$here")
  case $link in
    /*) here=$link ;;
    *) here=${here%/*}/$link ;;
  esac
done
image=${here%/*}/..

set_aside() {
  if eval "[ -n \"\${$1+x}\" ]"; then
    eval "export KEYMASTER_SAVED_$1=\"\$$1\""
    unset "$1"
  else
    unset "KEYMASTER_SAVED_$1"
  fi
}

free_descriptor() {
  for fd in 9 8 7 6 5 4 3; do
    [ -e "/dev/fd/$fd" ] || return 0
  done
  echo 'keymaster: all of the descriptors 3 to 9 are in use' >&2
  exit 1
}

to_descriptor() {
  unset "$1_FD"
  eval "[ -n \"\${$1-}\" ]" || return 0
  free_descriptor
  eval "exec $fd<<SECRET
\$$1
SECRET"
  unset "$1"
  export "$1_FD=$fd"
}

# A cache is code: it has to be ours, unwritable for others, and untouched since it was made with this runtime.
cache_is_sound() {
  [ -f "$cache" ] && [ -f "$image/built" ] || return 1
  ! [ "$cache" -nt "$image/built" ] && ! [ "$image/runtime/lib/modules" -nt "$image/built" ] || return 1
  owner='! -user 0'
  ! [ -O "$cache" ] || owner='-false'
  [ -z "$(command -p find "$image" "$image/runtime/lib/." "$cache" -prune \
    \( $owner -o -perm -020 -o -perm -002 -o -type l \) 2>&1)" ]
}

for name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS JDK_AOT_VM_OPTIONS _JAVA_LAUNCHER_DEBUG \
  CLASSPATH LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH; do
  set_aside "$name"
done
for name in KEYMASTER_PASSPHRASE KEYMASTER_MASTER_KEY API_KEY_MASTER; do
  to_descriptor "$name"
done

limits=$(umask && ulimit -S -c)
export KEYMASTER_SAVED_UMASK="${limits%%
*}" KEYMASTER_SAVED_CORE="${limits##*
}"
umask 077
ulimit -S -c 0

KEYMASTER_TTY=
for fd in 0 1 2; do
  ! [ -t "$fd" ] || KEYMASTER_TTY=$KEYMASTER_TTY$fd
done
export KEYMASTER_TTY

# A crash leaves its report in our own state folder, or none at all: never in a folder that others can read.
if [ -n "${KEYMASTER_HOME-}" ]; then
  crashes=$KEYMASTER_HOME/state/crashes
else
  crashes=${XDG_STATE_HOME:-${HOME-}/.local/state}/keymaster/crashes
fi
if [ -d "$crashes" ] && [ -O "$crashes" ] && ! [ -L "$crashes" ]; then
  set -- "-XX:ErrorFile=$crashes/hs_%p.log" -m dev.keymaster.app/dev.keymaster.app.Main "$@"
else
  set -- -XX:+SuppressFatalErrorMessage -m dev.keymaster.app/dev.keymaster.app.Main "$@"
fi

# Short commands end before compilers would pay; password hashing and bulk encryption need them. The agent stays: it
# has flags of its own. A scan goes through texts one by one: a young generation of 2 MiB is all that it needs, where the
# usual one fills up with what nobody uses any more.
short='-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=10 -Djdk.reflect.useNativeAccessorOnly=true'
case "${4-} ${5-}" in
  'agent serve') set -- "@$image/agent.options" "$@" ;;
  'vault '* | 'import '* | 'tour '* | 'unlock '*) ;;
  'scan '*) set -- -Xms4m -Xmn2m $short "$@" ;;
  *) set -- $short "$@" ;;
esac

cache=$image/aot/@CACHE@.aot
! cache_is_sound || set -- "-XX:AOTCache=$cache" "$@"

exec "$image/runtime/bin/java" "@$image/jvm.options" "-Dorg.sqlite.lib.path=$image/native" -Dkeymaster.build=@CACHE@ "$@"
