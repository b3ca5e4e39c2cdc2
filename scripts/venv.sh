#!/usr/bin/env bash
# venv.sh NAME KEY PIP-ARGUMENTS...: makes a Python environment once for every KEY, and prints its folder.
# It lies beside the other things that can be had again (~/.cache/temporal-retrain), so that every clone shares it.
set -euo pipefail

name=$1 key=$2
shift 2
python=${PYTHON:-python3}
cache="${XDG_CACHE_HOME:-$HOME/.cache}/temporal-retrain"
venv="$cache/$name-$key-py$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
mkdir -p "$cache"

# Every ten seconds how far it is, for pip is silent about what takes longest. Ends with this script.
progress() {
  local since=$SECONDS
  while sleep 10; do
    kill -0 $$ 2>/dev/null || return 0
    echo "making the Python environment \`$name\` (once): $(du -sm "$venv" | cut -f1) MB after $((SECONDS - since)) s" >&2
  done
}

make() {
  [ ! -f "$venv/.ready" ] || return 0
  # Left over by an installation that was cut off.
  rm -rf "$venv"
  echo "making the Python environment \`$name\` in $venv (once)" >&2
  "$python" -m venv "$venv"
  progress >/dev/null 9>&- &
  teller=$!
  trap 'kill "$teller" 2>/dev/null' EXIT
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" >&2
  touch "$venv/.ready"
}

# Several test files may ask at once: one makes it, the others wait.
if command -v flock >/dev/null; then
  exec 9>"$venv.lock"
  flock 9
fi
make "$@"
echo "$venv"
