-- A job is a brief on its way to somebody who does it. What was there before is a brief with the old fields alone.
ALTER TABLE job
    ADD COLUMN budget_from_minor BIGINT,
    ADD COLUMN extra_skills TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN level TEXT,
    ADD COLUMN duration TEXT,
    ADD COLUMN place JSONB,
    ADD COLUMN apply_until TIMESTAMP WITH TIME ZONE,
    ADD COLUMN questions TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN attachments UUID[] NOT NULL DEFAULT '{}',
    ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public',
    ADD COLUMN language TEXT NOT NULL DEFAULT 'en',
    ADD COLUMN opened_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN expires_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN due_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN findings JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN cleared JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN note TEXT NOT NULL DEFAULT '',
    ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- Jobs were open from their first moment. Those that still are get the days that a new one gets.
UPDATE job SET opened_at = created_at, expires_at = created_at + interval '60 days';
UPDATE job SET expires_at = now() + interval '60 days', due_at = now() + interval '60 days' WHERE state = 'open';

-- New rows say all of it themselves.
ALTER TABLE job
    ALTER COLUMN extra_skills DROP DEFAULT,
    ALTER COLUMN questions DROP DEFAULT,
    ALTER COLUMN attachments DROP DEFAULT,
    ALTER COLUMN visibility DROP DEFAULT,
    ALTER COLUMN language DROP DEFAULT,
    ALTER COLUMN findings DROP DEFAULT,
    ALTER COLUMN cleared DROP DEFAULT,
    ALTER COLUMN note DROP DEFAULT,
    ALTER COLUMN reason DROP DEFAULT,
    DROP CONSTRAINT job_state_check,
    ADD CONSTRAINT job_state_check CHECK (state IN (
        'draft', 'pending', 'open', 'paused', 'filled', 'closed', 'expired', 'rejected', 'removed')),
    ADD CONSTRAINT job_budget_from_minor_check CHECK (budget_from_minor BETWEEN 1 AND budget_minor),
    ADD CONSTRAINT job_level_check CHECK (level IN ('entry', 'intermediate', 'expert')),
    ADD CONSTRAINT job_duration_check CHECK (duration IN ('days', 'weeks', 'months', 'long')),
    ADD CONSTRAINT job_visibility_check CHECK (visibility IN ('public', 'invited', 'direct')),
    ADD CONSTRAINT job_opened_check CHECK (
        state NOT IN ('open', 'paused', 'filled', 'expired') OR (opened_at IS NOT NULL AND expires_at IS NOT NULL));

CREATE INDEX job_due_at_idx ON job (due_at) WHERE due_at IS NOT NULL;
-- The moderators' queue.
CREATE INDEX job_pending_idx ON job (id) WHERE state = 'pending';
