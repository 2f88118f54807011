//! Signed statements of a ledger's size and root.

use std::path::Path;
use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{Checkpoint, Frontier, Hash, SigningKey, TreeHead, VerifierKey};
use tenantry_engine::ledger::Ledger;

use super::files::{read_text, replace};
use super::leaves::{head_of, walk};
use super::{EvidenceFault, files};

/// The name of an MSP's log for ever: the key's name, which names the installation, and the MSP.
pub fn origin_of(key: &VerifierKey, msp: MspId) -> String {
    format!("{}/msp/{msp}", key.name())
}

/// The checkpoint of an MSP's log as it is now.
pub async fn checkpoint(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    key: &SigningKey,
) -> Result<Checkpoint, EvidenceFault> {
    let (_, frontier) = head_of(ledger, msp).await?;
    statement(key, msp, frontier.head())
}

pub(super) fn statement(
    key: &SigningKey,
    msp: MspId,
    head: TreeHead,
) -> Result<Checkpoint, EvidenceFault> {
    Ok(Checkpoint::new(&origin_of(key.verifier(), msp), head)?)
}

/// The checkpoint in a file, once its signature holds.
pub fn read_checkpoint(file: &Path, key: &VerifierKey) -> Result<Checkpoint, EvidenceFault> {
    Ok(Checkpoint::verify(&read_text(file)?, key)?)
}

/// Signs a checkpoint into a file. Where the file holds an earlier one, the log must have grown
/// from it: a log that signs two stories is worth nothing.
pub async fn keep_checkpoint(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    key: &SigningKey,
    file: &Path,
) -> Result<Checkpoint, EvidenceFault> {
    let now = match earlier(file, key.verifier(), msp)? {
        None => checkpoint(ledger, msp, key).await?,
        Some(earlier) => {
            let mut root = RootAt::new(earlier.size());
            let head = walk(ledger, msp, |leaf| root.push(leaf)).await?;
            must_continue(&earlier, root.root(), msp)?;
            statement(key, msp, head)?
        }
    };
    replace(file, now.sign(key).as_bytes())?;
    Ok(now)
}

/// The checkpoint that a file holds already.
pub(super) fn earlier(
    file: &Path,
    key: &VerifierKey,
    msp: MspId,
) -> Result<Option<Checkpoint>, EvidenceFault> {
    if !file
        .try_exists()
        .map_err(|reason| files::fault(file, &reason))?
    {
        return Ok(None);
    }
    let found = read_checkpoint(file, key)?.of(&origin_of(key, msp))?;
    Ok(Some(found))
}

pub(super) fn must_continue(
    earlier: &Checkpoint,
    root: Option<Hash>,
    msp: MspId,
) -> Result<(), EvidenceFault> {
    if root == Some(earlier.root()) {
        return Ok(());
    }
    Err(EvidenceFault::Unsound {
        msp,
        detail: format!(
            "it did not grow from the checkpoint over {} events that was signed before",
            earlier.size()
        ),
    })
}

/// The root of a log at one size, picked up while its leaves go by.
#[derive(Debug)]
pub(super) struct RootAt {
    size: u64,
    frontier: Frontier,
}

impl RootAt {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            frontier: Frontier::new(),
        }
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        if self.frontier.size() < self.size {
            self.frontier.push(leaf);
        }
    }

    /// None when fewer leaves went by.
    pub(super) fn root(&self) -> Option<Hash> {
        (self.frontier.size() == self.size).then(|| self.frontier.root())
    }
}
