CREATE TABLE audit (
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    by UUID NOT NULL,
    second UUID,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL,
    hash BYTEA NOT NULL,
    seal TEXT NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (seq),
    CONSTRAINT audit_id_key UNIQUE (id),
    CONSTRAINT audit_by_fk FOREIGN KEY (by) REFERENCES account (id),
    CONSTRAINT audit_second_fk FOREIGN KEY (second) REFERENCES account (id),
    CONSTRAINT audit_two_check CHECK (second <> by),
    CONSTRAINT audit_seq_check CHECK (seq >= 1),
    CONSTRAINT audit_hash_check CHECK (octet_length(hash) = 32)
);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE approval (
    id UUID NOT NULL,
    act TEXT NOT NULL,
    arguments JSONB NOT NULL,
    reason TEXT NOT NULL,
    essence TEXT NOT NULL,
    moved JSONB NOT NULL,
    requested_by UUID NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT approval_pk PRIMARY KEY (id),
    CONSTRAINT approval_requested_by_fk FOREIGN KEY (requested_by) REFERENCES account (id),
    CONSTRAINT approval_decided_by_fk FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT approval_state_check CHECK (state IN ('requested', 'carried_out', 'refused', 'expired')),
    CONSTRAINT approval_two_check CHECK (state <> 'carried_out' OR decided_by <> requested_by)
);
CREATE INDEX approval_requested_idx ON approval (id) WHERE state = 'requested';

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT ON audit TO upclone_app;
        GRANT SELECT, INSERT, UPDATE ON approval TO upclone_app;
    END IF;
END
$$;
