//! Taking over what another program recorded with postgres-es or sqlite-es.
//!
//! The source is only ever read. Three passes over it:
//!
//! - `examine`: everything is looked at before anything is written, so that what cannot be taken
//!   over is refused as a whole.
//! - `copy`: events go into the MSP's ledger in groups, texts and sequences as they are. Each has an
//!   idempotency key of its own, so that an import that was stopped goes on where it was.
//! - `compare`: both sides are read again, field by field.

mod compare;
mod copy;
mod error;
mod examine;
mod source;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt, stream};
use tenantry_domain::ids::MspId;
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::ledger::{Ledger, LedgerError};

use crate::DatabaseUrl;
pub use error::ImportError;
use source::{Source, SourceEvent};

/// Events per page of the source and per group of the ledger.
const PAGE: usize = 500;

/// How many streams are looked up in the ledger at once.
const LOOKUPS: usize = 8;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub pass: Pass,
    pub done: u64,
    pub total: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    Examine,
    Copy,
    Compare,
}

/// What an import came to. Every event of the source is in the ledger, and was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    pub streams: u64,
    pub events: u64,
    /// Recorded by this run.
    pub recorded: u64,
    /// There already, from an earlier run.
    pub skipped: u64,
    /// Kinds of streams that this program does not know: kept and proven, not interpreted.
    pub foreign: BTreeSet<String>,
    pub elapsed: Duration,
}

impl ImportReport {
    /// Events of the source per second, all passes together.
    pub fn rate(&self) -> u64 {
        let millis = u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX);
        self.events.saturating_mul(1_000) / millis.max(1)
    }
}

/// Takes over the `events` table of another database into an MSP's ledger. May be run again at
/// any time: what is there already is compared and skipped.
pub async fn import(
    source: &DatabaseUrl,
    ledger: &dyn Ledger,
    msp: MspId,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<ImportReport, ImportError> {
    let begun = Instant::now();
    let mut source = Source::open(source).await?;
    let total = source.count().await?;
    let tell = |pass, done| progress(Progress { pass, done, total });

    let examined = examine::pass(&mut source, |done| tell(Pass::Examine, done)).await?;
    let copied = copy::pass(&mut source, ledger, msp, |done| tell(Pass::Copy, done)).await?;
    let compared =
        compare::pass(&mut source, ledger, msp, |done| tell(Pass::Compare, done)).await?;
    if compared != examined.events || compared != copied.recorded + copied.skipped {
        return Err(ImportError::SourceMoved {
            before: examined.events,
            after: compared,
        });
    }
    Ok(ImportReport {
        streams: examined.streams,
        events: examined.events,
        recorded: copied.recorded,
        skipped: copied.skipped,
        foreign: examined.foreign,
        elapsed: begun.elapsed(),
    })
}

/// The events of a page, stream by stream. A stream that is longer than a page goes on in the next.
fn runs(page: &[SourceEvent]) -> impl Iterator<Item = &[SourceEvent]> {
    page.chunk_by(|one, next| one.stream == next.stream)
}

/// For each run of a page, what the ledger holds in its place; less where the stream ends early.
async fn counterparts(
    ledger: &dyn Ledger,
    msp: MspId,
    page: &[SourceEvent],
) -> Result<Vec<Vec<RecordedEvent>>, LedgerError> {
    let lookups: Vec<_> = runs(page)
        .map(|run| counterpart(ledger, msp, run))
        .collect();
    stream::iter(lookups).buffered(LOOKUPS).try_collect().await
}

async fn counterpart(
    ledger: &dyn Ledger,
    msp: MspId,
    run: &[SourceEvent],
) -> Result<Vec<RecordedEvent>, LedgerError> {
    let Some(first) = run.first() else {
        return Ok(Vec::new());
    };
    let mut found: Vec<RecordedEvent> = Vec::new();
    while found.len() < run.len() {
        let after = first.sequence - 1 + found.len() as u64;
        let more = ledger
            .stream(msp, &first.stream, after, run.len() - found.len())
            .await?;
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    Ok(found)
}
