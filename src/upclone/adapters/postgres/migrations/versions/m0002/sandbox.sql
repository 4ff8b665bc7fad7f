-- A payment gateway for tests and demos: it shares a database with upclone, and nothing else.

CREATE SCHEMA sandbox;

CREATE TABLE sandbox.balance (
    currency text NOT NULL,
    available_minor bigint NOT NULL,
    CONSTRAINT balance_pk PRIMARY KEY (currency),
    CONSTRAINT balance_available_minor_check CHECK (available_minor >= 0)
);

CREATE TABLE sandbox.lost_call (
    operation text NOT NULL,
    key text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT lost_call_pk PRIMARY KEY (operation, key)
);

CREATE TABLE sandbox.operation (
    ref text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    token text NOT NULL,
    script text NOT NULL,
    payment_ref text,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    moved_minor bigint,
    status text NOT NULL,
    reason text NOT NULL,
    refused boolean NOT NULL,
    description text NOT NULL,
    return_url text NOT NULL,
    step integer NOT NULL,
    due_at timestamptz,
    asked integer NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT operation_pk PRIMARY KEY (ref),
    CONSTRAINT operation_operation_key_key UNIQUE (operation, key),
    CONSTRAINT operation_operation_check CHECK (operation IN ('payment', 'refund', 'payout')),
    CONSTRAINT operation_status_check CHECK (status IN ('pending', 'succeeded', 'failed', 'expired')),
    CONSTRAINT operation_amount_minor_check CHECK (amount_minor > 0),
    CONSTRAINT operation_payment_ref_fk FOREIGN KEY (payment_ref) REFERENCES sandbox.operation (ref)
);

CREATE INDEX operation_due_at_idx ON sandbox.operation (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX operation_payment_ref_idx ON sandbox.operation (payment_ref) WHERE payment_ref IS NOT NULL;

CREATE TABLE sandbox.movement (
    id bigint GENERATED ALWAYS AS IDENTITY,
    ref text NOT NULL,
    moved text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT movement_pk PRIMARY KEY (id),
    CONSTRAINT movement_ref_moved_key UNIQUE (ref, moved),
    CONSTRAINT movement_moved_check CHECK (moved IN ('captured', 'refunded', 'refund_returned', 'paid_out', 'payout_returned')),
    CONSTRAINT movement_amount_minor_check CHECK (amount_minor > 0),
    CONSTRAINT movement_ref_fk FOREIGN KEY (ref) REFERENCES sandbox.operation (ref)
);

CREATE TABLE sandbox.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY,
    event_id text NOT NULL,
    ref text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    created_at timestamptz NOT NULL,
    next_at timestamptz,
    attempts integer NOT NULL,
    last_answer text NOT NULL,
    delivered_at timestamptz,
    given_up_at timestamptz,
    CONSTRAINT outbox_pk PRIMARY KEY (id),
    CONSTRAINT outbox_ref_fk FOREIGN KEY (ref) REFERENCES sandbox.operation (ref)
);

CREATE INDEX outbox_next_at_idx ON sandbox.outbox (next_at) WHERE next_at IS NOT NULL;

CREATE FUNCTION sandbox.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the movements of the sandbox are append-only';
END
$$;

CREATE TRIGGER movement_append_only BEFORE UPDATE OR DELETE ON sandbox.movement
    FOR EACH ROW EXECUTE FUNCTION sandbox.refuse_change();

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        RETURN;
    END IF;
    GRANT USAGE ON SCHEMA sandbox TO upclone_app;
    GRANT SELECT, INSERT, UPDATE ON sandbox.operation, sandbox.balance, sandbox.outbox TO upclone_app;
    GRANT SELECT, INSERT ON sandbox.lost_call, sandbox.movement TO upclone_app;
END
$$;
