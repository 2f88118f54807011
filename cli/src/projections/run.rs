//! `tenantry projections run`: the daemon.

use std::time::Duration;

use clap::Args;
use tenantry_projections::Projections;
use tokio::sync::watch;

use super::status::{Shown, print};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::stop;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Stop as soon as everything recorded until now is in the tables
    #[arg(long)]
    until_caught_up: bool,
}

/// How long the daemon may take to finish the batch at hand.
const GRACE: Duration = Duration::from_secs(30);

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ledger = installation::ledger(config).await?;
    installation::must_read(&*ledger).await?;
    let projections = installation::projections(config, ledger).await?;
    if asked.until_caught_up {
        return until_caught_up(&projections, output).await;
    }
    let (stop, stopping) = watch::channel(false);
    let mut daemon = Box::pin(projections.run(stopping));
    say("Following the ledger; Ctrl-C stops");
    tokio::select! {
        () = &mut daemon => return Ok(Exit::Ok),
        () = stop::asked() => {}
    }
    say("Stopping after the batch at hand");
    stop.send_replace(true);
    match tokio::time::timeout(GRACE, daemon).await {
        Ok(()) => Ok(Exit::Ok),
        Err(_) => Err(Failure::interrupted()),
    }
}

async fn until_caught_up(projections: &Projections, output: &Output) -> Result<Exit, Failure> {
    let standing = projections.catch_up().await?;
    let shown: Vec<Shown> = projections
        .status()
        .await?
        .into_iter()
        .map(Shown::from)
        .collect();
    print(&shown, output)?;
    Ok(if standing.is_empty() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}
