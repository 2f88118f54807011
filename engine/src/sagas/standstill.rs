//! Stopping all of an MSP's work, once, and going on when it can.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Actor, ActorKind, Micros, Source};
use tenantry_domain::saga::{Fault, Patience, hours, minutes, seconds};
use tenantry_domain::standstill::{ResumeWork, Standstill, StandstillCommand, StopWork};

use crate::commands::{Context, Engine, Request};

/// How often it is tried whether the account works again.
pub(super) const TRYING: Patience = Patience {
    first: seconds(30),
    slowest: minutes(10),
    limit: hours(24),
};

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
