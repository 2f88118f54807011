//! Proofs of the whole: real ledgers and real stores, the same on both databases.

mod access;
mod approvals;
mod contract;
mod counting;
mod decisions;
mod following;
mod known_records;
mod live;
mod mapping;
mod marking;
mod plans;
mod procedure_runs;
mod procedures;
mod product_mappings;
mod properties;
mod reading;
mod rebuilding;
mod scoping;
mod templates;
mod tenant_consents;
mod tenants;
mod vendor_connections;
mod vendor_records;
mod vendors;
mod watching;
mod world;

/// Runs each test once per database.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::tests::world::World::sqlite().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::tests::world::World::postgres().await).await; })+
        }
    };
}
use on_both;
