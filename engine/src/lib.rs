//! What happens next: commands are decided, recorded in groups, and followed.
//!
//! - [`ledger`]: the port to the ledger, the one true thing; adapters implement it. [`evidence`]: the port to
//!   proofs about it.
//! - [`commands`]: the executor: load, decide, commit; retry on conflict; never a wrong decision.
//! - [`sagas`]: carries on what was begun, step by step, whoever restarts what.
//! - [`clouds`]: the ports to one MSP's clouds. [`leases`]: who works where.
//! - [`onboardings`]: beginning and ending them; [`onboarding`]: what their steps do in the clouds.
//! - [`access`]: who signs in for which MSP, and what they may do there.
//! - [`holdings`]: who holds which tenant. [`consents`]: tenants connected by their administrator's consent.
//! - [`discovery`]: which tenants an MSP's customers have.
//! - [`vendors`]: the MSPs' accounts at other vendors. [`mapping`]: whose the vendors' records are.
//! - [`approvals`]: changes that somebody asked for, decided by others and carried out.
//! - [`procedure_runs`]: whole procedures, each step an approval of its own.
//! - [`drift`]: whether what onboardings brought about is still there.
//! - [`notices`]: what is done when Partner Center tells of a change.
//! - [`telling`]: what people are told elsewhere of what waits for them.
//! - [`time`], [`chance`]: the clock and new identifiers, as ports, so that a test can replay a
//!   history from a seed.
#![forbid(unsafe_code)]

mod abreast;
pub mod access;
pub mod approvals;
pub mod chance;
pub mod clouds;
pub mod commands;
pub mod consents;
pub mod discovery;
pub mod drift;
pub mod evidence;
pub mod holdings;
pub mod leases;
pub mod ledger;
pub mod mapping;
pub mod notices;
pub mod onboarding;
pub mod onboardings;
pub mod procedure_runs;
pub mod sagas;
pub mod telling;
pub mod time;
pub mod together;
pub mod vendors;
