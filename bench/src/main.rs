//! Measured claims: Tenantry beside its peers, in the same run, on the same machine.
//!
//! - [`tables`]: one file per table; `tenantry-bench --help` lists them.
//! - [`ours`], [`peer`]: who is measured. [`order`], [`customer`]: the nouns they are measured
//!   with, each with a [`script`] of commands.
//! - [`load`], [`contest`]: how callers ask, and who against whom. [`history`]: a long ledger.
//! - [`stats`], [`report`]: what becomes of the answers.
//! - [`server`]: the PostgreSQL below. [`cpu`], [`memory`]: what it costs.
#![forbid(unsafe_code)]
// A measurement that cannot do its work ends at once and says where; nobody builds on it.
#![allow(clippy::expect_used, clippy::panic)]

mod args;
mod contest;
mod cpu;
mod customer;
mod history;
mod load;
mod memory;
mod order;
mod ours;
mod peer;
mod report;
mod script;
mod server;
mod stats;
mod tables;

use std::process::ExitCode;

use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let runtime = Runtime::new().expect("the machine has threads");
    // A rebuild is measured in a process of its own: the peak of memory is then its own as well.
    if let Some(url) = std::env::var_os(tables::REBUILD_OF) {
        runtime.block_on(tables::rebuild_and_tell(&url.to_string_lossy()));
        return ExitCode::SUCCESS;
    }
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(usage) => {
            eprint!("{usage}");
            return ExitCode::from(2);
        }
    };
    let mut reports = Vec::new();
    for table in &args.tables {
        let report = runtime.block_on(tables::measure(table, &args));
        println!("{}", report.text());
        reports.push(report);
    }
    let json = serde_json::to_string_pretty(&reports).expect("figures are plain data");
    if let Some(folder) = args.json.parent() {
        std::fs::create_dir_all(folder).expect("the folder of the results can be made");
    }
    std::fs::write(&args.json, json + "\n").expect("the results can be written");
    ExitCode::SUCCESS
}
