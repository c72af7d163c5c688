#!/bin/sh
# Make .venv and install the locked packages and Trucewatch itself into it: make_venv.sh PYTHON LOCKFILE
set -eu
python=$1 lock=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Trucewatch needs Python 3.11 or newer; $python is older." >&2; exit 1; }
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    echo "This Python has no venv module. On Debian: apt-get install python3-venv" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
