#!/usr/bin/env bash
# Types and tests of python/, in an environment that is made once (scripts/python-venv.sh).
set -euo pipefail

cd "$(dirname "$0")/.."
python=$(bash scripts/python-venv.sh)
cd python
"$python" -m mypy src examples
"$python" -m pytest "$@"
