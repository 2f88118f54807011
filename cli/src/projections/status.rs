//! `tenantry projections status`.

use serde::Serialize;
use tenantry_projections::{State, Status};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};

/// How one projection is doing.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    projection: &'static str,
    version: u32,
    generation: i64,
    state: &'static str,
    msps: usize,
    position: u64,
    head: u64,
    lag: u64,
    lag_seconds: f64,
    events_per_second: Option<u64>,
    failures: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    msp: String,
    position: u64,
    code: String,
    detail: String,
}

impl From<Status> for Shown {
    #[allow(clippy::cast_precision_loss)] // Seconds for people.
    fn from(status: Status) -> Self {
        let failures = status.failures.into_iter().map(|it| Failed {
            msp: it.msp.to_string(),
            position: it.position,
            code: it.code,
            detail: it.detail,
        });
        Self {
            projection: status.projection,
            version: status.version,
            generation: status.generation,
            state: status.state.as_str(),
            msps: status.msps,
            position: status.position,
            head: status.head,
            lag: status.lag,
            lag_seconds: status.lag_time as f64 / 1e6,
            events_per_second: status.rate,
            failures: failures.collect(),
        }
    }
}

/// Not all right when a partition stands at an event it cannot read.
pub(super) async fn run(config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let status = projections.status().await?;
    let failed = status.iter().any(|it| it.state == State::Failed);
    let shown: Vec<Shown> = status.into_iter().map(Shown::from).collect();
    print(&shown, output)?;
    Ok(if failed { Exit::NotRight } else { Exit::Ok })
}

pub(crate) fn print(shown: &[Shown], output: &Output) -> Result<(), Failure> {
    let headings = ["projection", "state", "events", "behind", "version", "MSPs"];
    output.list(headings, shown, |it| {
        let behind = match it.lag {
            0 => "nothing".to_owned(),
            lag => format!("{lag} events, {:.1} s", it.lag_seconds),
        };
        [
            it.projection.to_owned(),
            it.state.to_owned(),
            it.position.to_string(),
            behind,
            it.version.to_string(),
            it.msps.to_string(),
        ]
    })?;
    if output.json {
        return Ok(());
    }
    for it in shown {
        for failure in &it.failures {
            let word = output.paint(Tone::Bad, "stands still");
            output.line(&format!(
                "{}  {word} at position {} of MSP {}: {} ({})",
                it.projection,
                failure.position,
                failure.msp,
                plain(&failure.detail),
                failure.code
            ))?;
        }
    }
    Ok(())
}
