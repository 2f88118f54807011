-- The ledger. Why: the one true thing. Locks: none that matter, all tables are new.
--
-- Every key holds msp_id, so the same schema can be distributed by MSP.
-- Instants are microseconds since 1970 UTC: exact, ordered, and the same number on SQLite.

create table events (
    -- The columns of postgres-es, with its names and types: whatever reads its table reads this.
    -- Ids are compared as bytes: the rules of a language cost time and serve nobody here.
    aggregate_type text   collate "C" not null,
    aggregate_id   text   collate "C" not null,
    sequence       bigint not null check (sequence > 0),
    event_type     text   not null,
    event_version  text   not null,
    payload        json   not null,
    metadata       json   not null,
    -- What the ledger adds.
    msp_id         uuid   not null,
    position       bigint not null check (position > 0),
    recorded_at    bigint not null,
    leaf_hash      bytea  not null check (length(leaf_hash) = 32),
    primary key (msp_id, position),
    -- Serves our stream reads and, with its leading columns, those of postgres-es.
    unique (aggregate_type, aggregate_id, sequence, msp_id)
);

-- The end of each MSP's ledger. Locked by every append, so positions have no gaps.
-- The fillfactor leaves room for in-place updates.
create table msp_heads (
    msp_id      uuid   primary key,
    position    bigint not null,
    frontier    bytea  not null,
    recorded_at bigint not null
) with (fillfactor = 20);

-- What each idempotency key came to.
create table commands (
    msp_id          uuid   not null,
    idempotency_key text   collate "C" not null,
    request_hash    bytea  not null,
    position        bigint not null,
    events          int    not null,
    sequence        bigint not null,
    recorded_at     bigint not null,
    primary key (msp_id, idempotency_key)
);

-- Every kind of event that was ever recorded: start-up asks here, not ten million rows.
create table event_shapes (
    aggregate_type text not null,
    event_type     text not null,
    event_version  text not null,
    primary key (aggregate_type, event_type, event_version)
);

create function ledger_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'LEDGER_IMMUTABLE: recorded events are never changed or removed'
        using errcode = '42501';
end
$$;

create trigger events_never_change
    before update or delete or truncate on events
    for each statement execute function ledger_is_immutable();

-- Appends a group whose places were computed for the heads in h_before. A head that another node
-- moved meanwhile (TNHED), a key or a sequence that is taken: each is an error of the whole call,
-- which then has written nothing. The caller looks again and decides anew. That no stream is
-- shorter than assumed is the caller's part: it knows the streams it wrote, and asks for others.
create function ledger_append(
    h_msp uuid[], h_before bigint[], h_after bigint[], h_frontier bytea[], h_at bigint[],
    c_msp uuid[], c_key text[], c_request bytea[], c_position bigint[], c_events int[],
    c_sequence bigint[], c_at bigint[],
    e_msp uuid[], e_position bigint[], e_aggregate_type text[], e_aggregate_id text[],
    e_sequence bigint[], e_type text[], e_version text[], e_payload text[], e_metadata text[],
    e_at bigint[], e_leaf bytea[]
) returns void language plpgsql as $$
begin
    -- The caller orders the heads, and locks are taken in that order everywhere: two appends
    -- cannot wait for each other. Most groups hold few MSPs, so a loop costs little.
    for i in 1 .. cardinality(h_msp) loop
        if h_before[i] = 0 then
            insert into msp_heads (msp_id, position, frontier, recorded_at)
            values (h_msp[i], 0, '', 0) on conflict do nothing;
        end if;
        update msp_heads
        set position = h_after[i], frontier = h_frontier[i], recorded_at = h_at[i]
        where msp_id = h_msp[i] and position = h_before[i];
        if not found then
            raise exception using errcode = 'TNHED', message = 'a head is not where it was assumed';
        end if;
    end loop;

    -- By subscript rather than unnest: one series instead of a store for each column.
    insert into events (
        msp_id, position, aggregate_type, aggregate_id, sequence, event_type, event_version,
        payload, metadata, recorded_at, leaf_hash
    )
    select e_msp[i], e_position[i], e_aggregate_type[i], e_aggregate_id[i], e_sequence[i],
        e_type[i], e_version[i], e_payload[i]::json, e_metadata[i]::json, e_at[i], e_leaf[i]
    from generate_series(1, cardinality(e_msp)) as i;

    insert into commands (
        msp_id, idempotency_key, request_hash, position, events, sequence, recorded_at
    )
    select c_msp[i], c_key[i], c_request[i], c_position[i], c_events[i], c_sequence[i], c_at[i]
    from generate_series(1, cardinality(c_msp)) as i;
end
$$;

-- The same for the commonest of groups, one command with one event: without arrays it costs the
-- server a good part less.
create function ledger_append_one(
    a_msp uuid, h_before bigint, a_position bigint, h_frontier bytea, a_at bigint,
    c_key text, c_request bytea,
    e_aggregate_type text, e_aggregate_id text, e_sequence bigint, e_type text, e_version text,
    e_payload json, e_metadata json, e_leaf bytea
) returns void language plpgsql as $$
begin
    if h_before = 0 then
        insert into msp_heads (msp_id, position, frontier, recorded_at)
        values (a_msp, 0, '', 0) on conflict do nothing;
    end if;
    update msp_heads
    set position = a_position, frontier = h_frontier, recorded_at = a_at
    where msp_id = a_msp and position = h_before;
    if not found then
        raise exception using errcode = 'TNHED', message = 'a head is not where it was assumed';
    end if;

    insert into events (
        msp_id, position, aggregate_type, aggregate_id, sequence, event_type, event_version,
        payload, metadata, recorded_at, leaf_hash
    )
    values (a_msp, a_position, e_aggregate_type, e_aggregate_id, e_sequence, e_type, e_version,
        e_payload, e_metadata, a_at, e_leaf);

    insert into commands (
        msp_id, idempotency_key, request_hash, position, events, sequence, recorded_at
    )
    values (a_msp, c_key, c_request, a_position, 1, e_sequence, a_at);
end
$$;
