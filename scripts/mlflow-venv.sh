#!/usr/bin/env bash
# Makes the Python environment that test/registry/mlflow.e2e.test.ts starts a real `mlflow server` from (about 850 MB).
# Prints the path of the program; costs nothing when it is there already.
set -euo pipefail

version=3.17.2
echo "$(bash "$(dirname "$0")/venv.sh" mlflow "$version" "mlflow==$version")/bin/mlflow"
