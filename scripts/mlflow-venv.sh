#!/usr/bin/env bash
# Makes the Python environment that test/registry/mlflow.e2e.test.ts starts a real `mlflow server` from.
# Cached in .cache/mlflow-venv (about 850 MB); running it again costs nothing. Prints the path of the executable.
set -euo pipefail

version=3.17.2
cd "$(dirname "$0")/.."
venv=.cache/mlflow-venv
stamp="$venv/.ready-$version"

if [ ! -f "$stamp" ]; then
  rm -rf "$venv"
  mkdir -p .cache
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "mlflow==$version" >&2
  touch "$stamp"
fi
echo "$PWD/$venv/bin/mlflow"
