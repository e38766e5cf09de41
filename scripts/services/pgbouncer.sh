# PgBouncer before our PostgreSQL, in transaction mode, for every database by its own name; `sessions` is the database
# postgres in session mode. It ignores no parameter of a connection, as an operator's own would not.
# shellcheck shell=bash
POSTGRES="$DIR/../postgres"
READY=/usr/lib/postgresql/15/bin/pg_isready

# Debian puts it where an ordinary user's path does not lead.
PATH="$PATH:/usr/sbin"
programs() { need pgbouncer pgbouncer; }

answers() {
  [ -e "$DIR/port" ] && alive pgbouncer && "$READY" -q -h 127.0.0.1 -p "$(known_port)" -U postgres
}

start() {
  stop_all "$DIR"
  mkdir -p "$DIR"
  local password
  password="$(cat "$POSTGRES/password")"
  (umask 077 && echo "\"postgres\" \"$password\"" >"$DIR/users")
  cat >"$DIR/pgbouncer.ini" <<INI
[databases]
sessions = host=127.0.0.1 port=$(cat "$POSTGRES/port") dbname=postgres pool_mode=session
* = host=127.0.0.1 port=$(cat "$POSTGRES/port")
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $(port 1)
unix_socket_dir =
pool_mode = transaction
auth_type = scram-sha-256
auth_file = $DIR/users
auth_user = postgres
max_client_conn = 1000
default_pool_size = 20
server_idle_timeout = 5
INI
  # It refuses to run as root.
  own postgres "$DIR/users" "$DIR/pgbouncer.ini"
  # shellcheck disable=SC2046
  ENDS_BY=QUIT launch pgbouncer $(as_user postgres) pgbouncer "$DIR/pgbouncer.ini"
  ready pgbouncer answers
}

variables() {
  echo "LIKENESS_TEST_PGBOUNCER_URL=postgres://postgres:$(cat "$POSTGRES/password")@127.0.0.1:$(known_port)/postgres"
}
