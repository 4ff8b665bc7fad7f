-- Files: the content that the storage may hold, and what people called it.

CREATE TABLE content (
    key TEXT NOT NULL,
    wanted_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT content_pk PRIMARY KEY (key),
    CONSTRAINT content_key_check CHECK (key ~ '^[0-9a-f]{64}$')
);

CREATE INDEX content_wanted_at_idx ON content (wanted_at);

CREATE TABLE file (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    thumbnails TEXT[] NOT NULL,
    CONSTRAINT file_pk PRIMARY KEY (id),
    CONSTRAINT file_owner_id_fk FOREIGN KEY (owner_id) REFERENCES account (id),
    CONSTRAINT file_sha256_fk FOREIGN KEY (sha256) REFERENCES content (key),
    CONSTRAINT file_size_check CHECK (size >= 0),
    CONSTRAINT file_sides_check CHECK ((width IS NULL) = (height IS NULL))
);

CREATE INDEX file_owner_id_created_at_idx ON file (owner_id, created_at);
CREATE INDEX file_created_at_idx ON file (created_at);
CREATE INDEX file_sha256_idx ON file (sha256);
CREATE INDEX file_thumbnails_idx ON file USING gin (thumbnails);

-- Profiles: what freelancers and clients say about themselves.

CREATE TABLE freelancer_profile (
    id UUID NOT NULL,
    skills JSONB NOT NULL,
    categories TEXT[] NOT NULL,
    rate_minor BIGINT,
    currency TEXT,
    level TEXT,
    availability JSONB,
    place JSONB,
    remote BOOLEAN NOT NULL,
    on_site BOOLEAN NOT NULL,
    radius_km INTEGER NOT NULL,
    languages JSONB NOT NULL,
    experience JSONB NOT NULL,
    education JSONB NOT NULL,
    portfolio JSONB NOT NULL,
    files UUID[] NOT NULL,
    listed BOOLEAN NOT NULL,
    CONSTRAINT freelancer_profile_pk PRIMARY KEY (id),
    CONSTRAINT freelancer_profile_id_fk FOREIGN KEY (id) REFERENCES account (id),
    CONSTRAINT freelancer_profile_level_check CHECK (level IN ('entry', 'intermediate', 'expert')),
    CONSTRAINT freelancer_profile_rate_check CHECK ((rate_minor IS NULL) = (currency IS NULL)),
    CONSTRAINT freelancer_profile_rate_minor_check CHECK (rate_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT freelancer_profile_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT freelancer_profile_radius_km_check CHECK (radius_km >= 0)
);

CREATE TABLE client_profile (
    id UUID NOT NULL,
    company TEXT NOT NULL,
    sector TEXT NOT NULL,
    site TEXT NOT NULL,
    CONSTRAINT client_profile_pk PRIMARY KEY (id),
    CONSTRAINT client_profile_id_fk FOREIGN KEY (id) REFERENCES account (id)
);

-- Views: who looked, until the day is over and they are counted; then only how many.

CREATE TABLE profile_view (
    account_id UUID NOT NULL,
    day DATE NOT NULL,
    viewer BYTEA NOT NULL,
    CONSTRAINT profile_view_pk PRIMARY KEY (account_id, day, viewer),
    CONSTRAINT profile_view_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT profile_view_viewer_check CHECK (octet_length(viewer) = 16)
);

CREATE TABLE profile_views (
    account_id UUID NOT NULL,
    day DATE NOT NULL,
    views BIGINT NOT NULL,
    CONSTRAINT profile_views_pk PRIMARY KEY (account_id, day),
    CONSTRAINT profile_views_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT profile_views_views_check CHECK (views > 0)
);

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON
            content, file, freelancer_profile, client_profile, profile_view, profile_views TO upclone_app;
    END IF;
END
$$;
