//! Sends what waits in the queue.

use std::time::Duration;

use tenantry_http::Push;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::span::Ended;
use crate::{lost, otlp};

/// Between two rounds: what happens meanwhile is sent together.
const PAUSE: Duration = Duration::from_secs(1);

/// Spans in one request.
const BATCH: usize = 512;

/// For what is left when the program ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// The queue's other end.
#[derive(Debug)]
pub struct Exporter {
    service: String,
    push: Push,
    queue: mpsc::Receiver<Ended>,
    /// Whether the last request was taken; each change is said once.
    works: bool,
}

/// An exporter at work.
#[derive(Debug)]
pub struct Exporting {
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Exporter {
    pub(crate) fn new(service: String, push: Push, queue: mpsc::Receiver<Ended>) -> Self {
        Self {
            service,
            push,
            queue,
            works: true,
        }
    }

    /// Begins to send, beside all else. Within a runtime.
    pub fn begin(self) -> Exporting {
        let (end, ended) = oneshot::channel();
        let task = tokio::spawn(self.run(ended));
        Exporting { end, task }
    }

    async fn run(mut self, mut ended: oneshot::Receiver<()>) {
        loop {
            let last = tokio::select! {
                _ = &mut ended => true,
                () = sleep(PAUSE) => false,
            };
            self.empty().await;
            if last {
                return;
            }
        }
    }

    async fn empty(&mut self) {
        loop {
            let mut batch = Vec::new();
            while batch.len() < BATCH
                && let Ok(span) = self.queue.try_recv()
            {
                batch.push(span);
            }
            if batch.is_empty() {
                return;
            }
            self.send(&batch).await;
        }
    }

    async fn send(&mut self, batch: &[Ended]) {
        let sent = self.push.json(otlp::body(&self.service, batch)).await;
        if let Err(fault) = &sent {
            lost(batch.len());
            if self.works {
                tracing::warn!(%fault, "traces are not taken; nothing waits for that");
            }
        } else if !self.works {
            tracing::info!("traces are taken again");
        }
        self.works = sent.is_ok();
    }
}

impl Exporting {
    /// Sends what is left, as far as that is soon done.
    pub async fn end(mut self) {
        // Who is gone already sends nothing more.
        let _ = self.end.send(());
        if timeout(FAREWELL, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}
