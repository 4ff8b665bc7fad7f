-- Accounts elsewhere that open an account here: one of each provider.
CREATE TABLE identity (
    provider TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id UUID NOT NULL,
    address TEXT NOT NULL,
    linked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT identity_pk PRIMARY KEY (provider, subject),
    CONSTRAINT identity_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT identity_account_id_provider_key UNIQUE (account_id, provider)
);

-- What was good for once, by its hash, until it is over anyway.
CREATE TABLE spent_ticket (
    hash BYTEA NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT spent_ticket_pk PRIMARY KEY (hash),
    CONSTRAINT spent_ticket_hash_check CHECK (octet_length(hash) = 32)
);
CREATE INDEX spent_ticket_expires_at_idx ON spent_ticket (expires_at);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON identity, spent_ticket TO upclone_app;
    END IF;
END
$$;
