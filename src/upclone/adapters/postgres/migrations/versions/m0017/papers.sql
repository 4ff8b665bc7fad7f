-- Who is who to the tax office, and the papers that say what was paid.

CREATE TABLE tax_identity (
    id UUID NOT NULL,
    country TEXT NOT NULL,
    business BOOLEAN NOT NULL,
    legal_name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    vat_number TEXT NOT NULL,
    registration TEXT NOT NULL,
    small_business BOOLEAN NOT NULL,
    CONSTRAINT tax_identity_pk PRIMARY KEY (id),
    CONSTRAINT tax_identity_country_check CHECK (country ~ '^[A-Z]{2}$'),
    CONSTRAINT tax_identity_business_check CHECK (business OR (vat_number = '' AND registration = '' AND NOT small_business)),
    CONSTRAINT tax_identity_id_fk FOREIGN KEY(id) REFERENCES account (id)
);

CREATE TABLE invoice_series (
    issuer TEXT NOT NULL,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    head BYTEA NOT NULL,
    CONSTRAINT invoice_series_pk PRIMARY KEY (issuer, year),
    CONSTRAINT invoice_series_last_check CHECK (last >= 0),
    CONSTRAINT invoice_series_head_check CHECK (octet_length(head) = 32)
);

CREATE TABLE invoice (
    id UUID NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    year INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    document TEXT NOT NULL,
    kind TEXT NOT NULL,
    seller_id UUID,
    buyer_id UUID NOT NULL,
    contract_id UUID NOT NULL,
    cause UUID NOT NULL,
    entry_key TEXT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    supplied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    title TEXT NOT NULL,
    currency TEXT NOT NULL,
    gross_minor BIGINT NOT NULL,
    vat_minor BIGINT NOT NULL,
    tax JSONB NOT NULL,
    seller JSONB NOT NULL,
    buyer JSONB NOT NULL,
    credits UUID,
    reason TEXT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT invoice_pk PRIMARY KEY (id),
    CONSTRAINT invoice_issuer_year_seq_key UNIQUE (issuer, year, seq),
    CONSTRAINT invoice_cause_kind_key UNIQUE (cause, kind),
    CONSTRAINT invoice_credits_entry_key_key UNIQUE (credits, entry_key),
    CONSTRAINT invoice_issuer_year_fk FOREIGN KEY(issuer, year) REFERENCES invoice_series (issuer, year),
    CONSTRAINT invoice_document_check CHECK (document IN ('invoice', 'credit_note')),
    CONSTRAINT invoice_kind_check CHECK (kind IN ('work', 'client_fee', 'freelancer_fee')),
    CONSTRAINT invoice_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT invoice_gross_minor_check CHECK (gross_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT invoice_vat_minor_check CHECK (vat_minor BETWEEN 0 AND gross_minor),
    CONSTRAINT invoice_seq_check CHECK (seq >= 1),
    CONSTRAINT invoice_credits_check CHECK ((document = 'credit_note') = (credits IS NOT NULL)),
    CONSTRAINT invoice_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT invoice_seller_id_fk FOREIGN KEY(seller_id) REFERENCES account (id),
    CONSTRAINT invoice_buyer_id_fk FOREIGN KEY(buyer_id) REFERENCES account (id),
    CONSTRAINT invoice_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT invoice_entry_key_fk FOREIGN KEY(entry_key) REFERENCES entry (key),
    CONSTRAINT invoice_credits_fk FOREIGN KEY(credits) REFERENCES invoice (id)
);
CREATE INDEX invoice_buyer_id_id_idx ON invoice (buyer_id, id);
CREATE INDEX invoice_contract_id_id_idx ON invoice (contract_id, id);
CREATE INDEX invoice_entry_key_idx ON invoice (entry_key);
CREATE INDEX invoice_number_idx ON invoice (number);
CREATE INDEX invoice_seller_id_id_idx ON invoice (seller_id, id);

-- A paper that was issued stands: what is wrong on it is taken back by a credit note.
CREATE TRIGGER invoice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON tax_identity TO upclone_app;
        GRANT SELECT, INSERT, UPDATE (last, head) ON invoice_series TO upclone_app;
        GRANT SELECT, INSERT ON invoice TO upclone_app;
    END IF;
END
$$;
