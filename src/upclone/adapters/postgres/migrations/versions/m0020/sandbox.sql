-- Payers of the sandbox whose banks want money back: below zero they alone can take its balance.

ALTER TABLE sandbox.operation ADD COLUMN answered_at timestamptz;
ALTER TABLE sandbox.balance DROP CONSTRAINT balance_available_minor_check;
ALTER TABLE sandbox.movement
    DROP CONSTRAINT movement_moved_check,
    ADD CONSTRAINT movement_moved_check CHECK (moved IN (
        'captured', 'refunded', 'refund_returned', 'paid_out', 'payout_returned', 'charged_back', 'charge_returned'));
