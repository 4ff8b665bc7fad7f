-- What finds copies among very many texts: see domain/market/likeness.py.
CREATE TABLE job_likeness (
    job_id UUID NOT NULL,
    bands BIGINT[] NOT NULL,
    CONSTRAINT job_likeness_pk PRIMARY KEY (job_id),
    CONSTRAINT job_likeness_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id)
);

CREATE INDEX job_likeness_bands_idx ON job_likeness USING gin (bands);

GRANT SELECT, INSERT, UPDATE ON job_likeness TO upclone_app;
