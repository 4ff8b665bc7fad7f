-- What work there is, in what words.

CREATE TABLE category (
    id uuid NOT NULL,
    slug text NOT NULL,
    parent_id uuid,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    aliases text[] NOT NULL,
    position bigint NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT category_pk PRIMARY KEY (id),
    CONSTRAINT category_slug_key UNIQUE (slug),
    CONSTRAINT category_parent_id_fk FOREIGN KEY (parent_id) REFERENCES category (id),
    CONSTRAINT category_state_check CHECK (state IN ('active', 'retired')),
    CONSTRAINT category_slug_check CHECK (slug ~ '^[a-z0-9-]+$')
);

CREATE TABLE skill (
    id uuid NOT NULL,
    slug text NOT NULL,
    name_en text NOT NULL,
    name_fr text NOT NULL,
    aliases text[] NOT NULL,
    categories text[] NOT NULL,
    position bigint NOT NULL,
    state text NOT NULL,
    merged_into uuid,
    version bigint NOT NULL,
    CONSTRAINT skill_pk PRIMARY KEY (id),
    CONSTRAINT skill_slug_key UNIQUE (slug),
    CONSTRAINT skill_merged_into_fk FOREIGN KEY (merged_into) REFERENCES skill (id),
    CONSTRAINT skill_state_check CHECK (state IN ('active', 'retired', 'merged')),
    CONSTRAINT skill_slug_check CHECK (slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT skill_merged_check CHECK ((state = 'merged') = (merged_into IS NOT NULL))
);

-- How often open jobs and listed profiles name a skill: counted again now and then.
CREATE TABLE skill_use (
    slug text NOT NULL,
    uses bigint NOT NULL,
    CONSTRAINT skill_use_pk PRIMARY KEY (slug)
);

-- Words that people used as skills and that mean none yet.
CREATE TABLE unknown_skill (
    slug text NOT NULL,
    word text NOT NULL,
    uses bigint NOT NULL,
    CONSTRAINT unknown_skill_pk PRIMARY KEY (slug)
);

-- Which version of all that is current. Every process asks for the token and keeps what it built for it.
CREATE TABLE taxonomy (
    one boolean NOT NULL,
    token uuid NOT NULL,
    CONSTRAINT taxonomy_pk PRIMARY KEY (one),
    CONSTRAINT taxonomy_one_check CHECK (one)
);
INSERT INTO taxonomy (one, token) VALUES (true, gen_random_uuid());

CREATE FUNCTION taxonomy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE taxonomy SET token = gen_random_uuid();
    RETURN NULL;
END
$$;
CREATE TRIGGER taxonomy_changed AFTER INSERT OR UPDATE OR DELETE ON category
    FOR EACH STATEMENT EXECUTE FUNCTION taxonomy_changed();
CREATE TRIGGER taxonomy_changed AFTER INSERT OR UPDATE OR DELETE ON skill
    FOR EACH STATEMENT EXECUTE FUNCTION taxonomy_changed();
CREATE TRIGGER taxonomy_changed AFTER INSERT OR UPDATE OR DELETE ON skill_use
    FOR EACH STATEMENT EXECUTE FUNCTION taxonomy_changed();

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON category, skill, unknown_skill TO upclone_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON skill_use TO upclone_app;
        GRANT SELECT, UPDATE ON taxonomy TO upclone_app;
    END IF;
END
$$;
