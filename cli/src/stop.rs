//! Signals. A command that has a safe point to stop at says so; every other one is dropped where
//! it waits, which is safe as well: what was committed is whole, and what was not, is not.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::signal::unix::{Signal, SignalKind, signal};

static HANDLED: AtomicBool = AtomicBool::new(false);

/// SIGINT or SIGTERM, for a command that ends its work in its own way. It listens from this call on, not from
/// when it is waited for: a signal that comes in between is not lost.
pub(crate) fn asked() -> impl Future<Output = ()> + Send + 'static {
    let signals = Signals::listen();
    HANDLED.store(true, Ordering::Relaxed);
    signals.next()
}

/// SIGINT or SIGTERM, unless the command takes care of them itself.
pub(crate) async fn unless_handled() {
    loop {
        Signals::listen().next().await;
        if !HANDLED.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// None where the system gives no handlers: then the signals end the process, as they do by default.
struct Signals(Option<(Signal, Signal)>);

impl Signals {
    fn listen() -> Self {
        let interrupt = signal(SignalKind::interrupt());
        let terminate = signal(SignalKind::terminate());
        Self(interrupt.ok().zip(terminate.ok()))
    }

    async fn next(self) {
        let Some((mut interrupt, mut terminate)) = self.0 else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
