//! Commands to many streams of one MSP, some at a time: enough for full groups in the ledger, and room
//! for others.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::MspId;
use tokio::task::JoinSet;

use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::ledger::LedgerError;

/// Commands under way at once.
const AT_ONCE: usize = 64;

/// Pauses before a command is sent again that found no room.
const AGAIN_AFTER: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

/// What became of a command, beside what it was sent for.
pub(crate) type Settled<A, W> = Result<(W, Done), CommandError<<A as Aggregate>::Refusal>>;

/// Commands that are under way together. When it is dropped they are let go of: each is recorded, or
/// not, as if nobody had waited for it.
#[derive(Debug)]
pub(crate) struct Abreast<A: Aggregate, W> {
    engine: Arc<Engine>,
    msp: MspId,
    /// All are sent in the same name.
    context: Context,
    under_way: JoinSet<Settled<A, W>>,
}

impl<A, W> Abreast<A, W>
where
    A: Aggregate<Command: Clone>,
    W: Send + 'static,
{
    pub(crate) fn new(engine: Arc<Engine>, msp: MspId, context: Context) -> Self {
        Self {
            engine,
            msp,
            context,
            under_way: JoinSet::new(),
        }
    }

    /// Waits until there is room for another, which one that settled makes. None where there is room.
    pub(crate) async fn room(&mut self) -> Option<Settled<A, W>> {
        if self.under_way.len() < AT_ONCE {
            return None;
        }
        self.next().await
    }

    pub(crate) fn send(&mut self, id: String, wish: W, command: A::Command) {
        let request = Request::<A> {
            msp: self.msp,
            id,
            command,
            context: self.context.clone(),
        };
        let engine = Arc::clone(&self.engine);
        self.under_way.spawn(async move {
            let done = patiently(&engine, request).await?;
            Ok((wish, done))
        });
    }

    /// The next that settles; none when nothing is under way.
    pub(crate) async fn next(&mut self) -> Option<Settled<A, W>> {
        let settled = self.under_way.join_next().await?;
        Some(settled.unwrap_or_else(|reason| {
            let detail = format!("a command was not carried out: {reason}");
            Err(CommandError::Ledger(LedgerError::Database { detail }))
        }))
    }
}

/// One command, sent again while others leave it no room. Nothing was recorded then.
pub(crate) async fn patiently<A: Aggregate<Command: Clone>>(
    engine: &Engine,
    request: Request<A>,
) -> Result<Done, CommandError<A::Refusal>> {
    for pause in AGAIN_AFTER {
        match engine.execute(request.clone()).await {
            Err(CommandError::Overloaded | CommandError::Contended) => {
                tokio::time::sleep(pause).await;
            }
            settled => return settled,
        }
    }
    engine.execute(request).await
}
