-- What keeps the ledger and the histories true, whoever writes: also a superuser, until they switch triggers off.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END
$$;

CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An entry has at least two lines, and they sum to zero. Checked at the end of the transaction.

CREATE FUNCTION check_entry(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lines bigint;
    total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount_minor), 0) INTO lines, total FROM posting WHERE entry = checked;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'entry % has % lines that sum to %', checked, lines, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balanced';
    END IF;
END
$$;

CREATE FUNCTION check_new_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_entry(NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION check_entry_of_new_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM check_entry(NEW.entry);
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER entry_balanced AFTER INSERT ON entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_new_entry();
CREATE CONSTRAINT TRIGGER posting_balanced AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_entry_of_new_posting();

-- Postings come with their entry or never, and move the balances of the accounts that may not go below zero.
-- Balances are locked in the order of their accounts: two entries never wait for each other.

CREATE FUNCTION move_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    late uuid;
    guarded_accounts bigint;
    locked bigint;
    short record;
BEGIN
    SELECT entry.id INTO late FROM added JOIN entry ON entry.id = added.entry
        WHERE entry.written_by <> pg_current_xact_id() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % is closed: its transaction is over', late
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_in_time';
    END IF;

    SELECT count(DISTINCT account.key) INTO guarded_accounts
        FROM added JOIN ledger_account AS account ON account.key = added.account WHERE account.guarded;
    IF guarded_accounts = 0 THEN
        RETURN NULL;
    END IF;
    PERFORM FROM balance WHERE account IN (SELECT added.account FROM added) ORDER BY account FOR UPDATE;
    GET DIAGNOSTICS locked = ROW_COUNT;
    IF locked < guarded_accounts THEN
        INSERT INTO balance (account, currency, posted)
            SELECT DISTINCT account.key, account.currency, 0
            FROM added JOIN ledger_account AS account ON account.key = added.account
            WHERE account.guarded ORDER BY account.key
            ON CONFLICT DO NOTHING;
        PERFORM FROM balance WHERE account IN (SELECT added.account FROM added) ORDER BY account FOR UPDATE;
    END IF;

    SELECT balance.account, balance.currency, balance.posted, -moved.amount AS needed INTO short
        FROM balance JOIN (SELECT account, sum(amount_minor) AS amount FROM added GROUP BY account) AS moved
            USING (account)
        WHERE moved.amount < 0 AND balance.posted + moved.amount < 0 ORDER BY balance.account LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % would go below zero', short.account
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_not_negative_check',
                DETAIL = json_build_object('account', short.account, 'currency', short.currency,
                    'available_minor', short.posted, 'needed_minor', short.needed);
    END IF;
    UPDATE balance SET posted = balance.posted + moved.amount
        FROM (SELECT account, sum(amount_minor) AS amount FROM added GROUP BY account) AS moved
        WHERE balance.account = moved.account;
    RETURN NULL;
END
$$;

CREATE TRIGGER posting_moves_balances AFTER INSERT ON posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION move_balances();

-- Events of a contract are numbered and chained. The contract's row keeps two writers apart.

CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    IF NEW.contract_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM FROM contract WHERE id = NEW.contract_id FOR NO KEY UPDATE;
    SELECT seq, hash INTO last FROM event WHERE contract_id = NEW.contract_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.hash := sha256(coalesce(last.hash, decode(repeat('00', 32), 'hex')) || int8send(NEW.seq) || NEW.digest);
    RETURN NEW;
END
$$;

CREATE TRIGGER event_chained BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION chain_event();

-- For auditors: stable, whatever becomes of the tables.

CREATE VIEW ledger_entries_v1 (entry_id, account, contract_id, currency, amount_minor, created_seq) AS
    SELECT posting.entry, posting.account, entry.contract_id, posting.currency, posting.amount_minor,
        posting.created_seq
    FROM posting JOIN entry ON entry.id = posting.entry;
