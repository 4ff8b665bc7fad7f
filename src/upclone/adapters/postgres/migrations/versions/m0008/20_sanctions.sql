CREATE TABLE sanction (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    imposed_by UUID NOT NULL,
    imposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    review_at TIMESTAMP WITH TIME ZONE,
    money_held_until TIMESTAMP WITH TIME ZONE,
    appeal TEXT,
    appealed_at TIMESTAMP WITH TIME ZONE,
    decision TEXT,
    decided_by UUID,
    decided_at TIMESTAMP WITH TIME ZONE,
    paused UUID[] NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT sanction_pk PRIMARY KEY (id),
    CONSTRAINT sanction_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT sanction_kind_check CHECK (kind IN ('suspension', 'ban')),
    CONSTRAINT sanction_state_check CHECK (
        state IN ('in_force', 'appealed', 'upheld', 'lifted', 'replaced', 'expired')),
    CONSTRAINT sanction_reason_check CHECK (reason ~ '\S'),
    CONSTRAINT sanction_until_check CHECK (kind = 'suspension' OR (until IS NULL AND review_at IS NULL)),
    CONSTRAINT sanction_money_held_until_check CHECK (money_held_until <= imposed_at + interval '720 hours'),
    CONSTRAINT sanction_appeal_check CHECK ((appeal IS NULL) = (appealed_at IS NULL)),
    CONSTRAINT sanction_decision_check CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX sanction_account_id_idx ON sanction (account_id) WHERE state IN ('appealed', 'in_force', 'upheld');
CREATE INDEX sanction_account_id_id_idx ON sanction (account_id, id);
CREATE INDEX sanction_appealed_at_idx ON sanction (appealed_at) WHERE state = 'appealed';
CREATE INDEX sanction_due_at_idx ON sanction (due_at) WHERE due_at IS NOT NULL;

-- Who was suspended before there were sanctions can appeal, too: from today on, because nobody told them before.
INSERT INTO sanction (id, account_id, kind, reason, imposed_by, imposed_at, state, review_at, paused, version)
SELECT DISTINCT ON (account.id) event.id, account.id, 'suspension', account.suspension_reason, event.by, now(),
    'in_force', now() + interval '2160 hours', '{}', 0
FROM account JOIN event ON event.subject_id = account.id AND event.name = 'AccountSuspended'
WHERE account.state = 'suspended' AND account.suspension_reason ~ '\S' AND event.by IS NOT NULL
ORDER BY account.id, event.created_seq DESC;

CREATE TABLE activity (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    kind TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    subject_id UUID,
    detail TEXT NOT NULL,
    CONSTRAINT activity_pk PRIMARY KEY (id),
    CONSTRAINT activity_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT activity_kind_check CHECK (kind IN (
        'job_viewed', 'jobs_searched', 'freelancer_viewed', 'freelancers_searched', 'job_posted', 'applied',
        'application_withdrawn', 'invited', 'hired', 'contract_signed', 'work_submitted', 'work_approved',
        'contract_completed')),
    CONSTRAINT activity_detail_check CHECK (length(detail) <= 200)
);
CREATE INDEX activity_account_id_id_idx ON activity (account_id, id);
CREATE INDEX activity_at_idx ON activity (at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON sanction TO upclone_app;
        GRANT SELECT, INSERT, DELETE ON activity TO upclone_app;
        -- Who leaves takes along what they were told.
        GRANT DELETE ON notification TO upclone_app;
    END IF;
END
$$;
