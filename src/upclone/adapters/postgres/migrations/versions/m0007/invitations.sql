-- Invitations to bid, and what is counted by the day.

CREATE TABLE invitation (
    id UUID NOT NULL,
    job_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    message TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT invitation_pk PRIMARY KEY (id),
    CONSTRAINT invitation_state_check CHECK (state IN ('sent', 'accepted', 'declined', 'withdrawn', 'expired')),
    CONSTRAINT invitation_parties_check CHECK (client_id <> freelancer_id),
    CONSTRAINT invitation_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT invitation_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT invitation_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE UNIQUE INDEX invitation_answered_key ON invitation (job_id, freelancer_id)
    WHERE state IN ('sent', 'accepted', 'declined');

CREATE INDEX invitation_job_id_freelancer_id_id_idx ON invitation (job_id, freelancer_id, id);

CREATE INDEX invitation_client_id_id_idx ON invitation (client_id, id);

CREATE INDEX invitation_freelancer_id_id_idx ON invitation (freelancer_id, id);

CREATE INDEX invitation_due_at_idx ON invitation (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE tally (
    account_id UUID NOT NULL,
    counted TEXT NOT NULL,
    day DATE NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT tally_pk PRIMARY KEY (account_id, counted),
    CONSTRAINT tally_counted_check CHECK (counted IN ('bids', 'invitations', 'offers', 'jobs')),
    CONSTRAINT tally_number_check CHECK (number > 0),
    CONSTRAINT tally_account_id_fk FOREIGN KEY(account_id) REFERENCES account (id)
);
