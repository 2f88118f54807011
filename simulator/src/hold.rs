//! Requests that are kept waiting: nobody answers them until they are let go or their client hangs
//! up. So a test may stop a client at any point, and look at what is left of it.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use tokio::sync::watch;

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
    pub(crate) async fn released(self) {
        let mut seen = self.holds.0.subscribe();
        let _ = seen.wait_for(|held| held.releases != self.since).await;
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

/// A connection, looked at from the side.
#[derive(Debug, Clone)]
pub(crate) struct Line(Arc<TcpStream>);

impl Line {
    pub(crate) fn of(stream: tokio::net::TcpStream) -> io::Result<(tokio::net::TcpStream, Self)> {
        let stream = stream.into_std()?;
        let line = Self(Arc::new(stream.try_clone()?));
        Ok((tokio::net::TcpStream::from_std(stream)?, line))
    }

    /// Whether the client still waits. It has nothing to say while it does: whatever there is to be
    /// read is its farewell, which may have come so late that nobody else looked at it yet.
    pub(crate) fn is_open(&self) -> bool {
        let unread = self.0.peek(&mut [0]);
        unread.is_err_and(|nothing| nothing.kind() == io::ErrorKind::WouldBlock)
    }
}
