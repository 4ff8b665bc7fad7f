ALTER TABLE reconciliation_run ADD COLUMN failure TEXT NOT NULL DEFAULT '';
ALTER TABLE reconciliation_run ALTER COLUMN failure DROP DEFAULT;
