//! Requests that are kept waiting: nobody answers them until they are let go or their client hangs
//! up. So a test may stop a client at any point, and look at what is left of it.

use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What a client that hung up before the release needs to be heard of.
const FAREWELL: Duration = Duration::from_millis(5);

/// The requests held in this world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holds(Arc<watch::Sender<Held>>);

#[derive(Debug, Default)]
struct Held {
    requests: usize,
    /// How often all were let go.
    releases: u64,
}

/// One request that is held, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Hold {
    holds: Holds,
    since: u64,
}

impl Holds {
    pub(crate) fn take(&self) -> Hold {
        let mut since = 0;
        self.0.send_modify(|held| {
            held.requests += 1;
            since = held.releases;
        });
        Hold {
            holds: self.clone(),
            since,
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.0.borrow().requests
    }

    /// Until at least one request is held, or none.
    pub(crate) async fn until(&self, somebody: bool) {
        let mut seen = self.0.subscribe();
        // The other end is this one's: it does not go away.
        let _ = seen.wait_for(|held| (held.requests > 0) == somebody).await;
    }

    /// Those that are held now go on; later ones are held again.
    pub(crate) fn release_all(&self) {
        self.0.send_modify(|held| {
            held.requests = 0;
            held.releases += 1;
        });
    }
}

impl Hold {
    /// Until the request is let go. Whoever waits for this is dropped when the client hangs up,
    /// which may become known a little later than the release that came after it.
    pub(crate) async fn released(self) {
        let mut seen = self.holds.0.subscribe();
        let _ = seen.wait_for(|held| held.releases != self.since).await;
        tokio::time::sleep(FAREWELL).await;
    }
}

/// Let go, or dropped because the client hung up.
impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.0.send_if_modified(|held| {
            let counted = held.releases == self.since;
            if counted {
                held.requests -= 1;
            }
            counted
        });
    }
}
