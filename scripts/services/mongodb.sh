# A server that speaks MongoDB's protocol: FerretDB on SQLite, built from ferretdb/.
# shellcheck shell=bash

# Where Go's own installer puts it.
PATH="$PATH:/usr/local/go/bin"
programs() {
  [ -x "$DIR/ferretdb" ] || go version 2>/dev/null | grep -qE 'go1\.(2[1-9]|[3-9][0-9])' || {
    echo 'mongodb: Go 1.21 or newer is missing (Debian 12 has an older one): https://go.dev/dl' >&2
    return 1
  }
}

answers() { [ -e "$DIR/port" ] && alive ferretdb && listens "$(known_port)"; }

start() {
  stop_all "$DIR"
  mkdir -p "$DIR/data"
  [ -x "$DIR/ferretdb" ] ||
    CGO_ENABLED=0 go build -C "$HERE/ferretdb" -o "$DIR/ferretdb" . >"$DIR/setup.log" 2>&1
  launch ferretdb "$DIR/ferretdb" "127.0.0.1:$(port 4)" "$DIR/data"
  ready ferretdb answers
}

variables() { echo "LIKENESS_TEST_MONGODB_URL=mongodb://127.0.0.1:$(known_port)/"; }
