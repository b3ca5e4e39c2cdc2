#!/usr/bin/env bash
# Makes the environment that python/ is tested in, once for every state of its requirements. Prints its interpreter.
set -euo pipefail

here=$(dirname "$0")
requirements="$here/../python/requirements-dev.txt"
key=$(sha256sum "$requirements" | cut -c 1-12)
echo "$(bash "$here/venv.sh" python "$key" -r "$requirements")/bin/python"
