ALTER TABLE contract ADD COLUMN contested BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE contract ALTER COLUMN contested DROP DEFAULT;

-- What freelancers have of each payment, from the ledger, fees taken off.
ALTER TABLE hold
    ADD COLUMN earned_minor BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN given_back_minor BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN charged_minor BIGINT NOT NULL DEFAULT 0,
    ADD CONSTRAINT hold_earned_minor_check CHECK (earned_minor BETWEEN 0 AND 1000000000000000),
    ADD CONSTRAINT hold_given_back_minor_check CHECK (given_back_minor BETWEEN 0 AND 1000000000000000),
    ADD CONSTRAINT hold_charged_minor_check CHECK (charged_minor BETWEEN 0 AND 1000000000000000);
UPDATE hold SET earned_minor = paid.net
FROM (
    SELECT split_part(entry.key, ':', 2)::uuid AS id, sum(posting.amount_minor) AS net
    FROM entry JOIN posting ON posting.entry = entry.id
    WHERE entry.kind = 'release' AND posting.account LIKE 'freelancer\_available:%'
    GROUP BY 1
) AS paid
WHERE hold.id = paid.id;
ALTER TABLE hold
    ALTER COLUMN earned_minor DROP DEFAULT,
    ALTER COLUMN given_back_minor DROP DEFAULT,
    ALTER COLUMN charged_minor DROP DEFAULT;
CREATE INDEX hold_gateway_gateway_ref_idx ON hold (gateway, gateway_ref);

ALTER TABLE entry
    DROP CONSTRAINT entry_kind_check,
    ADD CONSTRAINT entry_kind_check CHECK (kind IN (
        'fund', 'release', 'refund', 'refund_succeeded', 'refund_failed', 'refund_retried', 'payout', 'payout_paid',
        'payout_failed', 'payout_retried', 'unexpected_payment', 'suspense_returned', 'gateway_fee', 'chargeback',
        'chargeback_returned', 'debt_recovered', 'given_back', 'unmatched', 'unmatched_resolved'));

CREATE TABLE chargeback (
    id UUID NOT NULL,
    gateway TEXT NOT NULL,
    ref TEXT NOT NULL,
    hold_id UUID NOT NULL,
    contract_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    answer_by TIMESTAMP WITH TIME ZONE NOT NULL,
    failure TEXT NOT NULL,
    taken JSONB,
    returned BOOLEAN NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT chargeback_pk PRIMARY KEY (id),
    CONSTRAINT chargeback_gateway_ref_key UNIQUE (gateway, ref),
    CONSTRAINT chargeback_hold_id_fk FOREIGN KEY (hold_id) REFERENCES hold (id),
    CONSTRAINT chargeback_contract_id_fk FOREIGN KEY (contract_id) REFERENCES contract (id),
    CONSTRAINT chargeback_client_id_fk FOREIGN KEY (client_id) REFERENCES account (id),
    CONSTRAINT chargeback_freelancer_id_fk FOREIGN KEY (freelancer_id) REFERENCES account (id),
    CONSTRAINT chargeback_state_check CHECK (
        state IN ('opened', 'answering', 'unanswered', 'answered', 'won', 'lost')),
    CONSTRAINT chargeback_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT chargeback_amount_minor_check CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT chargeback_returned_check CHECK (NOT returned OR taken IS NOT NULL)
);
CREATE INDEX chargeback_contract_id_idx ON chargeback (contract_id);
CREATE INDEX chargeback_hold_id_idx ON chargeback (hold_id);
CREATE INDEX chargeback_freelancer_id_id_idx ON chargeback (freelancer_id, id);
CREATE INDEX chargeback_client_id_id_idx ON chargeback (client_id, id);
CREATE INDEX chargeback_waiting_idx ON chargeback (id)
    WHERE state NOT IN ('won', 'lost') OR state = 'won' AND taken IS NOT NULL AND NOT returned;
CREATE INDEX chargeback_due_at_idx ON chargeback (due_at) WHERE due_at IS NOT NULL;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE ON chargeback TO upclone_app;
    END IF;
END
$$;
