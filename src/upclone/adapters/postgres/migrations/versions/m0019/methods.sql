CREATE TABLE method (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    gateway TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    address TEXT NOT NULL,
    ref TEXT,
    token TEXT NOT NULL,
    label TEXT NOT NULL,
    url TEXT,
    reason TEXT NOT NULL,
    usual BOOLEAN NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT method_pk PRIMARY KEY (id),
    CONSTRAINT method_owner_id_fk FOREIGN KEY (owner_id) REFERENCES account (id),
    CONSTRAINT method_purpose_check CHECK (purpose IN ('paying', 'being_paid')),
    CONSTRAINT method_state_check CHECK (state IN ('begun', 'waiting', 'active', 'failed', 'removed')),
    CONSTRAINT method_usual_check CHECK (NOT usual OR state IN ('active', 'begun', 'waiting'))
);
CREATE INDEX method_owner_id_id_idx ON method (owner_id, id);
CREATE INDEX method_gateway_ref_idx ON method (gateway, ref);
CREATE INDEX method_begun_idx ON method (id) WHERE state = 'begun';
CREATE UNIQUE INDEX method_usual_idx ON method (owner_id, gateway, purpose) WHERE usual;
CREATE INDEX method_due_at_idx ON method (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE payout_schedule (
    owner_id UUID NOT NULL,
    gateway TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    day SMALLINT,
    chosen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payout_schedule_pk PRIMARY KEY (owner_id, gateway),
    CONSTRAINT payout_schedule_owner_id_fk FOREIGN KEY (owner_id) REFERENCES account (id),
    CONSTRAINT payout_schedule_rhythm_check CHECK (rhythm IN ('by_hand', 'at_once', 'weekly', 'monthly')),
    CONSTRAINT payout_schedule_day_check CHECK (
        (day IS NOT NULL) = (rhythm IN ('weekly', 'monthly')) AND (day IS NULL OR day BETWEEN 1 AND 28))
);

CREATE TABLE payout_period (
    owner_id UUID NOT NULL,
    gateway TEXT NOT NULL,
    currency TEXT NOT NULL,
    period TEXT NOT NULL,
    CONSTRAINT payout_period_pk PRIMARY KEY (owner_id, gateway, currency, period),
    CONSTRAINT payout_period_owner_id_fk FOREIGN KEY (owner_id) REFERENCES account (id)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON method, payout_schedule TO upclone_app;
        GRANT SELECT, INSERT ON payout_period TO upclone_app;
    END IF;
END
$$;
