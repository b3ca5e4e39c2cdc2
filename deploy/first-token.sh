#!/bin/sh
# Makes the token file of the HTTP server at its first start, and prints the token, once.
set -eu
file=/var/lib/temporal-retrain/tokens.yaml
[ -s "$file" ] || exec node /app/dist/src/cli/bin.js token --role approver --name admin --file "$file"
