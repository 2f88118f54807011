-- The ledger. Why: the one true thing.
--
-- The same tables as on PostgreSQL. MSP ids are the hyphenated text, instants are microseconds
-- since 1970 UTC.

create table events (
    -- The columns of sqlite-es, with its names and types: whatever reads its table reads this.
    aggregate_type text    not null,
    aggregate_id   text    not null,
    sequence       integer not null check (sequence > 0),
    event_type     text    not null,
    event_version  text    not null,
    payload        text    not null,
    metadata       text    not null,
    -- What the ledger adds.
    msp_id         text    not null,
    position       integer not null check (position > 0),
    recorded_at    integer not null,
    leaf_hash      blob    not null check (length(leaf_hash) = 32),
    primary key (msp_id, position),
    unique (aggregate_type, aggregate_id, sequence, msp_id)
) strict;

create table msp_heads (
    msp_id      text    primary key,
    position    integer not null,
    frontier    blob    not null,
    recorded_at integer not null
) strict, without rowid;

create table commands (
    msp_id          text    not null,
    idempotency_key text    not null,
    request_hash    blob    not null,
    position        integer not null,
    events          integer not null,
    sequence        integer not null,
    recorded_at     integer not null,
    primary key (msp_id, idempotency_key)
) strict, without rowid;

create table event_shapes (
    aggregate_type text not null,
    event_type     text not null,
    event_version  text not null,
    primary key (aggregate_type, event_type, event_version)
) strict, without rowid;

create trigger events_are_not_updated before update on events
begin
    select raise(abort, 'LEDGER_IMMUTABLE: recorded events are never changed or removed');
end;

create trigger events_are_not_deleted before delete on events
begin
    select raise(abort, 'LEDGER_IMMUTABLE: recorded events are never changed or removed');
end;
