//! Reading a whole ledger and saying of each row whether it is what was recorded.
//!
//! Pages are read ahead by a task of their own while a blocking thread hashes the one before, so
//! verifying takes about as long as the slower of the two, in memory that does not grow.
//!
//! Of a row's stream it is the hash that vouches for the sequence number: removing an event and
//! renumbering those after it changes their hashes, replacing those too changes the root, and
//! replacing the head with it contradicts any checkpoint. A table of every stream's last number
//! would find nothing more and grow with the ledger.

mod scan;

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::TreeHead;
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_engine::ledger::{Head, Ledger, LedgerError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{Against, EvidenceFault, Finding};
use scan::Scan;

/// How many findings are listed; all are counted.
pub const SHOWN: usize = 20;

/// Events of one page: at the largest size events can have, some 130 MB.
const PAGE: usize = 2_000;

/// Pages that are read but not yet hashed.
const AHEAD: usize = 2;

type Page = Result<Vec<RecordedEvent>, LedgerError>;

/// What a ledger was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub msp: MspId,
    /// Rows that were read.
    pub events: u64,
    /// The log that the rows lead to.
    pub log: TreeHead,
    /// The checkpoint's size, when there was one to compare with.
    pub compared: Option<u64>,
    /// In order of position, [`SHOWN`] at most.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub found: u64,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }
}

/// Verifies one MSP's ledger up to its head as it is now. `progress` hears how many rows are done.
pub async fn verify(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    against: Option<Against>,
    progress: impl Fn(u64) + Send + 'static,
) -> Result<Verified, EvidenceFault> {
    // The head first: rows appended while we read are beyond it and not our matter.
    let head = ledger.head(msp).await?;
    let (pages, mut arrivals) = mpsc::channel(AHEAD);
    let mut tasks = JoinSet::new();
    tasks.spawn(read_ahead(ledger.clone(), head.clone(), pages));
    let end = head.position;
    let mut scan = Scan::new(head, against);
    let scanned = tokio::task::spawn_blocking(move || {
        while let Some(page) = arrivals.blocking_recv() {
            for event in page? {
                scan.row(event)?;
            }
            progress(scan.rows());
        }
        scan.finish()
    });
    // Dropping the tasks, when nobody waits for us any more, ends the thread as well: its channel
    // closes.
    let mut outcome = scanned.await.map_err(|failure| LedgerError::Corrupt {
        detail: format!("the rows could not be gone through: {failure}"),
    })??;
    if let Some(stray) = beyond(ledger, msp, end).await? {
        outcome.add(Finding::RowBeyondHead {
            position: stray.position,
            stream: stray.stream,
            sequence: stray.sequence,
        });
    }
    Ok(outcome.into_verified(msp))
}

async fn read_ahead(ledger: Arc<dyn Ledger>, head: Head, pages: mpsc::Sender<Page>) {
    let mut after: Position = 0;
    while after < head.position {
        let wanted = usize::try_from(head.position - after).unwrap_or(PAGE);
        let mut page = ledger.feed(head.msp, after, wanted.min(PAGE)).await;
        if let Ok(events) = &mut page {
            // Where rows are missing a page can reach beyond the head.
            events.retain(|event| event.position <= head.position);
        }
        let last = page
            .as_ref()
            .ok()
            .and_then(|events| events.last())
            .map(|event| event.position);
        if pages.send(page).await.is_err() {
            return;
        }
        match last {
            Some(last) => after = last,
            None => return,
        }
    }
}

/// A row after the end, unless the ledger has grown to it in the meantime.
async fn beyond(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    end: Position,
) -> Result<Option<RecordedEvent>, LedgerError> {
    let Some(row) = ledger.feed(msp, end, 1).await?.into_iter().next() else {
        return Ok(None);
    };
    let now = ledger.head(msp).await?.position;
    Ok((row.position > now).then_some(row))
}
