#!/usr/bin/env bash
# The engines that the tests want, on a Debian machine without containers; nothing of them outlives `down`.
#
#   scripts/services.sh up     [name…]   starts them (all) and heals what has died; what runs is left alone
#   scripts/services.sh status [name…]   a line each; exit code 1 when one does not answer
#   scripts/services.sh env              NAME=value lines for the tests, of those that answer
#   scripts/services.sh down   [name…]   stops them and removes their data
#
# Names: postgres pgbouncer redis radosgw mongodb moto clamav. State, logs and data lie in LIKENESS_SERVICES_DIR
# (default: likeness-services in the temporary folder); another folder is another set, beside the first. Ports count
# from LIKENESS_SERVICES_PORT (21000), or a hundred higher where one is taken.
set -euo pipefail
export HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/services"
export STATE="${LIKENESS_SERVICES_DIR:-${TMPDIR:-/tmp}/likeness-services}"
ALL=(postgres pgbouncer redis radosgw mongodb moto clamav)
# shellcheck source=services/common.sh
source "$HERE/common.sh"

usage() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
  exit 64
}

# Runs a function of a service's file in a shell of its own, which ends at the first error: call NAME FUNCTION
call() {
  SERVICE="$1" DIR="$STATE/$1" bash -euo pipefail -c 'source "$1/common.sh"; source "$1/$SERVICE.sh"; "$2"' \
    services.sh "$HERE" "$2"
}

up_one() {
  if call "$1" answers; then
    echo "$1: runs already"
  elif call "$1" programs && call "$1" start; then
    echo "$1: up after $((SECONDS - BEGAN)) s"
  else
    echo "$1: NOT UP; its log is in $STATE/$1" >&2
    return 1
  fi
}

up() {
  local name failed=0 jobs=() BEGAN=$SECONDS
  mkdir -p "$STATE"
  chmod 755 "$STATE"
  # Two that bring the same set up wait for each other.
  exec 9>"$STATE/lock"
  flock 9
  # Before the others, which may lean on it.
  [[ " ${NAMES[*]} " =~ \ (postgres|pgbouncer)\  ]] && { up_one postgres || failed=1; }
  for name in "${NAMES[@]}"; do
    [ "$name" = postgres ] && continue
    up_one "$name" &
    jobs+=($!)
  done
  for name in ${jobs[@]+"${jobs[@]}"}; do wait "$name" || failed=1; done
  exec 9>&-
  return "$failed"
}

down() {
  local name
  for name in "${NAMES[@]}"; do
    stop_all "$STATE/$name"
    rm -rf "${STATE:?}/$name"
    echo "$name: down"
  done
  [ "${#NAMES[@]}" -lt "${#ALL[@]}" ] || rm -rf "${STATE:?}"
}

status() {
  local name failed=0
  for name in "${NAMES[@]}"; do
    if call "$name" answers; then
      echo "$name: up"
    else
      echo "$name: down"
      failed=1
    fi
  done
  return "$failed"
}

environment() {
  local name
  for name in "${NAMES[@]}"; do
    if call "$name" answers; then call "$name" variables; fi
  done
}

[ "$#" -gt 0 ] || usage
command="$1"
shift
NAMES=("$@")
[ "$#" -gt 0 ] || NAMES=("${ALL[@]}")
for name in "${NAMES[@]}"; do
  [ -e "$HERE/$name.sh" ] && [ "$name" != common ] || { echo "unknown service: $name" >&2; usage; }
done
case "$command" in
  up | down | status) "$command" ;;
  env) environment ;;
  *) usage ;;
esac
