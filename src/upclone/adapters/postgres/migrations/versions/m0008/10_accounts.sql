-- Who leaves is gone when the grace is over.
ALTER TABLE account ADD COLUMN due_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX account_due_at_idx ON account (due_at) WHERE due_at IS NOT NULL;
