//! A ledger as C2SP tiles: hashes, entries and the signed checkpoint they lead to.

use std::path::Path;
use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{BundleBuilder, Checkpoint, SigningKey, TileBuilder, TileId};
use tenantry_engine::ledger::Ledger;

use super::EvidenceFault;
use super::against::CHECKPOINT;
use super::checkpoint::{RootAt, earlier, must_continue, statement};
use super::files::{keep, replace};
use super::leaves::head_of;

const PAGE: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    pub checkpoint: Checkpoint,
    pub files: u64,
}

/// Writes the export into a folder. An older export there is continued: what is written already
/// must be the same, and the checkpoint is replaced last.
pub async fn export(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    key: &SigningKey,
    folder: &Path,
    progress: impl Fn(u64),
) -> Result<Exported, EvidenceFault> {
    let (head, frontier) = head_of(ledger, msp).await?;
    let statement_file = folder.join(CHECKPOINT);
    let before = earlier(&statement_file, key.verifier(), msp)?;
    let mut root = RootAt::new(before.as_ref().map_or(0, Checkpoint::size));
    let (mut tiles, mut bundles, mut files) = (TileBuilder::new(), BundleBuilder::new(), 0);
    let mut put = |tile: TileId, bytes: &[u8]| -> Result<(), EvidenceFault> {
        files += 1;
        keep(&folder.join(tile.to_string()), bytes)
    };
    let mut position = 0;
    while position < head.position {
        let wanted = usize::try_from(head.position - position).unwrap_or(PAGE);
        let page = ledger.feed(msp, position, wanted.min(PAGE)).await?;
        if page.is_empty() {
            let detail = format!("there is no row at position {}", position + 1);
            return Err(EvidenceFault::Unsound { msp, detail });
        }
        for event in page {
            position += 1;
            let entry = event.canonical();
            if event.position != position || entry.leaf() != event.leaf {
                let detail = format!("the row at position {position} is not what was recorded");
                return Err(EvidenceFault::Unsound { msp, detail });
            }
            root.push(event.leaf);
            tiles.push(event.leaf, &mut put)?;
            bundles.push(&entry.bytes(), &mut put)?;
        }
        progress(position);
    }
    bundles.finish(&mut put)?;
    let reached = tiles.finish(&mut put)?;
    if reached != frontier.head() {
        let detail = "its rows lead to another root than its head".to_owned();
        return Err(EvidenceFault::Unsound { msp, detail });
    }
    if let Some(before) = &before {
        must_continue(before, root.root(), msp)?;
    }
    let checkpoint = statement(key, msp, reached)?;
    replace(&statement_file, checkpoint.sign(key).as_bytes())?;
    Ok(Exported { checkpoint, files })
}
