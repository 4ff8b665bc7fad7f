-- What is searched: one row an open public job, one row a listed freelancer. `doc` holds words and filters together.

CREATE TABLE job_search (
    id UUID NOT NULL,
    client_id UUID NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    payment TEXT NOT NULL,
    currency TEXT NOT NULL,
    budget_minor BIGINT NOT NULL,
    budget_from_minor BIGINT NOT NULL,
    category TEXT NOT NULL,
    skills TEXT[] NOT NULL,
    level TEXT,
    duration TEXT,
    language TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    apply_until TIMESTAMP WITH TIME ZONE,
    client_rating INTEGER DEFAULT '0' NOT NULL,
    client_verified BOOLEAN DEFAULT false NOT NULL,
    doc TSVECTOR NOT NULL,
    CONSTRAINT job_search_pk PRIMARY KEY (id),
    CONSTRAINT job_search_id_fk FOREIGN KEY(id) REFERENCES job (id) ON DELETE CASCADE
);
CREATE INDEX job_search_opened_at_id_idx ON job_search (opened_at, id);
CREATE INDEX job_search_currency_budget_minor_id_idx ON job_search (currency, budget_minor, id);
CREATE INDEX job_search_client_id_idx ON job_search (client_id);
CREATE INDEX job_search_doc_idx ON job_search USING gin (doc) WITH (fastupdate = off);
ALTER TABLE job_search ALTER COLUMN doc SET STATISTICS 2000;

CREATE TABLE freelancer_search (
    id UUID NOT NULL,
    merit INTEGER DEFAULT '0' NOT NULL,
    currency TEXT,
    rate_minor BIGINT,
    categories TEXT[] NOT NULL,
    skills TEXT[] NOT NULL,
    languages TEXT[] NOT NULL,
    level TEXT,
    hours_per_week INTEGER,
    years INTEGER NOT NULL,
    country TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    rating INTEGER DEFAULT '0' NOT NULL,
    doc TSVECTOR NOT NULL,
    CONSTRAINT freelancer_search_pk PRIMARY KEY (id),
    CONSTRAINT freelancer_search_id_fk FOREIGN KEY(id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX freelancer_search_merit_id_idx ON freelancer_search (merit, id);
CREATE INDEX freelancer_search_currency_rate_minor_id_idx ON freelancer_search (currency, rate_minor, id);
CREATE INDEX freelancer_search_doc_idx ON freelancer_search USING gin (doc) WITH (fastupdate = off);
ALTER TABLE freelancer_search ALTER COLUMN doc SET STATISTICS 2000;

-- The words that documents are written with: what a slip of the finger is corrected to.

CREATE TABLE search_word (
    kind TEXT NOT NULL,
    word TEXT NOT NULL,
    en TEXT,
    fr TEXT,
    docs BIGINT NOT NULL,
    seq BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT search_word_pk PRIMARY KEY (kind, word),
    CONSTRAINT search_word_kind_check CHECK (kind IN ('job', 'freelancer'))
);
CREATE INDEX search_word_kind_seq_idx ON search_word (kind, seq);

-- Kept searches.

CREATE TABLE search (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name TEXT NOT NULL,
    wanted JSONB NOT NULL,
    alert TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    tell_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT search_pk PRIMARY KEY (id),
    CONSTRAINT search_owner_id_fk FOREIGN KEY(owner_id) REFERENCES account (id),
    CONSTRAINT search_alert_check CHECK (alert IN ('never', 'at_once', 'daily', 'weekly')),
    CONSTRAINT search_state_check CHECK (state IN ('active', 'ended'))
);
CREATE INDEX search_owner_id_id_idx ON search (owner_id, id);
CREATE INDEX search_tell_at_idx ON search (tell_at) WHERE tell_at IS NOT NULL;

-- Those that tell at once, as job_search understands them. `keys` is the rarest thing that a job must have one of.

CREATE TABLE search_watch (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    keys TEXT[] NOT NULL,
    terms TSQUERY,
    bounds JSONB NOT NULL,
    CONSTRAINT search_watch_pk PRIMARY KEY (id),
    CONSTRAINT search_watch_id_fk FOREIGN KEY(id) REFERENCES search (id) ON DELETE CASCADE
);
CREATE INDEX search_watch_keys_idx ON search_watch USING gin (keys) WITH (fastupdate = off);

CREATE TABLE search_told (
    search_id UUID NOT NULL,
    job_id UUID NOT NULL,
    CONSTRAINT search_told_pk PRIMARY KEY (search_id, job_id),
    CONSTRAINT search_told_search_id_fk FOREIGN KEY(search_id) REFERENCES search (id) ON DELETE CASCADE,
    CONSTRAINT search_told_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id) ON DELETE CASCADE
);
CREATE INDEX search_told_job_id_idx ON search_told (job_id);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        RETURN;
    END IF;
    GRANT SELECT, INSERT, UPDATE, DELETE ON job_search, freelancer_search, search_word, search_watch, search_told
        TO upclone_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON search TO upclone_app;
END
$$;
