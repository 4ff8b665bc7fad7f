ALTER TABLE approval ADD COLUMN due_at TIMESTAMP WITH TIME ZONE, ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE approval ALTER COLUMN version DROP DEFAULT;
UPDATE approval SET due_at = requested_at + interval '7 days' WHERE state = 'requested';
CREATE INDEX approval_due_at_idx ON approval (due_at) WHERE due_at IS NOT NULL;
