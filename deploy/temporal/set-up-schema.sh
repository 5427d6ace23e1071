#!/bin/sh
# Makes Temporal's two databases and brings them to the schema of this version of its tools; a second run changes nothing.
# The connection is in SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN, which temporal-sql-tool reads itself.
set -eu

set_up() { # database schema
  temporal-sql-tool --database "$1" create-database
  temporal-sql-tool --database "$1" setup-schema --version 0.0
  temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}

set_up temporal temporal
set_up temporal_visibility visibility
