//! Verifying a ledger, and proving things about it to others.
//!
//! - [`verify`]: reads a whole ledger and says of each row whether it is what was recorded.
//! - [`checkpoint`]: a signed statement of a ledger's size and root, to compare with later.
//! - [`prove_inclusion`], [`prove_growth`]: proof files that need no database to be checked.
//! - [`export`]: the ledger as C2SP tiles, for verifiers that others wrote.
//! - [`check`]: the offline check of proof files.
//! - [`keys`]: the key that signs. [`Notary`]: all of it for whoever asks while the program runs.
//!
//! What is signed is first read and compared with the head: a ledger that contradicts itself gets
//! no signature.

mod against;
mod check;
mod checkpoint;
mod entry;
mod export;
mod fault;
mod files;
mod finding;
pub mod keys;
mod leaves;
mod notary;
mod prove;
mod verify;

pub use against::Against;
pub use check::{Checked, check};
pub use checkpoint::{checkpoint, keep_checkpoint, origin_of, read_checkpoint};
pub use entry::Entry;
pub use export::{Exported, export};
pub use fault::EvidenceFault;
pub use finding::Finding;
pub use notary::Notary;
pub use prove::{prove_growth, prove_inclusion};
pub use verify::{SHOWN, Verified, verify};
