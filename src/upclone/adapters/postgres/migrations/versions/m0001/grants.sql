-- The application's role: made here where it is missing and we may, and given no more than it needs.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        CREATE ROLE upclone_app NOLOGIN;
    END IF;
    -- With one DATABASE_URL the application steps down from the owner to this role.
    IF NOT pg_has_role(current_user, 'upclone_app', 'MEMBER') THEN
        EXECUTE format('GRANT upclone_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this cluster was migrated meanwhile
    WHEN insufficient_privilege THEN RAISE NOTICE 'no role upclone_app: the application keeps the rights of its login';
END
$$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'upclone_app') THEN
        RETURN;
    END IF;
    GRANT USAGE ON SCHEMA public TO upclone_app;
    GRANT SELECT ON alembic_version TO upclone_app;

    GRANT SELECT, INSERT, UPDATE ON account, job, proposal, contract, milestone, hold, transfer, dispute TO upclone_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON request TO upclone_app;
    GRANT SELECT, INSERT ON notification, webhook_event TO upclone_app;
    GRANT SELECT, INSERT, UPDATE ON clock_offset TO upclone_app;

    -- Append-only. What the database itself computes can't be given: who wrote it, its place, its chain.
    GRANT SELECT ON event, entry, posting, ledger_account, balance, ledger_entries_v1 TO upclone_app;
    GRANT INSERT (id, name, subject_id, contract_id, by, role, at, facts, digest) ON event TO upclone_app;
    GRANT INSERT (id, key, kind, currency, book, seq, at, contract_id, reverses, hash) ON entry TO upclone_app;
    GRANT INSERT (entry, line, account, currency, amount_minor, digest) ON posting TO upclone_app;
    GRANT INSERT ON ledger_account TO upclone_app;
    GRANT SELECT, INSERT, UPDATE (length, head) ON book TO upclone_app;

    GRANT SELECT, INSERT, UPDATE, DELETE ON
        procrastinate_jobs, procrastinate_events, procrastinate_workers, procrastinate_periodic_defers TO upclone_app;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO upclone_app;
END
$$;
