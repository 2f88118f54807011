//! All leaves of a ledger, in order, and the head they must lead to.

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{Frontier, Hash, TreeHead};
use tenantry_domain::record::Position;
use tenantry_engine::ledger::{Head, Ledger, LedgerError};

use super::EvidenceFault;

/// Leaves of one page: small rows, so the pages may be long.
const PAGE: usize = 10_000;

/// The head of a ledger that somebody wrote to.
pub(super) async fn head_of(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
) -> Result<(Head, Frontier), EvidenceFault> {
    let head = ledger.head(msp).await?;
    if head.position == 0 {
        return Err(EvidenceFault::LedgerEmpty { msp });
    }
    let frontier = Frontier::from_bytes(head.position, &head.frontier).map_err(|error| {
        EvidenceFault::Unsound {
            msp,
            detail: error.to_string(),
        }
    })?;
    Ok((head, frontier))
}

/// Hands out all leaves up to the head and gives the log's head, once the leaves are known to
/// lead to the head row. What is built from the leaves may be signed then.
pub(super) async fn walk(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    mut take: impl FnMut(Hash),
) -> Result<TreeHead, EvidenceFault> {
    let (head, expected) = head_of(ledger, msp).await?;
    let mut frontier = Frontier::new();
    while frontier.size() < head.position {
        for leaf in page(ledger, msp, frontier.size(), head.position).await? {
            frontier.push(leaf);
            take(leaf);
        }
    }
    if frontier == expected {
        Ok(frontier.head())
    } else {
        Err(EvidenceFault::Unsound {
            msp,
            detail: "its rows lead to another root than its head; see `tenantry ledger verify`"
                .to_owned(),
        })
    }
}

async fn page(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    after: Position,
    end: Position,
) -> Result<Vec<Hash>, EvidenceFault> {
    let wanted = usize::try_from(end - after).unwrap_or(PAGE).min(PAGE);
    let leaves = ledger.leaves(msp, after, wanted).await?;
    if leaves.is_empty() {
        return Err(LedgerError::Corrupt {
            detail: format!("the ledger of {msp} has no event at position {}", after + 1),
        }
        .into());
    }
    Ok(leaves)
}
