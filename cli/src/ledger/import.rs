//! `tenantry ledger import`: what a program recorded with postgres-es or sqlite-es, taken over.

use std::collections::BTreeSet;

use clap::Args;
use serde::Serialize;
use tenantry_ledger::import::{Pass, import};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain, say};
use crate::progress::Progress;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The database with the `events` table; it is only read
    #[arg(long, value_name = "URL")]
    from: String,
    /// Whose ledger the events go into
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    streams: u64,
    events: u64,
    recorded: u64,
    already_there: u64,
    foreign: BTreeSet<String>,
    events_per_second: u64,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let source = asked.from.parse()?;
    let ledger = installation::ledger(config).await?;
    installation::must_read(&*ledger).await?;
    let [examine, copy, compare] =
        ["Examining", "Copying", "Comparing"].map(|what| Progress::start(what, 0));
    let tell = |it: tenantry_ledger::import::Progress| {
        let progress = match it.pass {
            Pass::Examine => &examine,
            Pass::Copy => &copy,
            Pass::Compare => &compare,
        };
        progress.of(it.total);
        progress.reached(it.done);
    };
    let report = import(&source, &*ledger, msp, &tell).await?;
    drop((examine, copy, compare));
    let events_per_second = report.rate();
    let answer = Answer {
        streams: report.streams,
        events: report.events,
        recorded: report.recorded,
        already_there: report.skipped,
        foreign: report.foreign,
        events_per_second,
    };
    print(&answer, output)?;
    Ok(Exit::Ok)
}

fn print(answer: &Answer, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(answer);
    }
    let Answer {
        streams,
        events,
        recorded,
        already_there,
        foreign,
        ..
    } = answer;
    output.line(&format!(
        "{events} events of {streams} streams taken over and compared: {recorded} recorded now, \
         {already_there} there before"
    ))?;
    if !foreign.is_empty() {
        let foreign: Vec<String> = foreign.iter().map(|it| plain(it)).collect();
        say(&format!(
            "Kept and proven, but not interpreted by this program: {}",
            foreign.join(", ")
        ));
    }
    Ok(())
}
