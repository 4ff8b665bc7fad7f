-- Money that lies at one gateway can't leave by another: balances of people are kept by gateway.

ALTER TABLE ledger_account
    ADD COLUMN gateway TEXT,
    DROP CONSTRAINT ledger_account_key_check,
    DROP CONSTRAINT ledger_account_kind_check,
    ADD CONSTRAINT ledger_account_key_check
        CHECK (key = kind || ':' || owner || coalesce(':' || gateway, '') || ':' || currency),
    ADD CONSTRAINT ledger_account_kind_check CHECK (kind IN (
        'gateway_clearing', 'escrow', 'freelancer_available', 'payout_transit', 'refund_transit', 'fee_income',
        'gateway_fees', 'dispute_loss', 'freelancer_debt', 'suspense'));
CREATE INDEX ledger_account_owner_idx ON ledger_account (owner);

ALTER TABLE entry
    DROP CONSTRAINT entry_kind_check,
    ADD CONSTRAINT entry_kind_check CHECK (kind IN (
        'fund', 'release', 'refund', 'refund_succeeded', 'refund_failed', 'refund_retried', 'payout', 'payout_paid',
        'payout_failed', 'payout_retried', 'unexpected_payment', 'suspense_returned', 'gateway_fee', 'chargeback',
        'chargeback_returned', 'debt_recovered', 'unmatched', 'unmatched_resolved'));

ALTER TABLE webhook_event
    DROP CONSTRAINT webhook_event_operation_check,
    ADD CONSTRAINT webhook_event_operation_check
        CHECK (operation IN ('payment', 'refund', 'payout', 'chargeback', 'enrolment', 'other'));
