//! The second pass: what the ledger does not have yet is recorded.

use std::fmt::Write;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::leaf_hash;
use tenantry_engine::ledger::{KEY_LIMIT, Ledger, NewEvent, Proposal, Verdict};

use super::compare::must_agree;
use super::examine::{canonical, must_be_acceptable};
use super::source::{Source, SourceEvent};
use super::{ImportError, counterparts, runs};

#[derive(Debug, Default)]
pub(super) struct Copied {
    pub(super) recorded: u64,
    pub(super) skipped: u64,
}

pub(super) async fn pass(
    source: &mut Source,
    ledger: &dyn Ledger,
    msp: MspId,
    tell: impl Fn(u64),
) -> Result<Copied, ImportError> {
    let head = ledger.head(msp).await.map_err(ImportError::Ledger)?;
    // In a ledger that nobody wrote to, no stream has to be looked up.
    let fresh = head.position == 0;
    let mut copied = Copied::default();
    let mut pages = source.pages();
    while let Some(page) = pages.next().await? {
        let missing = if fresh {
            page.iter().collect()
        } else {
            missing_from(ledger, msp, &page).await?
        };
        copied.skipped += (page.len() - missing.len()) as u64;
        record(ledger, msp, &missing, &mut copied).await?;
        tell(copied.recorded + copied.skipped);
    }
    Ok(copied)
}

/// The events of a page that the ledger does not have. Those that it has must be the same.
async fn missing_from<'p>(
    ledger: &dyn Ledger,
    msp: MspId,
    page: &'p [SourceEvent],
) -> Result<Vec<&'p SourceEvent>, ImportError> {
    let held = counterparts(ledger, msp, page)
        .await
        .map_err(ImportError::Ledger)?;
    let mut missing = Vec::new();
    for (run, held) in runs(page).zip(&held) {
        for (event, recorded) in run.iter().zip(held) {
            must_agree(event, recorded)?;
        }
        missing.extend(&run[held.len()..]);
    }
    Ok(missing)
}

async fn record(
    ledger: &dyn Ledger,
    msp: MspId,
    events: &[&SourceEvent],
    copied: &mut Copied,
) -> Result<(), ImportError> {
    if events.is_empty() {
        return Ok(());
    }
    let mut group = Vec::with_capacity(events.len());
    for event in events {
        // Looked at before, but the source may have grown since.
        must_be_acceptable(event)?;
        group.push(proposal(msp, event));
    }
    let verdicts = ledger.commit(&group).await.map_err(ImportError::Ledger)?;
    for (event, verdict) in events.iter().zip(verdicts) {
        let difference = match verdict {
            Verdict::Committed(_) => {
                copied.recorded += 1;
                continue;
            }
            // Another import of the same source was quicker.
            Verdict::Replayed(_) => {
                copied.skipped += 1;
                continue;
            }
            Verdict::KeyReused => "it was imported with other content".to_owned(),
            Verdict::Conflict { actual } => format!("the stream has {actual} events there"),
            Verdict::TooLarge { bytes, limit } => {
                format!("it has {bytes} bytes, the ledger takes {limit}")
            }
        };
        return Err(ImportError::Conflict {
            stream: event.stream.to_string(),
            sequence: event.sequence,
            difference,
        });
    }
    Ok(())
}

fn proposal(msp: MspId, event: &SourceEvent) -> Proposal {
    Proposal {
        msp,
        stream: event.stream.clone(),
        expected: event.sequence - 1,
        events: vec![NewEvent {
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
            payload: event.payload.clone(),
        }],
        metadata: event.metadata.clone(),
        key: key(event),
        request: canonical(msp, event).leaf(),
    }
}

/// Readable where it can be; a hash where the name is too long for a key or has odd letters.
fn key(event: &SourceEvent) -> String {
    let key = format!("import:{}:{}", event.stream, event.sequence);
    if key.len() <= KEY_LIMIT && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return key;
    }
    let mut hashed = String::from("import:");
    for byte in leaf_hash(key.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(hashed, "{byte:02x}");
    }
    hashed
}
