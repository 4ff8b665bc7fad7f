-- More states, a photo, and since when the address is proven: those of before were trusted, and stay so.
ALTER TABLE account
    ADD COLUMN photo UUID,
    ADD COLUMN verified_at TIMESTAMP WITH TIME ZONE,
    DROP CONSTRAINT account_state_check,
    ADD CONSTRAINT account_state_check CHECK (state IN ('active', 'suspended', 'banned', 'leaving', 'closed'));
UPDATE account SET verified_at = created_at;

-- Who is signed in, and where. The refresh tokens of one session are one family.
CREATE TABLE session (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT session_pk PRIMARY KEY (id),
    CONSTRAINT session_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX session_account_id_idx ON session (account_id) WHERE revoked_at IS NULL;

CREATE TABLE refresh_token (
    hash BYTEA NOT NULL,
    session_id UUID NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT refresh_token_pk PRIMARY KEY (hash),
    CONSTRAINT refresh_token_session_id_fk FOREIGN KEY (session_id) REFERENCES session (id),
    CONSTRAINT refresh_token_hash_check CHECK (octet_length(hash) = 32)
);
CREATE INDEX refresh_token_session_id_idx ON refresh_token (session_id);

-- Letters that prove something, each once.
CREATE TABLE proof (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    address TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT proof_pk PRIMARY KEY (id),
    CONSTRAINT proof_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT proof_purpose_check CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'undo_email'))
);
CREATE INDEX proof_account_id_idx ON proof (account_id) WHERE used_at IS NULL;

CREATE TABLE personal_token (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    hash BYTEA NOT NULL,
    scopes TEXT[] NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT personal_token_pk PRIMARY KEY (id),
    CONSTRAINT personal_token_hash_key UNIQUE (hash),
    CONSTRAINT personal_token_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT personal_token_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT personal_token_scopes_check CHECK (scopes <@ ARRAY['read', 'profile', 'market', 'deals', 'money', 'admin'])
);
CREATE INDEX personal_token_account_id_idx ON personal_token (account_id);

-- `secret` is sealed by the application's key; `step` is the last time step whose code was taken.
CREATE TABLE second_factor (
    account_id UUID NOT NULL,
    secret TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    step BIGINT NOT NULL,
    CONSTRAINT second_factor_pk PRIMARY KEY (account_id),
    CONSTRAINT second_factor_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE recovery_code (
    account_id UUID NOT NULL,
    hash BYTEA NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT recovery_code_pk PRIMARY KEY (account_id, hash),
    CONSTRAINT recovery_code_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT recovery_code_hash_check CHECK (octet_length(hash) = 32)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON
            session, refresh_token, proof, personal_token, second_factor, recovery_code TO upclone_app;
    END IF;
END
$$;
