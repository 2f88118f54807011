//! `tenantry projections rebuild`.

use std::time::Instant;

use clap::{ArgGroup, Args};
use serde::Serialize;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;
use crate::progress::Progress;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["name", "all"]))]
pub(crate) struct Asked {
    /// The projection
    name: Option<String>,
    /// All of them
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Serialize)]
struct Rebuilt {
    projection: String,
    events: u64,
    seconds: f64,
}

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ledger = installation::ledger(config).await?;
    installation::must_read(&*ledger).await?;
    let projections = installation::projections(config, ledger).await?;
    let names: Vec<String> = match &asked.name {
        Some(name) => vec![name.clone()],
        None => projections
            .declarations()
            .iter()
            .map(|declared| declared.name.to_owned())
            .collect(),
    };
    for projection in names {
        let started = Instant::now();
        let progress = Progress::start(&format!("Rebuilding {projection}"), 0);
        let mut report = |it: tenantry_projections::Progress| {
            progress.of(it.total);
            progress.reached(it.events);
        };
        let events = projections.rebuild(&projection, &mut report).await?;
        drop(progress);
        let seconds = started.elapsed().as_secs_f64();
        if output.json {
            output.document(&Rebuilt {
                projection,
                events,
                seconds,
            })?;
        } else {
            output.line(&format!(
                "{projection} rebuilt from {events} events in {seconds:.1} s"
            ))?;
        }
    }
    Ok(Exit::Ok)
}
