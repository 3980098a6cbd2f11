#!/usr/bin/env bash
# Make or refresh the virtual environment: environment.sh PYTHON VENV LOCKFILE
set -eu
python=$1 venv=$2 lock=$3

say() { printf 'mailflow setup: %s\n' "$*"; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Python 3.11 or newer is needed; this is $("$python" --version)." >&2
  say "Name another one: make PYTHON=python3.12" >&2
  exit 1
}

make_venv() {
  "$python" -m venv "$venv" >/dev/null 2>&1 && return 0
  rm -rf "$venv"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ -z "${MAILFLOW_NO_APT:-}" ]; then
    say "installing python3-venv (apt)"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    "$python" -m venv "$venv" && return 0
  fi
  if "$python" -m pip --version >/dev/null 2>&1; then
    say "python3-venv is missing; using virtualenv from the package registry"
    "$python" -m pip install -qq --target "$venv.bootstrap" virtualenv
    if PYTHONPATH="$venv.bootstrap" "$python" -m virtualenv --quiet "$venv"; then
      rm -rf "$venv.bootstrap"
      return 0
    fi
  fi
  say "a virtual environment cannot be made here. Type: sudo apt install python3-venv" >&2
  exit 1
}

[ -x "$venv/bin/python" ] || { say "making a virtual environment in $venv"; make_venv; }
say "installing what $lock names (hashes checked)"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check \
  --no-deps --no-build-isolation -e .
