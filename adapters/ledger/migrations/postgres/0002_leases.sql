-- Leases: which worker works where. Why: several workers share what is under way, and when one
-- dies the others go on. Locks: none that matter, the table is new.
--
-- No msp_id, as in event_shapes: a lease tells nothing of any MSP but that somebody works there,
-- one statement takes the leases of many MSPs, and only workers ask here, never who reads for an
-- MSP. Names that concern one MSP hold its id.

create table leases (
    name  text   collate "C" primary key,
    -- None once it was given back. The row stays, or the fence would begin anew.
    owner uuid,
    fence bigint not null check (fence > 0),
    -- Microseconds since 1970 UTC, by the clock of this database.
    until bigint not null
    -- Renewed every few seconds: room for in-place updates.
) with (fillfactor = 20);

create function fences_never_fall() returns trigger language plpgsql as $$
begin
    raise exception 'LEASE_FENCE_FALLS: a lease keeps its row, and its fence never falls'
        using errcode = '42501';
end
$$;

create trigger leases_keep_their_fence
    before update on leases
    for each row when (new.fence < old.fence or new.name <> old.name)
    execute function fences_never_fall();

create trigger leases_keep_their_row
    before delete or truncate on leases
    for each statement execute function fences_never_fall();
