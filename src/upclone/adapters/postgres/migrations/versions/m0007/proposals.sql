-- Negotiation: every round of a proposal, and what goes with it.

ALTER TABLE proposal
    ADD COLUMN rounds JSONB,
    ADD COLUMN answers JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN attachments UUID[] NOT NULL DEFAULT '{}',
    ADD COLUMN shortlisted BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN reason TEXT NOT NULL DEFAULT '',
    ADD COLUMN due_at TIMESTAMP WITH TIME ZONE;

-- What was bid so far is the first round, and stands without end.
UPDATE proposal SET rounds = jsonb_build_array(jsonb_build_object(
    'number', 1,
    'by', 'freelancer',
    'price', jsonb_build_object('amount_minor', price_minor, 'currency', currency),
    'plan', plan,
    'weekly_limit_hours', NULL,
    'note', '',
    'at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    'valid_until', NULL));

ALTER TABLE proposal
    ALTER COLUMN rounds SET NOT NULL,
    ALTER COLUMN answers DROP DEFAULT,
    ALTER COLUMN attachments DROP DEFAULT,
    ALTER COLUMN shortlisted DROP DEFAULT,
    ALTER COLUMN reason DROP DEFAULT,
    DROP CONSTRAINT proposal_state_check,
    ADD CONSTRAINT proposal_state_check CHECK (
        state IN ('submitted', 'countered', 'hired', 'declined', 'withdrawn', 'expired', 'lapsed'));

DROP INDEX proposal_counting_key;

CREATE UNIQUE INDEX proposal_counting_key ON proposal (job_id, freelancer_id)
    WHERE state IN ('submitted', 'countered', 'hired');

CREATE INDEX proposal_due_at_idx ON proposal (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX proposal_client_id_id_idx ON proposal (client_id, id);
