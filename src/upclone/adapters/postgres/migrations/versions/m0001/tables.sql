-- Tables and indexes, as the Core tables of adapters/postgres describe them.

CREATE TABLE account (
    id UUID NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    headline TEXT NOT NULL,
    bio TEXT NOT NULL,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    suspension_reason TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_email_key UNIQUE (email),
    CONSTRAINT account_state_check CHECK (state IN ('active', 'suspended'))
);

CREATE TABLE book (
    id UUID NOT NULL,
    length BIGINT NOT NULL,
    head BYTEA NOT NULL,
    CONSTRAINT book_pk PRIMARY KEY (id),
    CONSTRAINT book_length_check CHECK (length >= 0),
    CONSTRAINT book_head_check CHECK (octet_length(head) = 32)
);

CREATE TABLE clock_offset (
    one BOOLEAN DEFAULT true NOT NULL,
    ahead INTERVAL NOT NULL,
    CONSTRAINT clock_offset_pk PRIMARY KEY (one),
    CONSTRAINT clock_offset_one_check CHECK (one),
    CONSTRAINT clock_offset_never_back_check CHECK (ahead >= interval '0')
);

CREATE TABLE event (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    subject_id UUID NOT NULL,
    contract_id UUID,
    by UUID,
    role TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    facts JSONB NOT NULL,
    digest BYTEA NOT NULL,
    seq BIGINT,
    hash BYTEA,
    created_seq BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT event_pk PRIMARY KEY (id),
    CONSTRAINT event_contract_id_seq_key UNIQUE (contract_id, seq),
    CONSTRAINT event_role_check CHECK (role IN ('client', 'freelancer', 'operator', 'clock', 'gateway', 'stranger')),
    CONSTRAINT event_chained_check CHECK ((contract_id IS NULL) = (seq IS NULL) AND (seq IS NULL) = (hash IS NULL)),
    CONSTRAINT event_digest_check CHECK (octet_length(digest) = 32)
);

CREATE INDEX event_subject_id_idx ON event (subject_id);

CREATE TABLE ledger_account (
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner TEXT NOT NULL,
    currency TEXT NOT NULL,
    guarded BOOLEAN NOT NULL,
    CONSTRAINT ledger_account_pk PRIMARY KEY (key),
    CONSTRAINT ledger_account_key_currency_key UNIQUE (key, currency),
    CONSTRAINT ledger_account_kind_check CHECK (kind IN ('gateway_clearing', 'escrow', 'freelancer_available', 'payout_transit', 'refund_transit', 'fee_income', 'suspense')),
    CONSTRAINT ledger_account_key_check CHECK (key = kind || ':' || owner || ':' || currency),
    CONSTRAINT ledger_account_guarded_check CHECK (guarded = (kind IN ('escrow', 'freelancer_available', 'payout_transit', 'refund_transit', 'suspense'))),
    CONSTRAINT ledger_account_currency_check CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE TABLE request (
    caller UUID NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER,
    content_type TEXT,
    body BYTEA,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT request_pk PRIMARY KEY (caller, key),
    CONSTRAINT request_status_check CHECK (status BETWEEN 100 AND 599)
);

CREATE INDEX request_created_at_idx ON request (created_at);

CREATE TABLE webhook_event (
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    body BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT webhook_event_pk PRIMARY KEY (gateway, event_id),
    CONSTRAINT webhook_event_operation_check CHECK (operation IN ('payment', 'refund', 'payout'))
);

CREATE INDEX webhook_event_key_idx ON webhook_event (key);

CREATE TABLE balance (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    posted BIGINT NOT NULL,
    CONSTRAINT balance_pk PRIMARY KEY (account),
    CONSTRAINT balance_account_currency_fk FOREIGN KEY(account, currency) REFERENCES ledger_account (key, currency),
    CONSTRAINT balance_not_negative_check CHECK (posted >= 0)
);

CREATE TABLE entry (
    id UUID NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    book UUID NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    contract_id UUID,
    reverses UUID,
    hash BYTEA NOT NULL,
    created_seq BIGINT GENERATED ALWAYS AS IDENTITY,
    written_by XID8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT entry_pk PRIMARY KEY (id),
    CONSTRAINT entry_key_key UNIQUE (key),
    CONSTRAINT entry_reverses_key UNIQUE (reverses),
    CONSTRAINT entry_book_seq_key UNIQUE (book, seq),
    CONSTRAINT entry_id_currency_key UNIQUE (id, currency),
    CONSTRAINT entry_created_seq_key UNIQUE (created_seq),
    CONSTRAINT entry_kind_check CHECK (kind IN ('fund', 'release', 'refund', 'refund_succeeded', 'refund_failed', 'refund_retried', 'payout', 'payout_paid', 'payout_failed', 'payout_retried', 'unexpected_payment', 'suspense_returned')),
    CONSTRAINT entry_hash_check CHECK (octet_length(hash) = 32),
    CONSTRAINT entry_seq_check CHECK (seq >= 1),
    CONSTRAINT entry_book_fk FOREIGN KEY(book) REFERENCES book (id),
    CONSTRAINT entry_reverses_fk FOREIGN KEY(reverses) REFERENCES entry (id)
);

CREATE INDEX entry_contract_id_created_seq_idx ON entry (contract_id, created_seq);

CREATE TABLE job (
    id UUID NOT NULL,
    client_id UUID NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    payment TEXT NOT NULL,
    budget_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    category TEXT NOT NULL,
    skills TEXT[] NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT job_pk PRIMARY KEY (id),
    CONSTRAINT job_payment_check CHECK (payment IN ('fixed', 'hourly')),
    CONSTRAINT job_state_check CHECK (state IN ('open', 'filled', 'closed')),
    CONSTRAINT job_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT job_budget_minor_check CHECK (budget_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT job_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id)
);

CREATE INDEX job_client_id_id_idx ON job (client_id, id);

CREATE TABLE notification (
    account_id UUID NOT NULL,
    event_id UUID NOT NULL,
    name TEXT NOT NULL,
    subject_id UUID NOT NULL,
    contract_id UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT notification_pk PRIMARY KEY (account_id, event_id),
    CONSTRAINT notification_account_id_fk FOREIGN KEY(account_id) REFERENCES account (id),
    CONSTRAINT notification_event_id_fk FOREIGN KEY(event_id) REFERENCES event (id)
);

CREATE INDEX notification_event_id_idx ON notification (event_id);

CREATE TABLE posting (
    entry UUID NOT NULL,
    line SMALLINT NOT NULL,
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    created_seq BIGINT GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT posting_pk PRIMARY KEY (entry, line),
    CONSTRAINT posting_entry_currency_fk FOREIGN KEY(entry, currency) REFERENCES entry (id, currency),
    CONSTRAINT posting_account_currency_fk FOREIGN KEY(account, currency) REFERENCES ledger_account (key, currency),
    CONSTRAINT posting_entry_account_key UNIQUE (entry, account),
    CONSTRAINT posting_created_seq_key UNIQUE (created_seq),
    CONSTRAINT posting_amount_minor_check CHECK (amount_minor <> 0 AND abs(amount_minor) <= 2000000000000000),
    CONSTRAINT posting_line_check CHECK (line >= 0),
    CONSTRAINT posting_digest_check CHECK (octet_length(digest) = 32)
);

CREATE INDEX posting_account_created_seq_idx ON posting (account, created_seq);

CREATE TABLE proposal (
    id UUID NOT NULL,
    job_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    price_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    cover_letter TEXT NOT NULL,
    plan JSONB NOT NULL,
    state TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT proposal_pk PRIMARY KEY (id),
    CONSTRAINT proposal_state_check CHECK (state IN ('submitted', 'hired', 'declined', 'withdrawn', 'lapsed')),
    CONSTRAINT proposal_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT proposal_price_minor_check CHECK (price_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT proposal_parties_check CHECK (client_id <> freelancer_id),
    CONSTRAINT proposal_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT proposal_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT proposal_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE UNIQUE INDEX proposal_counting_key ON proposal (job_id, freelancer_id) WHERE state IN ('submitted', 'hired');

CREATE INDEX proposal_freelancer_id_id_idx ON proposal (freelancer_id, id);

CREATE INDEX proposal_job_id_id_idx ON proposal (job_id, id);

CREATE TABLE contract (
    id UUID NOT NULL,
    job_id UUID NOT NULL,
    proposal_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    terms JSONB NOT NULL,
    state TEXT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    released_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    signatures JSONB NOT NULL,
    paused_by TEXT,
    ended_at TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT contract_pk PRIMARY KEY (id),
    CONSTRAINT contract_state_check CHECK (state IN ('offered', 'active', 'paused', 'completed', 'cancelled', 'declined', 'withdrawn', 'expired')),
    CONSTRAINT contract_paused_by_check CHECK (paused_by IN ('client', 'freelancer', 'operator')),
    CONSTRAINT contract_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT contract_released_minor_check CHECK (released_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT contract_parties_check CHECK (client_id <> freelancer_id),
    CONSTRAINT contract_job_id_fk FOREIGN KEY(job_id) REFERENCES job (id),
    CONSTRAINT contract_proposal_id_fk FOREIGN KEY(proposal_id) REFERENCES proposal (id),
    CONSTRAINT contract_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT contract_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE INDEX contract_client_id_id_idx ON contract (client_id, id);

CREATE INDEX contract_due_at_idx ON contract (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX contract_freelancer_id_id_idx ON contract (freelancer_id, id);

CREATE INDEX contract_job_id_idx ON contract (job_id);

CREATE INDEX contract_proposal_id_idx ON contract (proposal_id);

CREATE TABLE milestone (
    id UUID NOT NULL,
    contract_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    due_on DATE,
    state TEXT NOT NULL,
    proposed_by TEXT,
    change JSONB,
    hold_id UUID,
    delivery JSONB,
    review_due_at TIMESTAMP WITH TIME ZONE,
    disputed_from TEXT,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT milestone_pk PRIMARY KEY (id),
    CONSTRAINT milestone_contract_id_number_key UNIQUE (contract_id, number),
    CONSTRAINT milestone_state_check CHECK (state IN ('proposed', 'planned', 'funding', 'funded', 'submitted', 'changes_requested', 'disputed', 'approved', 'settled', 'refunded', 'cancelled')),
    CONSTRAINT milestone_proposed_by_check CHECK (proposed_by IN ('client', 'freelancer')),
    CONSTRAINT milestone_disputed_from_check CHECK (disputed_from IN ('proposed', 'planned', 'funding', 'funded', 'submitted', 'changes_requested', 'disputed', 'approved', 'settled', 'refunded', 'cancelled')),
    CONSTRAINT milestone_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT milestone_amount_minor_check CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT milestone_number_check CHECK (number BETWEEN 1 AND 1000000000000000),
    CONSTRAINT milestone_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT milestone_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT milestone_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE INDEX milestone_due_at_idx ON milestone (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX milestone_freelancer_id_id_idx ON milestone (freelancer_id, id);

CREATE TABLE hold (
    id UUID NOT NULL,
    contract_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    gateway TEXT NOT NULL,
    payment_method TEXT NOT NULL,
    work_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    fees JSONB NOT NULL,
    released_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    state TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    gateway_ref TEXT,
    approve_url TEXT,
    failure TEXT,
    due_at TIMESTAMP WITH TIME ZONE,
    version BIGINT NOT NULL,
    CONSTRAINT hold_pk PRIMARY KEY (id),
    CONSTRAINT hold_state_check CHECK (state IN ('requested', 'held', 'frozen', 'released', 'refunded', 'split', 'declined', 'expired')),
    CONSTRAINT hold_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT hold_work_minor_check CHECK (work_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT hold_released_minor_check CHECK (released_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT hold_refunded_minor_check CHECK (refunded_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT hold_never_more_out_than_in_check CHECK (released_minor + refunded_minor <= work_minor),
    CONSTRAINT hold_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT hold_milestone_id_fk FOREIGN KEY(milestone_id) REFERENCES milestone (id),
    CONSTRAINT hold_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT hold_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE INDEX hold_contract_id_requested_at_idx ON hold (contract_id, requested_at);

CREATE INDEX hold_due_at_idx ON hold (due_at) WHERE due_at IS NOT NULL;

CREATE INDEX hold_milestone_id_idx ON hold (milestone_id);

CREATE INDEX hold_waiting_idx ON hold (requested_at, id) WHERE state = 'requested';

CREATE TABLE dispute (
    id UUID NOT NULL,
    contract_id UUID NOT NULL,
    milestone_id UUID NOT NULL,
    hold_id UUID NOT NULL,
    client_id UUID NOT NULL,
    freelancer_id UUID NOT NULL,
    opened_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    at_stake_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    evidence JSONB NOT NULL,
    offers JSONB NOT NULL,
    rulings JSONB NOT NULL,
    accepted_by TEXT[] NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT dispute_pk PRIMARY KEY (id),
    CONSTRAINT dispute_opened_by_check CHECK (opened_by IN ('client', 'freelancer')),
    CONSTRAINT dispute_state_check CHECK (state IN ('opened', 'answered', 'escalated', 'ruled', 'appealed', 'resolved', 'settled', 'withdrawn')),
    CONSTRAINT dispute_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT dispute_at_stake_minor_check CHECK (at_stake_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT dispute_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT dispute_milestone_id_fk FOREIGN KEY(milestone_id) REFERENCES milestone (id),
    CONSTRAINT dispute_hold_id_fk FOREIGN KEY(hold_id) REFERENCES hold (id),
    CONSTRAINT dispute_client_id_fk FOREIGN KEY(client_id) REFERENCES account (id),
    CONSTRAINT dispute_freelancer_id_fk FOREIGN KEY(freelancer_id) REFERENCES account (id)
);

CREATE INDEX dispute_contract_id_opened_at_idx ON dispute (contract_id, opened_at);

CREATE INDEX dispute_due_at_idx ON dispute (due_at) WHERE due_at IS NOT NULL;

CREATE UNIQUE INDEX dispute_open_key ON dispute (milestone_id) WHERE state IN ('opened', 'answered', 'escalated', 'ruled', 'appealed');

CREATE TABLE transfer (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    owner_id UUID NOT NULL,
    gateway TEXT NOT NULL,
    destination TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    contract_id UUID,
    hold_id UUID,
    gateway_ref TEXT,
    failure TEXT,
    transit_entry UUID,
    version BIGINT NOT NULL,
    CONSTRAINT transfer_pk PRIMARY KEY (id),
    CONSTRAINT transfer_kind_check CHECK (kind IN ('payout', 'refund')),
    CONSTRAINT transfer_state_check CHECK (state IN ('requested', 'sent', 'paid', 'failed')),
    CONSTRAINT transfer_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT transfer_amount_minor_check CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT transfer_attempt_check CHECK (attempt BETWEEN 1 AND 1000000000000000),
    CONSTRAINT transfer_owner_id_fk FOREIGN KEY(owner_id) REFERENCES account (id),
    CONSTRAINT transfer_contract_id_fk FOREIGN KEY(contract_id) REFERENCES contract (id),
    CONSTRAINT transfer_hold_id_fk FOREIGN KEY(hold_id) REFERENCES hold (id)
);

CREATE INDEX transfer_contract_id_idx ON transfer (contract_id);

CREATE INDEX transfer_hold_id_idx ON transfer (hold_id);

CREATE INDEX transfer_owner_id_id_idx ON transfer (owner_id, id);

CREATE INDEX transfer_waiting_idx ON transfer (requested_at, id) WHERE state IN ('requested', 'sent');
