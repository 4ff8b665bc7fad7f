"""What Alembic runs: on the connection that `migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from upclone.adapters.postgres.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
