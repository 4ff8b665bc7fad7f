CREATE TABLE letter_choice (
    account_id UUID NOT NULL,
    topic TEXT NOT NULL,
    how TEXT NOT NULL,
    chosen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT letter_choice_pk PRIMARY KEY (account_id, topic),
    CONSTRAINT letter_choice_account_id_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT letter_choice_topic_check CHECK (topic IN ('hiring', 'contracts', 'money', 'disputes', 'suggestions', 'essential')),
    CONSTRAINT letter_choice_how_check CHECK (how IN ('at_once', 'daily', 'never')),
    CONSTRAINT letter_choice_fixed_check CHECK (topic <> 'essential')
);
ALTER TABLE notification ADD COLUMN topic TEXT;
ALTER TABLE notification ADD COLUMN about UUID;
ALTER TABLE notification ADD COLUMN letter TEXT;
ALTER TABLE notification ADD COLUMN letter_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE notification ADD COLUMN gathered_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE notification ADD CONSTRAINT notification_topic_check CHECK (topic IN ('hiring', 'contracts', 'money', 'disputes', 'suggestions', 'essential'));
ALTER TABLE notification ADD CONSTRAINT notification_letter_check CHECK (letter IN ('at_once', 'daily', 'never'));
ALTER TABLE notification ADD CONSTRAINT notification_letter_at_check CHECK (letter_at IS NULL OR (topic IS NOT NULL AND about IS NOT NULL));
CREATE INDEX notification_letter_at_account_id_idx ON notification (letter_at, account_id) WHERE letter_at IS NOT NULL;
CREATE INDEX notification_account_id_about_idx ON notification (account_id, about) WHERE gathered_at IS NOT NULL;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON letter_choice TO upclone_app;
        GRANT UPDATE (letter_at, gathered_at) ON notification TO upclone_app;
    END IF;
END $$;
