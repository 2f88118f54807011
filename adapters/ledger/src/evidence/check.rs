//! The offline check of proof files: nothing is needed but the file and the public key.

use tenantry_domain::merkle::{
    Checkpoint, ConsistencyEvidence, InclusionEvidence, ProofError, VerifierKey, leaf_hash,
};

use super::checkpoint::origin_of;
use super::{Entry, EvidenceFault};

/// What a proof file that holds says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The event is in the log of the checkpoint.
    Included {
        event: Box<Entry>,
        checkpoint: Checkpoint,
    },
    /// The log of the older checkpoint is the beginning of that of the newer.
    Grown { old: Checkpoint, new: Checkpoint },
    /// A checkpoint by itself: its signature holds.
    Signed { checkpoint: Checkpoint },
}

/// Checks a file that [`super::prove_inclusion`], [`super::prove_growth`] or
/// [`super::checkpoint`] made. A proof of growth is about two checkpoints and carries the newer
/// one only; `old` is the signed older one.
pub fn check(text: &str, key: &VerifierKey, old: Option<&str>) -> Result<Checked, EvidenceFault> {
    if text.starts_with("c2sp.org/tlog-proof@") {
        return included(&InclusionEvidence::parse(text)?, key);
    }
    if text.starts_with("old ") {
        let evidence = ConsistencyEvidence::parse(text)?;
        let old = old.ok_or(ProofError::Malformed {
            why: "a proof of growth needs the older checkpoint beside it",
        })?;
        let old = Checkpoint::verify(old, key)?;
        let new = evidence.verify(&old.head(), key)?.of(old.origin())?;
        return Ok(Checked::Grown { old, new });
    }
    let checkpoint = Checkpoint::verify(text, key)?;
    Ok(Checked::Signed { checkpoint })
}

fn included(evidence: &InclusionEvidence, key: &VerifierKey) -> Result<Checked, EvidenceFault> {
    let malformed = |why| ProofError::Malformed { why };
    let bytes = evidence
        .extra
        .as_deref()
        .ok_or(malformed("it does not hold the event it is about"))?;
    let event = Entry::parse(bytes).ok_or(malformed("what it is about is not an event"))?;
    let checkpoint = evidence.verify(&leaf_hash(bytes), key)?;
    // The hash covers both, so a difference here means that a log holds an event of another.
    let checkpoint = checkpoint.of(&origin_of(key, event.msp))?;
    if event.position.checked_sub(1) != Some(evidence.index) {
        return Err(malformed("the event was recorded at another position").into());
    }
    Ok(Checked::Included {
        event: Box::new(event),
        checkpoint,
    })
}
