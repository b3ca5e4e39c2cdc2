#!/bin/sh
# Creates or upgrades Temporal's two databases in PostgreSQL. Safe to run at every start: a database that exists is kept,
# and only the schema versions that it lacks are applied.
#
# Takes SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD (read by temporal-sql-tool itself) and SCHEMA_DIR.
set -eu

export SQL_PLUGIN=postgres12
SCHEMA_DIR=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

setup() {
  echo "setting up database $1"
  temporal-sql-tool --db "$1" create-database
  temporal-sql-tool --db "$1" setup-schema --version 0.0
  temporal-sql-tool --db "$1" update-schema --schema-dir "$2"
}

setup temporal "$SCHEMA_DIR/temporal/versioned"
setup temporal_visibility "$SCHEMA_DIR/visibility/versioned"
