//! Proof files, each with the signed checkpoint it leads to.

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{
    ConsistencyEvidence, ConsistencyProofBuilder, InclusionEvidence, InclusionProof,
    InclusionProofBuilder, SigningKey, TreeHead,
};
use tenantry_domain::record::Position;
use tenantry_engine::ledger::Ledger;

use super::EvidenceFault;
use super::checkpoint::{RootAt, statement};
use super::leaves::{head_of, walk};

/// That the event at a position is in the log of a size, by default of today's. The event itself
/// goes along, so that the file can be checked without anything else.
pub async fn prove_inclusion(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    position: Position,
    size: Option<u64>,
    key: &SigningKey,
) -> Result<InclusionEvidence, EvidenceFault> {
    let included = include(ledger, msp, position, size).await?;
    let note = statement(key, msp, included.head)?.sign(key);
    let mut evidence = InclusionEvidence::new(included.proof, note);
    evidence.extra = Some(included.event);
    Ok(evidence)
}

/// That an event is in a log, before anything is signed.
pub(super) struct Included {
    pub(super) proof: InclusionProof,
    /// The log that it is in.
    pub(super) head: TreeHead,
    /// The event as it is hashed.
    pub(super) event: Vec<u8>,
}

pub(super) async fn include(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    position: Position,
    size: Option<u64>,
) -> Result<Included, EvidenceFault> {
    let size = size_within(ledger, msp, size).await?;
    if position == 0 || position > size {
        let (asked, end) = (position, size);
        return Err(EvidenceFault::Beyond { msp, asked, end });
    }
    let event = ledger.feed(msp, position - 1, 1).await?.into_iter().next();
    let Some(event) = event.filter(|event| event.position == position) else {
        let detail = format!("there is no row at position {position}");
        return Err(EvidenceFault::Unsound { msp, detail });
    };
    let entry = event.canonical();
    if entry.leaf() != event.leaf {
        let detail = format!("the row at position {position} does not match its hash");
        return Err(EvidenceFault::Unsound { msp, detail });
    }
    let mut proof = InclusionProofBuilder::new(position - 1, size)?;
    let mut root = RootAt::new(size);
    walk(ledger, msp, |leaf| {
        proof.push(leaf);
        root.push(leaf);
    })
    .await?;
    Ok(Included {
        proof: proof.finish()?,
        head: head(msp, size, &root)?,
        event: entry.bytes(),
    })
}

/// That the log of one size is the beginning of the log of another, by default of today's.
pub async fn prove_growth(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    from: u64,
    to: Option<u64>,
    key: &SigningKey,
) -> Result<ConsistencyEvidence, EvidenceFault> {
    let to = size_within(ledger, msp, to).await?;
    let mut proof = ConsistencyProofBuilder::new(from, to)?;
    let mut root = RootAt::new(to);
    walk(ledger, msp, |leaf| {
        proof.push(leaf);
        root.push(leaf);
    })
    .await?;
    let note = statement(key, msp, head(msp, to, &root)?)?.sign(key);
    Ok(ConsistencyEvidence::new(proof.finish()?, note))
}

async fn size_within(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    asked: Option<u64>,
) -> Result<u64, EvidenceFault> {
    let end = head_of(ledger, msp).await?.0.position;
    match asked {
        None => Ok(end),
        Some(asked) if (1..=end).contains(&asked) => Ok(asked),
        Some(asked) => Err(EvidenceFault::Beyond { msp, asked, end }),
    }
}

fn head(msp: MspId, size: u64, root: &RootAt) -> Result<TreeHead, EvidenceFault> {
    let detail = "it became shorter while it was read".to_owned();
    let root = root.root().ok_or(EvidenceFault::Unsound { msp, detail })?;
    Ok(TreeHead { size, root })
}
