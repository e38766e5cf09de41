# PostgreSQL 15, the oldest that is supported; its superuser `postgres` has a password of its own.
# shellcheck shell=bash
BIN=/usr/lib/postgresql/15/bin

programs() {
  [ -x "$BIN/postgres" ] || {
    echo 'postgres: PostgreSQL 15 is missing: apt-get install postgresql-15' >&2
    return 1
  }
}

answers() { [ -e "$DIR/port" ] && "$BIN/pg_isready" -q -h 127.0.0.1 -p "$(known_port)" -U postgres; }

start() {
  stop_all "$DIR"
  mkdir -p "$DIR/data"
  secret password >/dev/null
  own postgres "$DIR/data" "$DIR/password"
  # shellcheck disable=SC2046
  [ -e "$DIR/data/PG_VERSION" ] || LC_ALL=C $(as_user postgres) "$BIN/initdb" -D "$DIR/data" -U postgres \
    --auth=scram-sha-256 --encoding=UTF8 --pwfile="$DIR/password" >"$DIR/initdb.log" 2>&1
  # What a killed one has left of itself holds the next off for a moment.
  until_true 50 run
}

run() {
  # QUIT: at once, also with sessions open
  # shellcheck disable=SC2046
  ENDS_BY=QUIT launch postgres env LC_ALL=C $(as_user postgres) "$BIN/postgres" -D "$DIR/data" \
    -c port="$(port 0)" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300
  ready postgres answers
}

variables() {
  echo "LIKENESS_TEST_POSTGRES_URL=postgres://postgres:$(cat "$DIR/password")@127.0.0.1:$(known_port)/postgres"
}
