//! The simulated clouds as a program.
#![forbid(unsafe_code)]
// The comments on flags are their help, which people read in a terminal.
#![allow(clippy::doc_markdown)]

use clap::{Parser, ValueEnum};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use tenantry_simulator::{Options, Scenario, Simulator, Time};

/// Microsoft's clouds to practise with, on this machine only.
#[derive(Debug, Parser)]
#[command(name = "tenantry-simulator", version, max_term_width = 100)]
struct Args {
    /// The world to begin with, as TOML or JSON [default: a small one]
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// The first of the ports [default: free ones]
    #[arg(long, value_name = "PORT")]
    first_port: Option<u16>,
    /// How time passes
    #[arg(long, value_enum, default_value_t = Passing::Real)]
    time: Passing,
    /// Keep the world in this file, and go on with the one that lies there
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Where to write the certificate that clients must trust
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Say in JSON where the clouds are, and nothing else
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Passing {
    /// With the real one
    Real,
    /// Only when it is told to, at the control plane
    Driven,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let ended = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(run(args)));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            // Nobody may be listening any more.
            let _ = writeln!(std::io::stderr(), "error: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    let scenario = match &args.scenario {
        Some(path) => read(path)?,
        None => Scenario::small().with_vendors(),
    };
    let time = match args.time {
        Passing::Real => Time::Real,
        Passing::Driven => Time::Driven(jiff::Timestamp::now()),
    };
    let options = Options {
        time,
        first_port: args.first_port,
        keep: args.keep.clone(),
    };
    let simulator = Simulator::start(&scenario, options)
        .await
        .map_err(|error| error.to_string())?;
    if let Some(path) = &args.authority {
        let written = std::fs::write(path, simulator.authority());
        written.map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    tell(&simulator, &args).map_err(|error| error.to_string())?;
    let told = stopped().await.map_err(|error| error.to_string());
    let kept = simulator.keep().map_err(|error| error.to_string());
    simulator.stop().await;
    told.and(kept)
}

fn read(path: &PathBuf) -> Result<Scenario, String> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let json = path.extension().is_some_and(|end| end == "json");
    let scenario = if json {
        Scenario::from_json(&text)
    } else {
        Scenario::from_toml(&text)
    };
    scenario.map_err(|error| format!("{}: {error}", path.display()))
}

fn tell(simulator: &Simulator, args: &Args) -> std::io::Result<()> {
    let endpoints = simulator.endpoints();
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, endpoints)?;
        writeln!(out)?;
        return out.flush();
    }
    for (cloud, url) in endpoints.all() {
        writeln!(out, "{:<15} {url}", cloud.title())?;
    }
    match &args.authority {
        Some(path) => writeln!(out, "Trust           {}", path.display())?,
        None => writeln!(out, "Trust           {}authority.pem", endpoints.control)?,
    }
    tell_vendors(simulator, &mut out)?;
    out.flush()
}

/// What somebody needs who connects the accounts at other vendors by hand.
fn tell_vendors(simulator: &Simulator, out: &mut impl std::io::Write) -> std::io::Result<()> {
    let Some(table) = simulator.endpoints().vendors_table() else {
        return Ok(());
    };
    writeln!(out, "\n# For the configuration file.\n{table}")?;
    writeln!(out, "# What is entered to connect an account.")?;
    for login in simulator.vendor_logins() {
        writeln!(out, "# {} at {}", login.account, login.vendor.as_str())?;
        for (name, value) in &login.entered {
            writeln!(out, "#   {name:<17}{value}")?;
        }
    }
    Ok(())
}

#[cfg(unix)]
async fn stopped() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended,
        _ = terminated.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stopped() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
