#!/bin/sh
# ./build.sh --gen writes build/messages.sh from messages.txt
set -eu
cd "$(dirname "$0")"
case "${1:-}" in
  --gen)
    mkdir -p build
    sed -n "s/^\([A-Z]*\)=\(.*\)$/MSG_\1='\2'/p" messages.txt > build/messages.sh
    echo "generated build/messages.sh"
    ;;
  *)
    echo "usage: ./build.sh --gen" >&2
    exit 64
    ;;
esac
