# ClamAV's daemon with one signature of our own, EICAR's; it fetches none.
# shellcheck shell=bash
PATH="$PATH:/usr/sbin"

programs() { need clamav-daemon clamd; }

answers() { [ -e "$DIR/port" ] && alive clamd && listens "$(known_port)"; }

start() {
  stop_all "$DIR"
  mkdir -p "$DIR/signatures"
  # size and MD5 of the test file that every scanner knows
  echo '44d88612fea8a8f36de82e1278abb02f:68:Likeness.Test.EICAR' >"$DIR/signatures/eicar.hdb"
  cat >"$DIR/clamd.conf" <<CONF
DatabaseDirectory $DIR/signatures
TCPSocket $(port 6)
TCPAddr 127.0.0.1
Foreground yes
LogFile $DIR/scans.log
PidFile $DIR/clamd.own-pid
StreamMaxLength 10M
MaxThreads 4
CONF
  launch clamd clamd --config-file="$DIR/clamd.conf"
  ready clamd answers
}

variables() { echo "LIKENESS_TEST_CLAMAV=127.0.0.1:$(known_port)"; }
