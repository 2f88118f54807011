-- Leases: which worker works where. Why: several processes may share one file, and when one dies
-- the others go on.
--
-- The same table as on PostgreSQL, and for the same reasons without an msp_id: a lease tells nothing
-- of any MSP but that somebody works there. Names that concern one MSP hold its id.

create table leases (
    name  text    primary key,
    -- None once it was given back. The row stays, or the fence would begin anew.
    owner text,
    fence integer not null check (fence > 0),
    -- Microseconds since 1970 UTC, by the clock of this machine.
    until integer not null
) strict, without rowid;

create trigger leases_keep_their_fence before update on leases
when new.fence < old.fence or new.name <> old.name
begin
    select raise(abort, 'LEASE_FENCE_FALLS: a lease keeps its row, and its fence never falls');
end;

create trigger leases_keep_their_row before delete on leases
begin
    select raise(abort, 'LEASE_FENCE_FALLS: a lease keeps its row, and its fence never falls');
end;
