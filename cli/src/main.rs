//! Tenantry at the command line: how it is started and operated, and the only place that composes.
//!
//! - `args`: what can be asked. `config`, `places`, `vendor_places`: with which values, and where each came from.
//!   `receivers`: who may be told what happens. `config_file`: what it says in vain. `near`: what was meant.
//! - one file or folder per command: `migrate`, `ledger`, `projections`, `customers`, `tenants`,
//!   `onboardings`, `templates`, `partner`, `transfers`, `access`, `vendors`, `records`, `mapping`,
//!   `products`, `approvals`, `procedures`, `procedure_runs`, `notices`, `settings`, `vault`, `serve`,
//!   `work` (`tenantry worker`), `doctor`, `explain`, `demo`. `asked`: what commands ask for that are dangerous.
//! - `installation`: the ledger, engine and projections put together. `clouds`: the adapters to
//!   Microsoft, for each MSP. `vendor_accounts`: those to other vendors. `secret`: how one comes in.
//! - `output`, `progress`: data to stdout, talk to stderr. `exit`, `failure`: how it ends.
//! - `standing`: MSPs whose work stands still.
#![forbid(unsafe_code)]
// What a mutation of the API waits for is nested deeply.
#![recursion_limit = "256"]
// The comments on commands and flags are their help, which people read in a terminal.
#![allow(clippy::doc_markdown)]

mod access;
mod approvals;
mod args;
mod asked;
mod clouds;
mod command;
mod config;
mod config_file;
mod consents;
mod customers;
#[cfg(feature = "demo")]
mod demo;
mod doctor;
mod exit;
mod explain;
mod failure;
mod installation;
mod ledger;
mod log;
mod mapping;
mod migrate;
mod moment;
mod near;
mod notices;
mod onboardings;
mod output;
mod paging;
mod partner;
mod places;
mod procedure_runs;
mod procedures;
mod products;
mod progress;
mod projections;
mod receivers;
mod records;
mod secret;
mod serve;
mod settings;
mod standing;
mod state_key;
mod stop;
mod telemetry;
mod templates;
mod tenants;
mod transfers;
mod vault;
mod vendor_accounts;
mod vendor_places;
mod vendors;
mod work;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

use args::{Args, Command, Global};
use config::Config;
use exit::Exit;
use failure::Failure;
use output::Output;

/// Answers are made of many small pieces, which the system's own allocator is slow at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let words: Vec<_> = std::env::args_os().collect();
            if let Some(wish) = approvals::unread(&error, &words) {
                // It is refused whether it can be put on record or not.
                let _ = here(&wish.global, async |config| wish.note(config).await);
            }
            return failure::of_usage(&error).into();
        }
    };
    let output = Output::new(args.global.json);
    let Args { global, command } = args;
    let run = here(&global, async |config| {
        tokio::select! {
            // What was asked goes first: work that is done is not called interrupted.
            biased;
            ended = Box::pin(carry_out(command, config, &output)) => ended,
            () = stop::unless_handled() => Err(Failure::interrupted()),
        }
    });
    let ended = run.unwrap_or_else(|failure| {
        failure.print(&output);
        failure.exit()
    });
    ended.into()
}

/// Does something with this machine's configuration.
fn here<T>(
    global: &Global,
    work: impl AsyncFnOnce(&Config) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = Config::gather(global)?;
    let exporter = log::start(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|reason| Failure::environment(&reason))?;
    let done = runtime.block_on(telemetry::around(exporter, work(&config)));
    // Threads that hash or read a file are not waited for: nothing they do outlives the answer.
    runtime.shutdown_background();
    done
}

async fn carry_out(command: Command, config: &Config, output: &Output) -> Result<Exit, Failure> {
    match command {
        Command::Migrate => migrate::run(config, output).await,
        Command::Ledger(command) => ledger::run(command, config, output).await,
        Command::Customers(command) => customers::run(command, config, output).await,
        Command::Onboardings(command) => onboardings::run(command, config, output).await,
        Command::Consents(command) => consents::run(command, config, output).await,
        Command::Transfers(command) => transfers::run(command, config, output).await,
        Command::Access(command) => access::run(command, config, output).await,
        Command::Tenants(command) => tenants::run(command, config, output).await,
        Command::Projections(command) => projections::run(command, config, output).await,
        Command::Partner(command) => partner::run(command, config, output).await,
        Command::Templates(command) => templates::run(command, config, output).await,
        Command::Vendors(command) => Box::pin(vendors::run(command, config, output)).await,
        Command::Settings(command) => settings::run(command, config, output).await,
        Command::Records(command) => records::run(command, config, output).await,
        Command::Mapping(command) => mapping::run(command, config, output).await,
        Command::Approvals(command) => Box::pin(approvals::run(command, config, output)).await,
        Command::Procedures(command) => procedures::run(command, config, output).await,
        Command::Products(command) => products::run(command, config, output).await,
        Command::ProcedureRuns(command) => {
            Box::pin(procedure_runs::run(command, config, output)).await
        }
        Command::Notices(command) => Box::pin(notices::run(command, config, output)).await,
        Command::Vault(command) => vault::run(command, config, output).await,
        Command::Worker(asked) => work::run(&asked, config, output).await,
        Command::Serve(asked) => serve::run(&asked, config, output).await,
        Command::Doctor => doctor::run(config, output).await,
        #[cfg(feature = "demo")]
        Command::Demo(asked) => demo::run(asked, config, output).await,
        Command::Explain(asked) => explain::run(&asked, output),
    }
}
