//! Stopping all of an MSP's work, once, and going on when it can.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, ActorKind, Micros, Source};
use tenantry_domain::saga::{Fault, Patience, hours, minutes, seconds};
use tenantry_domain::standstill::{ResumeWork, Standstill, StandstillCommand, StopWork};

use super::queue::Key;
use crate::commands::{Context, Engine, Request};

/// How often it is tried whether the account works again.
const TRYING: Patience = Patience {
    first: seconds(30),
    slowest: minutes(10),
    limit: hours(24),
};

/// What a worker knows of a standstill.
#[derive(Debug)]
pub(super) struct Still {
    since: Micros,
    /// When it is tried next whether the work can go on.
    pub(super) due: Micros,
    /// The saga that met the fault: it tells best whether the fault is mended. What is the matter
    /// with an account need not show in every tenant, nor while a token lasts.
    pub(super) met: Option<Key>,
}

impl Still {
    pub(super) fn since(since: Micros, now: Micros, met: Option<Key>) -> Self {
        let due = TRYING.next_look(since, now);
        Self { since, due, met }
    }

    /// Found on record: it may have been mended while nobody looked.
    pub(super) fn found(since: Micros, now: Micros) -> Self {
        Self {
            since,
            due: now,
            met: None,
        }
    }

    /// It was tried, or is being tried.
    pub(super) fn tried(&mut self, now: Micros) {
        self.due = TRYING.next_look(self.since, now.max(self.due));
    }
}

/// Since when the work stands still, if it does.
pub(super) async fn since(engine: &Engine, msp: MspId) -> Option<Micros> {
    match engine.load::<Standstill>(msp, &msp.to_string()).await {
        Ok(standstill) => standstill.cause.map(|(_, at)| at),
        Err(error) => {
            tracing::warn!(%msp, code = error.code(), %error, "whether the work stands still is not known");
            None
        }
    }
}

pub(super) async fn stop(engine: &Engine, msp: MspId, worker: &str, fault: Fault, at: Micros) {
    tracing::error!(%msp, code = %fault.code, "all work for this MSP stands still until this is mended");
    let command = StandstillCommand::Stop(StopWork { fault, at });
    record(engine, msp, worker, command).await;
}

pub(super) async fn resume(engine: &Engine, msp: MspId, worker: &str, at: Micros) {
    tracing::info!(%msp, "the work for this MSP goes on");
    let command = StandstillCommand::Resume(ResumeWork { at });
    record(engine, msp, worker, command).await;
}

async fn record(engine: &Engine, msp: MspId, worker: &str, command: StandstillCommand) {
    let actor = Actor {
        kind: ActorKind::Saga,
        id: worker.to_owned(),
    };
    let request = Request::<Standstill> {
        msp,
        id: msp.to_string(),
        command,
        context: Context::new(actor, Source::Engine),
    };
    if let Err(error) = engine.execute(request).await {
        tracing::warn!(%msp, code = error.code(), %error, "a standstill cannot be recorded");
    }
}
