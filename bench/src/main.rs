//! Measured claims: Tenantry beside its peers, in the same run, on the same machine.
//!
//! - [`tables`]: one file per table; `tenantry-bench --help` lists them.
//! - [`ours`], [`peer`]: who is measured. [`order`], [`customer`]: the nouns they are measured
//!   with, each with a [`script`] of commands.
//! - [`load`], [`contest`]: how callers ask, and who against whom. [`history`]: a long ledger.
//! - [`stats`], [`report`]: what becomes of the answers.
//! - [`worker`]: a worker that carries onboardings on for [`terms`], in [`clouds`] that take no
//!   time; [`counting`], [`watched`]: what it does.
//!   [`driven`]: onboardings from their beginning to their end. [`invitations`]: those that wait.
//! - [`companies`]: customers, and what vendors call them.
//! - [`asking`]: the API, here or in a process of its own, a bare handler, and who asks and listens.
//! - [`server`]: the PostgreSQL below. [`cpu`], [`memory`]: what it costs.
#![forbid(unsafe_code)]
// What a mutation of the API waits for is nested deeply.
#![recursion_limit = "256"]
// A measurement that cannot do its work ends at once and says where; nobody builds on it.
#![allow(clippy::expect_used, clippy::panic)]

mod args;
mod asking;
mod clouds;
mod companies;
mod contest;
mod counting;
mod cpu;
mod customer;
mod driven;
mod history;
mod invitations;
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
mod terms;
mod watched;
mod worker;

use std::path::Path;
use std::process::{Command, ExitCode};

use mimalloc::MiMalloc;
use serde_json::Value;
use tokio::runtime::Runtime;

use args::Args;

/// The program's, for the peers as well.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let runtime = Runtime::new().expect("the machine has threads");
    // A rebuild is measured in a process of its own: the peak of memory is then its own as well.
    if let Some(url) = std::env::var_os(tables::REBUILD_OF) {
        runtime.block_on(tables::rebuild_and_tell(&url.to_string_lossy()));
        return ExitCode::SUCCESS;
    }
    // As is a worker, so that its memory is its own.
    if let Some(url) = std::env::var_os(tables::WORKER_ON) {
        runtime.block_on(tables::wait_and_tell(&url.to_string_lossy()));
        return ExitCode::SUCCESS;
    }
    // And a server.
    if let Some(url) = std::env::var_os(asking::apart::SERVER_ON) {
        runtime.block_on(asking::apart::serve_and_tell(&url.to_string_lossy()));
        return ExitCode::SUCCESS;
    }
    let args = match args::parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(usage) => {
            eprint!("{usage}");
            return ExitCode::from(2);
        }
    };
    let json = match args.tables.as_slice() {
        [table] => {
            let report = runtime.block_on(tables::measure(table, &args));
            println!("{}", report.text());
            serde_json::to_value([report]).expect("figures are plain data")
        }
        tables => tables
            .iter()
            .flat_map(|table| apart(table, &args))
            .collect(),
    };
    write(&args.json, &json);
    ExitCode::SUCCESS
}

/// Measures one table in a process of its own, with a server of its own: what the server still
/// has to tidy up after one table is not to be paid by the next.
fn apart(table: &str, args: &Args) -> Vec<Value> {
    let json = args.json.with_extension(table);
    let mut child = Command::new(std::env::current_exe().expect("a program knows where it is"));
    child.arg(table).arg("--json").arg(&json);
    child.args(args.quick.then_some("--quick"));
    child.args(args.full.then_some("--full"));
    let numbers = [("--onboardings", args.driven), ("--waiting", args.waiting)];
    for (name, number) in numbers {
        if let Some(number) = number {
            child.arg(name).arg(number.to_string());
        }
    }
    let ended = child.status().expect("this program can be started again");
    assert!(ended.success(), "{table} could not be measured");
    let text = std::fs::read_to_string(&json).expect("the child wrote its results");
    std::fs::remove_file(&json).expect("what was written can be removed");
    serde_json::from_str(&text).expect("the results are JSON")
}

fn write(file: &Path, json: &Value) {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).expect("the folder of the results can be made");
    }
    let text = serde_json::to_string_pretty(json).expect("figures are plain data");
    std::fs::write(file, text + "\n").expect("the results can be written");
}
