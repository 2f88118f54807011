//! The Merkle log of RFC 6962 and 9162 over the ledger's events, and the forms in which others
//! can check it.
//!
//! An MSP's ledger is a list of leaf hashes. From it follow, without a clock or a database:
//!
//! - the root at any size, kept up cheaply by a [`Frontier`];
//! - proofs that an event is in the log ([`InclusionProof`]) and that a log only ever grew
//!   ([`ConsistencyProof`]), each built in one pass over the leaves in order;
//! - signed [`Checkpoint`]s and evidence files in the C2SP forms (signed-note, tlog-checkpoint,
//!   tlog-proof, tlog-witness), readable by verifiers that others wrote;
//! - exports in the C2SP tlog-tiles layout ([`TileBuilder`], [`BundleBuilder`]).
//!
//! Indexes count from zero as in the RFCs: the event at ledger position 1 is leaf 0. Everything
//! that reads text or bytes expects them from a stranger: sizes are bounded and nothing panics.

mod checkpoint;
mod entries;
mod evidence;
mod key;
mod note;
mod proof;
mod ranges;
mod text;
mod tile_id;
mod tiles;
mod tree;

pub use checkpoint::Checkpoint;
pub use entries::{BundleBuilder, bundle_entries};
pub use evidence::{ConsistencyEvidence, EvidenceError, InclusionEvidence};
pub use key::{KeyError, SigningKey, VerifierKey};
pub use note::NoteError;
pub use proof::{
    ConsistencyProof, ConsistencyProofBuilder, InclusionProof, InclusionProofBuilder, ProofError,
};
pub use tile_id::{TileError, TileId, TileKind, tiles_of};
pub use tiles::{TileBuilder, tile_hashes};
pub use tree::{EMPTY_ROOT, Frontier, FrontierError, Hash, TreeHead, leaf_hash, node_hash};

pub(crate) use tree::leaf_hasher;

#[cfg(test)]
mod tests;
