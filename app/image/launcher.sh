#!/bin/sh
here=$0
while [ -L "$here" ]; do
  link=$(readlink "$here")
  case $link in
    /*) here=$link ;;
    *) here=${here%/*}/$link ;;
  esac
done
exec "${here%/*}/../runtime/bin/java" -m dev.keymaster.app/dev.keymaster.app.Main "$@"
