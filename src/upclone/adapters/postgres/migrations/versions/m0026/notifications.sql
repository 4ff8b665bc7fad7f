ALTER TABLE notification ADD COLUMN read_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX notification_account_id_idx ON notification (account_id) WHERE read_at IS NULL;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT UPDATE (read_at) ON notification TO upclone_app;
    END IF;
END $$;
