#!/bin/sh
# Waits for the Temporal server, then creates the namespace and the monitor's search attributes where they are missing.
# Safe to run at every start.
#
# Takes TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and SEARCH_ATTRIBUTES ("Name=Type Name=Type ...").
set -eu

attempts=60
until temporal operator cluster health >/dev/null 2>&1; do
  attempts=$((attempts - 1))
  if [ "$attempts" -le 0 ]; then
    echo "no healthy Temporal server at $TEMPORAL_ADDRESS" >&2
    exit 1
  fi
  sleep 1
done

if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  echo "creating namespace $TEMPORAL_NAMESPACE"
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
fi

# The frontends learn of a new namespace from a cache that they refresh every few seconds.
attempts=60
until listed=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" 2>&1); do
  attempts=$((attempts - 1))
  if [ "$attempts" -le 0 ]; then
    echo "$listed" >&2
    exit 1
  fi
  sleep 1
done

for pair in $SEARCH_ATTRIBUTES; do
  name=${pair%%=*}
  if echo "$listed" | grep -q -w "$name"; then continue; fi
  echo "creating search attribute $name"
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type "${pair#*=}"
done
echo "namespace $TEMPORAL_NAMESPACE is ready"
