# What the files of the services share. Each defines:
#   programs   fails, with a sentence, when a program is missing
#   start      starts what does not run and returns when it answers
#   answers    true when it can be used
#   variables  NAME=value lines for the tests
# and sees SERVICE, its name, and DIR, its folder.
# shellcheck shell=bash

# need PACKAGE PROGRAM…: says which package brings a program that is not there.
need() {
  local package="$1" program
  shift
  for program in "$@"; do
    command -v "$program" >/dev/null || {
      echo "$SERVICE: $program is missing: apt-get install $package" >&2
      return 1
    }
  done
}

# launch NAME COMMAND…: in a session of its own, so that neither Control+C nor the end of this shell reaches it.
# ENDS_BY: the signal that ends it, if not TERM.
launch() {
  local name="$1" pid
  shift
  setsid "$@" </dev/null >>"$DIR/$name.log" 2>&1 9>&- &
  pid=$!
  echo "$pid $(started "$pid") ${ENDS_BY:-TERM}" >"$DIR/$name.pid"
}

# When a process began: with its number it tells it from a later one.
started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# alive NAME: whether what was launched under this name still runs.
alive() {
  local pid began
  read -r pid began _ 2>/dev/null <"$DIR/$1.pid" || return 1
  [ -n "$began" ] && [ "$(started "$pid")" = "$began" ]
}
gone() { ! alive "$1"; }

# stop_all FOLDER: ends all that was launched there, by force when ten seconds are not enough.
stop_all() {
  local DIR="$1" file name pid signal
  for file in "$DIR"/*.pid; do
    [ -e "$file" ] || continue
    name="$(basename "$file" .pid)"
    read -r pid _ signal <"$file"
    if alive "$name"; then
      # It may end by itself in between.
      kill "-$signal" "$pid" 2>/dev/null || true
      until_true 100 gone "$name" || kill -KILL "$pid" || true
    fi
    rm -f "$file"
  done
}

# until_true TENTHS COMMAND…: tries until it holds, or gives up.
until_true() {
  local left="$1"
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$((left--))" -gt 0 ] || return 1
    sleep 0.1
  done
}

# ready NAME COMMAND…: waits, at most a minute, while the process lives.
ready() {
  local name="$1"
  shift
  until_true 600 ended_or "$name" "$@" && alive "$name"
}
ended_or() {
  local name="$1"
  shift
  ! alive "$name" || "$@"
}

# port NUMBER [NAME]: the port with this number of ours; the first choice of a free one is kept.
port() {
  local file="$DIR/${2:-port}" at=$((${LIKENESS_SERVICES_PORT:-21000} + $1))
  if [ ! -e "$file" ]; then
    while listens "$at"; do at=$((at + 100)); done
    mkdir -p "$DIR"
    echo "$at" >"$file"
  fi
  cat "$file"
}
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
known_port() { cat "$DIR/${1:-port}" 2>/dev/null; }

# secret NAME: made once, of letters and digits.
secret() {
  [ -e "$DIR/$1" ] || (umask 077 && od -An -tx1 -N20 /dev/urandom | tr -d ' \n' >"$DIR/$1")
  cat "$DIR/$1"
}

# as_user USER: words before a command that is to run as that user; none when we are not root.
as_user() { [ "$(id -u)" != 0 ] || echo setpriv "--reuid=$1" "--regid=$(id -g "$1")" --clear-groups; }

# own USER PATH…: gives files to that user when we are root.
own() {
  local user="$1"
  shift
  [ "$(id -u)" != 0 ] || chown -R "$user:" "$@"
}
