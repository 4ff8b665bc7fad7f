CREATE TABLE reconciliation_run (
    id UUID NOT NULL,
    gateway TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by UUID,
    theirs BIGINT NOT NULL,
    ours BIGINT NOT NULL,
    matched BIGINT NOT NULL,
    findings JSONB NOT NULL,
    CONSTRAINT reconciliation_run_pk PRIMARY KEY (id),
    CONSTRAINT reconciliation_run_by_fk FOREIGN KEY (by) REFERENCES account (id),
    CONSTRAINT reconciliation_run_period_check CHECK (since < until AND until <= at)
);
CREATE INDEX reconciliation_run_gateway_id_idx ON reconciliation_run (gateway, id);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT ON reconciliation_run TO upclone_app;
    END IF;
END
$$;
