//! Carries sagas on: whatever an MSP's sagas need next is done when it is due, by one worker at a
//! time, and what came of it is recorded before anything else is done.
//!
//! - [`Conductor`]: does the steps of one kind of saga; each kind brings its own.
//! - [`Runner`]: who does what when. It holds leases, one per MSP, follows the ledger, keeps the
//!   queue, and lets MSPs take turns.
//! - [`LiveSagas`]: where the runner begins after a start; a view of the ledger, and no truth of its
//!   own.
//! - [`Alarm`]: how the runner waits, as a port, so that a test can let days pass in no time.

mod alarm;
mod carrier;
mod conductor;
mod live;
mod queue;
mod round;
mod runner;
mod standstill;
mod visit;

pub use alarm::{Alarm, LedgerAlarm};
pub use carrier::{Carrier, Visit};
pub use conductor::{Conductor, Told, Trouble};
pub use live::{AllLive, FromLedger, LiveSaga, LiveSagas, Living};
pub use runner::{Runner, RunnerParts, Tuning};
pub use visit::Carry;
