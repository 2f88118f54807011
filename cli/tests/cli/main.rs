//! The program from outside: what it prints, its exit codes, and that it changes nothing when it
//! refuses. On SQLite and on PostgreSQL.
#![forbid(unsafe_code)]
// A failed test says so by panicking.
#![allow(clippy::expect_used, clippy::panic)]

mod access;
mod approvals;
mod approvals_people;
mod approvals_refused;
mod approvals_stage;
mod approvals_together;
mod backup;
mod commands;
mod consents;
mod console;
mod databases;
#[cfg(feature = "demo")]
mod demo;
mod ending;
mod evidence;
mod gate;
mod graphiql;
mod help;
mod import;
mod mapping_customers;
mod mapping_many;
mod mapping_products;
mod mapping_records;
mod mapping_stage;
mod notices;
mod onboardings;
mod partner;
mod procedure_runs;
mod procedures;
mod program;
mod projections;
mod refusals;
mod repair;
mod serve;
mod settings;
mod sign_in;
mod tampering;
mod telemetry;
mod templates;
mod tenants;
mod transfers;
mod typescript;
mod vault;
mod vendor_discovery;
mod vendor_places;
mod vendor_stage;
mod vendors;
mod work;
