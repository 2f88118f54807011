//! Somebody who listens: a position.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::record::Position;
use tenantry_engine::ledger::LedgerError;
use tokio::sync::watch;
use tokio::time::sleep;

use super::Shared;
use super::news::News;
use super::tail::Tail;

/// Events taken at once: all that a listener ever holds.
const PAGE: usize = 100;

/// When the ledger does not answer as it has to, it is asked again after this.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Listener {
    shared: Arc<Shared>,
    tail: Arc<Tail>,
    reached: watch::Receiver<Position>,
    at: Position,
}

impl Listener {
    pub(super) fn new(
        shared: Arc<Shared>,
        tail: Arc<Tail>,
        reached: watch::Receiver<Position>,
        at: Position,
    ) -> Self {
        Self {
            shared,
            tail,
            reached,
            at,
        }
    }

    /// What comes next, in order, as soon as there is something. A database that is away is waited for.
    pub(crate) async fn page(&mut self) -> Result<Vec<Arc<News>>, LedgerError> {
        loop {
            let at = self.at;
            // Whoever could end this wait without news is held by us.
            let _ = self.reached.wait_for(|reached| *reached > at).await;
            let page = match self.tail.after(at, PAGE) {
                Some(kept) => kept,
                None => match self.read().await {
                    Err(error) if error.is_transient() => {
                        tracing::debug!(code = error.code(), "a listener waits for the database");
                        Vec::new()
                    }
                    read => read?,
                },
            };
            if let Some(last) = page.last() {
                self.at = last.event.position;
                return Ok(page);
            }
            sleep(PAUSE).await;
        }
    }

    /// For who has fallen behind what is kept.
    async fn read(&self) -> Result<Vec<Arc<News>>, LedgerError> {
        // It is never closed.
        let _place = self.shared.catching_up.acquire().await;
        let ledger = &self.shared.ledger;
        let page = ledger.feed(self.tail.msp(), self.at, PAGE).await?;
        Ok(page.into_iter().map(News::of).collect())
    }
}
