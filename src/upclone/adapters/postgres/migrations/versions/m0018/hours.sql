-- Work by the hour: weeks, the time in them, and how they are charged.

ALTER TABLE contract
    ADD COLUMN billing JSONB,
    DROP CONSTRAINT contract_paused_by_check,
    ADD CONSTRAINT contract_paused_by_check CHECK (paused_by IN ('client', 'freelancer', 'operator', 'gateway'));
ALTER TABLE milestone ADD COLUMN hourly BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE milestone ALTER COLUMN hourly DROP DEFAULT;
ALTER TABLE hold ADD COLUMN off_session BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE hold ALTER COLUMN off_session DROP DEFAULT;

CREATE TABLE timesheet (
    id UUID NOT NULL,
    contract_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    starts_on DATE NOT NULL,
    starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    rate_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    limit_minutes BIGINT NOT NULL,
    state TEXT NOT NULL,
    billed_minor BIGINT NOT NULL,
    paid_minor BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    running BOOLEAN NOT NULL,
    contested BIGINT NOT NULL,
    billed_minutes BIGINT NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    review_due_at TIMESTAMP WITH TIME ZONE,
    root TEXT,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT timesheet_pk PRIMARY KEY (id),
    CONSTRAINT timesheet_contract_id_starts_on_key UNIQUE (contract_id, starts_on),
    CONSTRAINT timesheet_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT timesheet_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT timesheet_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id),
    CONSTRAINT timesheet_state_check CHECK (state IN ('planned', 'open', 'in_review', 'approved', 'paid', 'cancelled')),
    CONSTRAINT timesheet_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT timesheet_rate_minor_check CHECK (rate_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT timesheet_billed_minor_check CHECK (billed_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT timesheet_paid_minor_check CHECK (paid_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT timesheet_never_more_paid_than_billed_check CHECK (paid_minor <= billed_minor),
    CONSTRAINT timesheet_lasts_check CHECK (starts_at < ends_at)
);
CREATE INDEX timesheet_due_at_idx ON timesheet (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE time_entry (
    id UUID NOT NULL,
    contract_id UUID NOT NULL,
    timesheet_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    state TEXT NOT NULL,
    memo TEXT NOT NULL,
    salt TEXT NOT NULL,
    commitment TEXT NOT NULL,
    reason TEXT NOT NULL,
    attachments UUID[] NOT NULL,
    samples JSONB NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    question TEXT,
    answer TEXT,
    ruling TEXT,
    billed JSONB,
    version BIGINT NOT NULL,
    CONSTRAINT time_entry_pk PRIMARY KEY (id),
    CONSTRAINT time_entry_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT time_entry_timesheet_id_fk FOREIGN KEY(timesheet_id) REFERENCES timesheet (id),
    CONSTRAINT time_entry_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT time_entry_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id),
    CONSTRAINT time_entry_state_check CHECK (state IN (
        'running', 'logged', 'questioned', 'disputed', 'billed', 'withdrawn', 'refused', 'deleted')),
    CONSTRAINT time_entry_lasts_check CHECK (ended_at > started_at OR state = 'deleted'),
    CONSTRAINT time_entry_running_check CHECK ((ended_at IS NULL) = (state = 'running') OR state = 'deleted'),
    CONSTRAINT time_entry_commitment_check CHECK (commitment ~ '^[0-9a-f]{64}$')
);
CREATE UNIQUE INDEX time_entry_running_key ON time_entry (freelancer_id) WHERE state = 'running';
CREATE INDEX time_entry_due_at_idx ON time_entry (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX time_entry_timesheet_id_started_at_idx ON time_entry (timesheet_id, started_at);
CREATE INDEX time_entry_freelancer_id_started_at_idx ON time_entry (freelancer_id, started_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON timesheet, time_entry TO upclone_app;
    END IF;
END
$$;
