//! Reads the ledgers page by page, always a page or two ahead of the fold.

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::ledger::{Ledger, LedgerError};
use tokio::sync::mpsc;

use crate::house::{position, stored};

/// Pages waiting to be folded. Each is a few megabytes.
const AHEAD: usize = 2;

/// Some events of one MSP, in order. The last page of an MSP may be empty.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) msp: MspId,
    pub(super) events: Vec<RecordedEvent>,
    pub(super) last: bool,
}

/// Where to read: the MSP, after which position, up to which.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    pub(super) msp: MspId,
    pub(super) after: i64,
    pub(super) to: i64,
}

/// Begins to read. Whoever drops the receiver ends it.
pub(super) fn read(
    ledger: Arc<dyn Ledger>,
    routes: Vec<Route>,
    size: usize,
) -> mpsc::Receiver<Result<Page, LedgerError>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        for route in routes {
            if !read_one(ledger.as_ref(), route, size, &sender).await {
                return;
            }
        }
    });
    receiver
}

/// False when nobody listens any more.
async fn read_one(
    ledger: &dyn Ledger,
    route: Route,
    size: usize,
    to: &mpsc::Sender<Result<Page, LedgerError>>,
) -> bool {
    let mut after = route.after;
    loop {
        let left = usize::try_from(route.to - after).unwrap_or_default();
        let page = match ledger
            .feed(route.msp, position(after), size.min(left))
            .await
        {
            Ok(events) => {
                after = events.last().map_or(after, |event| stored(event.position));
                Ok(Page {
                    msp: route.msp,
                    last: after >= route.to || events.is_empty(),
                    events,
                })
            }
            Err(error) => Err(error),
        };
        let last = page.as_ref().map_or(true, |page| page.last);
        let failed = page.is_err();
        if to.send(page).await.is_err() || failed {
            return false;
        }
        if last {
            return true;
        }
    }
}
