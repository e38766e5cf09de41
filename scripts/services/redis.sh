# Redis 7, in memory only.
# shellcheck shell=bash

programs() { need redis-server redis-server redis-cli; }

answers() { [ -e "$DIR/port" ] && [ "$(timeout 5 redis-cli -p "$(known_port)" ping 2>/dev/null)" = PONG ]; }

start() {
  stop_all "$DIR"
  mkdir -p "$DIR"
  launch redis redis-server --port "$(port 2)" --bind 127.0.0.1 --appendonly no --save '' --dir "$DIR"
  ready redis answers
}

variables() { echo "LIKENESS_TEST_REDIS_URL=redis://127.0.0.1:$(known_port)"; }
