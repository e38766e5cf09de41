# Ceph's radosgw, an S3 server: one monitor, one store in memory and the gateway. What was in it ends with any of them.
# Keys of SSE-KMS: `likeness-test` (its bytes are in the configuration, for tests only).
# shellcheck shell=bash
CONF="$DIR/ceph.conf"

programs() {
  need 'ceph-mon ceph-osd ceph-common' ceph-mon ceph-osd monmaptool ceph-authtool ceph &&
    need radosgw radosgw radosgw-admin
}

answers() {
  [ -e "$DIR/ready" ] && alive mon && alive osd && alive radosgw && listens "$(known_port)"
}

start() {
  stop_all "$DIR"
  rm -rf "$DIR/mon" "$DIR/osd" "$DIR/ready" "$DIR"/*.keyring "$DIR/monmap"
  mkdir -p "$DIR/mon" "$DIR/osd"
  local fsid monitor osd
  fsid="$(cat /proc/sys/kernel/random/uuid)" osd="$(cat /proc/sys/kernel/random/uuid)"
  monitor="127.0.0.1:$(port 8 monitor-port)"
  configure "$fsid" "$monitor" >"$CONF"
  keys
  monmaptool --create --fsid "$fsid" --addv a "v2:$monitor" "$DIR/monmap" >>"$DIR/setup.log" 2>&1
  ceph-mon -c "$CONF" -i a --mkfs --monmap "$DIR/monmap" --keyring "$DIR/ceph.keyring" >>"$DIR/setup.log" 2>&1
  ENDS_BY=KILL launch mon ceph-mon -c "$CONF" -i a -f
  ceph-osd -c "$CONF" -i 0 --mkfs --osd-uuid "$osd" >>"$DIR/setup.log" 2>&1
  # The number that it gives is 0; the store waits until the monitor knows it.
  ceph -c "$CONF" --connect-timeout 30 osd new "$osd" >>"$DIR/setup.log" 2>&1
  ENDS_BY=KILL launch osd ceph-osd -c "$CONF" -i 0 -f
  radosgw-admin -c "$CONF" -n client.gateway user create --uid=likeness --display-name=Likeness \
    --access-key="$(secret key)" --secret-key="$(secret secret)" >>"$DIR/setup.log" 2>&1
  ENDS_BY=KILL launch radosgw radosgw -c "$CONF" -n client.gateway -f
  ready radosgw listens "$(known_port)"
  touch "$DIR/ready"
}

# One key ring for all: the monitor takes over what it finds in it at its birth.
keys() {
  local who
  for who in mon. client.admin client.gateway osd.0; do
    ceph-authtool "$DIR/ceph.keyring" $([ -e "$DIR/ceph.keyring" ] || echo --create-keyring) --gen-key -n "$who" \
      --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >>"$DIR/setup.log" 2>&1
  done
}

configure() {
  cat <<INI
[global]
fsid = $1
mon host = v2:$2
keyring = $DIR/ceph.keyring
public addr = 127.0.0.1
ms bind msgr1 = false
run dir = $DIR
admin socket =
log file = $DIR/\$name.ceph.log
mon data = $DIR/mon
mon cluster log file = /dev/null
mon allow pool size one = true
auth allow insecure global id reclaim = false
osd data = $DIR/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
[client.gateway]
rgw data = $DIR
rgw frontends = beast endpoint=127.0.0.1:$(port 3)
rgw enable ops log = false
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = likeness-test=bGlrZW5lc3MtdGVzdC1rZXktb2YtMzItYnl0ZXMtbG8=
INI
}

variables() {
  echo "LIKENESS_TEST_S3_ENDPOINT=http://127.0.0.1:$(known_port)"
  echo "LIKENESS_TEST_S3_KEY=$(cat "$DIR/key")"
  echo "LIKENESS_TEST_S3_SECRET=$(cat "$DIR/secret")"
}
