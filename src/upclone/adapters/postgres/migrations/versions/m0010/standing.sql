-- What the marketplace saw of people, and who was told of which job.

CREATE TABLE standing (
    account_id UUID NOT NULL,
    reviews BIGINT NOT NULL,
    stars BIGINT NOT NULL,
    completed BIGINT NOT NULL,
    earned BIGINT NOT NULL,
    response_minutes BIGINT,
    last_active_at TIMESTAMP WITH TIME ZONE,
    verified BOOLEAN NOT NULL,
    CONSTRAINT standing_pk PRIMARY KEY (account_id),
    CONSTRAINT standing_account_id_fk FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT standing_stars_check CHECK (reviews >= 0 AND stars BETWEEN reviews AND 5 * reviews),
    CONSTRAINT standing_completed_check CHECK (completed >= 0 AND earned >= 0 AND response_minutes >= 0)
);

CREATE TABLE recommendation (
    job_id UUID NOT NULL,
    account_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    points BIGINT NOT NULL,
    CONSTRAINT recommendation_pk PRIMARY KEY (job_id, account_id),
    CONSTRAINT recommendation_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT recommendation_account_id_fk FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX recommendation_account_id_at_idx ON recommendation (account_id, at);

-- Contracts that were completed before anybody kept count of them.
INSERT INTO standing (account_id, reviews, stars, completed, earned, verified)
SELECT party.id, 0, 0, count(*), 0, false
FROM contract, LATERAL (VALUES (client_id), (freelancer_id)) AS party (id)
WHERE contract.state = 'completed' GROUP BY party.id;
UPDATE standing SET verified = true
WHERE EXISTS (SELECT FROM hold WHERE hold.client_id = account_id AND hold.state NOT IN ('requested', 'declined', 'expired'));

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON standing TO upclone_app;
        GRANT SELECT, INSERT ON recommendation TO upclone_app;
    END IF;
END
$$;
