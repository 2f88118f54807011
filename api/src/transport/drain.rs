//! The way out: no new work, and open connections are told to come back later.

use tokio::sync::watch;

/// Says when to stop.
#[derive(Debug)]
pub struct Drainer(watch::Sender<bool>);

/// Hears when to stop.
#[derive(Debug, Clone)]
pub struct Drain(watch::Receiver<bool>);

impl Drainer {
    pub fn new() -> (Self, Drain) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Drain(receiver))
    }

    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Drain {
    pub(crate) fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Never comes back when whoever could say so is gone.
    pub(crate) async fn begun(&mut self) {
        if self.0.wait_for(|begun| *begun).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
