#!/bin/sh
set -eu
cd "$(dirname "$0")"
if [ ! -f build/messages.sh ]; then
  echo "run-tests.sh: error: build/messages.sh does not exist" >&2
  exit 2
fi
. ./build/messages.sh
. ./src/greet.sh

passed=0
failed=0
check() {
  if [ "$2" = "$3" ]; then
    echo "ok - $1"
    passed=$((passed + 1))
  else
    echo "not ok - $1: expected '$3', got '$2'"
    failed=$((failed + 1))
  fi
}

check "hello greets by name" "$(hello Ada)" "Hello, Ada!"
check "farewell names the person" "$(farewell Ada)" "Goodbye, Ada."
check "thanks names the person" "$(thanks Ada)" "Thank you, Ada."

if [ "$failed" -gt 0 ]; then
  echo "Tests: $failed failed, $passed passed"
  exit 1
fi
echo "$passed passed"
echo "All tests passed"
