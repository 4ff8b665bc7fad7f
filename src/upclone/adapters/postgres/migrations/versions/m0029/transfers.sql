ALTER TABLE transfer
    ADD COLUMN paid_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN look_at TIMESTAMP WITH TIME ZONE;

-- By the ledger. What was paid in the last thirty days may have come back unheard: its gateway is asked soon.
UPDATE transfer SET paid_at = entry.at
FROM entry
WHERE transfer.state = 'paid' AND entry.key = CASE transfer.kind
    WHEN 'payout' THEN 'payout_paid:' ELSE 'refund_succeeded:' END || transfer.id || ':' || transfer.attempt;
UPDATE transfer SET look_at = now() WHERE state = 'paid' AND paid_at > now() - interval '30 days';

ALTER TABLE transfer
    ADD CONSTRAINT transfer_look_at_check CHECK (look_at IS NULL OR state = 'paid' AND paid_at IS NOT NULL);
CREATE INDEX transfer_look_at_idx ON transfer (look_at) WHERE look_at IS NOT NULL;
