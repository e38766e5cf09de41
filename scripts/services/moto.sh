# moto, which answers the APIs of CloudFront, KMS and S3; in a Python environment of its own.
# shellcheck shell=bash
# Not moto[server], whose other parts take a minute more.
PACKAGES=(moto==5.2.5 flask==3.1.3 flask-cors==6.0.5)

programs() { need 'python3 python3-venv' python3; }

answers() { [ -e "$DIR/port" ] && alive moto && listens "$(known_port)"; }

start() {
  stop_all "$DIR"
  mkdir -p "$DIR"
  if [ ! -x "$DIR/venv/bin/moto_server" ]; then
    python3 -m venv "$DIR/venv" >"$DIR/setup.log" 2>&1
    "$DIR/venv/bin/pip" install -q --disable-pip-version-check --no-compile "${PACKAGES[@]}" >>"$DIR/setup.log" 2>&1
  fi
  launch moto "$DIR/venv/bin/moto_server" -H 127.0.0.1 -p "$(port 5)"
  ready moto answers
}

variables() { echo "LIKENESS_TEST_MOTO_URL=http://127.0.0.1:$(known_port)"; }
