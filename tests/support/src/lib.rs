//! What every test and bench of this workspace leans on.
//!
//! - [`postgres`]: a real PostgreSQL server that the suite starts for itself and throws away.
//! - [`port`]: a free TCP port on this machine.
//! - [`contract`]: files that a command regenerates and a test compares.
//! - [`World`]: a migrated database of one's own, on SQLite or PostgreSQL, and nodes upon it;
//!   [`on_both_databases`] runs a suite on both.
//! - [`customers`]: commands to customers, and who gives them.
//! - [`connected`]: a customer whose tenant is connected.
//! - [`consents`], [`vendors`], [`mapping`], [`approvals`]: where no cloud is there to be asked, and nothing to
//!   map or to change.
//! - [`leases`]: where nobody works.
//! - [`telling`]: nobody is told anything. [`receiver`], [`mailbox`]: somebody is, under certificates of [`authority`].
//! - [`vault`]: secrets in memory. [`people`]: what is known of customers' people, in memory as well.
//! - [`audit`]: what must hold of every ledger, checked from the outside.
//! - [`discovered`]: tenants of which no more is known than that they are there, as many as are wanted.
//! - [`faulty`]: a ledger that blocks, fails or loses its answer when told to.
//! - [`SmallDisk`]: a disk that can be filled.
//! - [`dice`]: chance that can be repeated.
//! - [`going`]: commands brought to where they wait.
//!
//! A harness that cannot do its work ends the test at once, with a sentence that says why.
#![forbid(unsafe_code)]
#![allow(clippy::panic, clippy::unwrap_used, clippy::missing_panics_doc)]

pub mod approvals;
pub mod audit;
pub mod authority;
pub mod connected;
pub mod consents;
pub mod contract;
pub mod customers;
pub mod dice;
pub mod discovered;
pub mod faulty;
pub mod going;
pub mod leases;
pub mod mailbox;
pub mod mapping;
pub mod people;
pub mod port;
pub mod postgres;
pub mod receiver;
pub mod small_disk;
pub mod telling;
pub mod vault;
pub mod vendors;
pub mod world;

pub use dice::Dice;
pub use faulty::FaultyLedger;
pub use postgres::Postgres;
pub use small_disk::SmallDisk;
pub use world::World;
