CREATE TABLE stray_claim (
    gateway TEXT NOT NULL,
    ref TEXT NOT NULL,
    payment_ref TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT stray_claim_pk PRIMARY KEY (gateway, ref),
    CONSTRAINT stray_claim_currency_check CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX stray_claim_at_idx ON stray_claim (at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT ON stray_claim TO upclone_app;
    END IF;
END
$$;
