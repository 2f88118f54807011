//! The PostgreSQL that everything is measured on: durable, on this machine, thrown away after.

use std::sync::OnceLock;

use tenantry_support::Postgres;

static SERVER: OnceLock<Postgres> = OnceLock::new();

/// The one server of this process, shared by ours and the peers, which have databases of their
/// own on it.
pub(crate) fn postgres() -> &'static Postgres {
    SERVER.get_or_init(|| {
        Postgres::options()
            .durable()
            .set("shared_buffers", "1GB")
            .set("max_wal_size", "8GB")
            .set("max_connections", "300")
            .start()
    })
}

/// The postmaster's process, if the server was needed so far.
pub(crate) fn process() -> Option<u32> {
    SERVER.get().and_then(Postgres::pid)
}
