//! Signals. A command that has a safe point to stop at says so; every other one is dropped where
//! it waits, which is safe as well: what was committed is whole, and what was not, is not.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{SignalKind, signal};

static HANDLED: AtomicBool = AtomicBool::new(false);

/// SIGINT or SIGTERM, for a command that ends its work in its own way.
pub(crate) async fn asked() {
    HANDLED.store(true, Ordering::Relaxed);
    next().await;
}

/// SIGINT or SIGTERM, unless the command takes care of them itself.
pub(crate) async fn unless_handled() {
    loop {
        next().await;
        if !HANDLED.load(Ordering::Relaxed) {
            return;
        }
    }
}

async fn next() {
    let (interrupt, terminate) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    );
    let (Ok(mut interrupt), Ok(mut terminate)) = (interrupt, terminate) else {
        // Without handlers the signals end the process, as they do by default.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
