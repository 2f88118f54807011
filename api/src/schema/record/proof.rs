//! That an event is in the ledger.

use async_graphql::SimpleObject;
use tenantry_engine::evidence::{EventProof as Proof, EvidenceError};

use super::object::hex;
use crate::evidence::Unproven;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::scalars::Position;

/// That an event is in the MSP's ledger as it is now: an inclusion proof of RFC 6962.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct EventProof {
    /// Where the event's leaf is in the ledger's Merkle tree, counted from zero.
    leaf_index: Position,
    /// How many leaves the tree has.
    tree_size: Position,
    /// The hashes that lead from the leaf to the root, the leaf's neighbour first, each as 64 hexadecimal digits.
    path: Vec<String>,
    /// The root that they lead to, as 64 hexadecimal digits.
    root_hash: String,
    /// The statement of size and root that the installation signed, in the form of C2SP. Nothing where it has no
    /// key: `tenantry ledger checkpoint` makes one.
    checkpoint: Option<String>,
    /// The public key that the signature is checked with. Get it another way as well before you believe it.
    key: Option<String>,
    /// Event, path and checkpoint in one file, letter by letter what `tenantry ledger check` takes without a
    /// database. Nothing where the installation has no key.
    file: Option<String>,
}

impl From<Proof> for EventProof {
    fn from(proof: Proof) -> Self {
        let (checkpoint, key, file) = match proof.signed {
            Some(signed) => (Some(signed.checkpoint), Some(signed.key), Some(signed.file)),
            None => (None, None, None),
        };
        Self {
            leaf_index: Position(proof.index),
            tree_size: Position(proof.head.size),
            path: proof.path.iter().map(|hash| hex(hash)).collect(),
            root_hash: hex(&proof.head.root),
            checkpoint,
            key,
            file,
        }
    }
}

pub(super) async fn of(desk: Desk<'_>, position: u64) -> Result<EventProof, Fault> {
    let parts = desk.parts;
    let proof = parts.proving.proof(desk.msp(), position, parts.patience);
    match proof.await {
        Ok(proof) => Ok(proof.into()),
        Err(Unproven::Busy) => Err(Fault::busy(
            "LEDGER_PROOF_BUSY",
            "other events of this ledger are being proven; try again".to_owned(),
        )),
        Err(Unproven::Error(error)) => Err(error.into()),
    }
}

impl From<EvidenceError> for Fault {
    fn from(error: EvidenceError) -> Self {
        let code = error.code();
        match error {
            EvidenceError::Ledger(error) => error.into(),
            denied @ EvidenceError::Denied { .. } => Self::server(code, &denied),
        }
    }
}
