#!/usr/bin/env bash
# Makes the Python environment whose `schemathesis` test/serve/schemathesis.test.ts holds the HTTP server against its own
# document with. Prints the path of the program; costs nothing when it is there already.
set -euo pipefail

version=4.32.5
echo "$(bash "$(dirname "$0")/venv.sh" schemathesis "$version" "schemathesis==$version")/bin/schemathesis"
