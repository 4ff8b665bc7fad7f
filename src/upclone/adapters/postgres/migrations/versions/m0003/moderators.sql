-- Moderators act, too, and people on their own accounts.
ALTER TABLE event DROP CONSTRAINT event_role_check;
ALTER TABLE event ADD CONSTRAINT event_role_check
    CHECK (role IN ('client', 'freelancer', 'operator', 'moderator', 'holder', 'clock', 'gateway', 'stranger'));
