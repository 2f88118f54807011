//! `tenantry doctor`: what is fit and what is not, and what to do about it.

use std::sync::Arc;

use serde::Serialize;
use tenantry_domain::catalog::noun_of;
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::KNOWN_SCHEMA;
use tenantry_ledger::evidence::{EvidenceFault, keys};
use tenantry_projections::{State, Status};

use crate::config::{Config, Setting};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};
use crate::standing::standing;
use crate::vault::place::Place;
use tenantry_api::pages;

/// Seconds that two clocks may be apart before it is worth a word.
const CLOCK_SKEW: f64 = 2.0;

#[derive(Debug, Serialize)]
struct Check {
    #[serde(rename = "check")]
    name: &'static str,
    result: Outcome,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Ok,
    Warn,
    Fail,
}

pub(crate) async fn run(config: &Config, output: &Output) -> Result<Exit, Failure> {
    let mut checks = vec![
        ok("configuration", configuration(config)),
        ok("database URL", sourced(&config.database_url)),
        data_dir(config),
        signing_key(config),
        vault(config).await,
        clouds(config),
        ok("vendors", config.vendor_places.shown()),
        notices(config),
        public_url(config),
        ok("server", config.serving.shown()),
    ];
    match installation::ledger(config).await {
        Ok(ledger) => {
            checks.extend(of_database(config).await);
            checks.extend(of_ledger(&*ledger).await);
            checks.extend(of_work(Arc::clone(&ledger)).await);
            checks.extend(of_projections(config, ledger).await);
        }
        Err(failure) => checks.push(failed("database", &failure)),
    }
    print(&checks, output)?;
    let faulty = checks.iter().any(|it| it.result == Outcome::Fail);
    Ok(if faulty { Exit::NotRight } else { Exit::Ok })
}

fn print(checks: &[Check], output: &Output) -> Result<(), Failure> {
    if output.json {
        return checks.iter().try_for_each(|it| output.document(it));
    }
    for check in checks {
        let word = match check.result {
            Outcome::Ok => output.paint(Tone::Good, "ok  "),
            Outcome::Warn => output.paint(Tone::Warning, "warn"),
            Outcome::Fail => output.paint(Tone::Bad, "FAIL"),
        };
        output.line(&format!("{word}  {:<14}  {}", check.name, check.detail))?;
        if let Some(help) = &check.help {
            output.line(&format!("{:22}→ {help}", ""))?;
        }
    }
    Ok(())
}

fn ok(name: &'static str, detail: String) -> Check {
    Check {
        name,
        result: Outcome::Ok,
        detail,
        help: None,
    }
}

fn warn(name: &'static str, detail: String, help: &str) -> Check {
    Check {
        name,
        result: Outcome::Warn,
        detail,
        help: Some(help.to_owned()),
    }
}

fn failed(name: &'static str, failure: &Failure) -> Check {
    Check {
        name,
        result: Outcome::Fail,
        detail: format!("{} ({})", failure.message(), failure.code()),
        help: pages::remedy(failure.code()),
    }
}

fn sourced<T: std::fmt::Display>(setting: &Setting<T>) -> String {
    format!("{} ({})", setting.value, setting.from)
}

fn configuration(config: &Config) -> String {
    let file = config
        .file
        .as_ref()
        .map_or_else(|| "no file".to_owned(), |it| it.display().to_string());
    format!(
        "{file}; log {}, {}",
        sourced(&config.log),
        sourced(&config.log_format)
    )
}

fn data_dir(config: &Config) -> Check {
    let (folder, from) = (&config.data_dir.value, config.data_dir.from);
    let shown = format!("{} ({from})", folder.display());
    match std::fs::metadata(folder) {
        Err(_) => warn(
            "data folder",
            format!("{shown} does not exist yet"),
            "it is made at first use",
        ),
        Ok(found) if found.permissions().readonly() || !found.is_dir() => Check {
            name: "data folder",
            result: Outcome::Fail,
            detail: format!("{shown} cannot be written"),
            help: Some("choose a folder of your own with TENANTRY_DATA_DIR".to_owned()),
        },
        Ok(_) => ok("data folder", shown),
    }
}

fn signing_key(config: &Config) -> Check {
    let file = config.key_file();
    match keys::load(&file) {
        Ok(key) => ok("signing key", format!("{}", key.verifier())),
        Err(EvidenceFault::KeyMissing { .. }) => warn(
            "signing key",
            "there is none yet".to_owned(),
            "`tenantry ledger checkpoint` makes it at first use",
        ),
        Err(fault) => failed("signing key", &fault.into()),
    }
}

/// A wrong or lost key is told here, not when the first secret is needed.
async fn vault(config: &Config) -> Check {
    let place = Place::of(config);
    if !place.is_made() {
        return ok("vault", format!("{place} is made with the first secret"));
    }
    match place.open(config).await {
        Ok(_) => ok("vault", format!("{place} ({})", config.vault.from)),
        Err(failure) => failed("vault", &failure),
    }
}

/// Where Microsoft is from here. Nobody is asked: that is for `tenantry partner status`.
fn clouds(config: &Config) -> Check {
    let shown = config.places.shown();
    if let Err(failure) = config.http() {
        return failed("Microsoft", &failure);
    }
    if config.places.has_gdap() {
        return ok("Microsoft", shown);
    }
    warn(
        "Microsoft",
        shown,
        "this cloud has no delegated administration: customers' own apps are the way there",
    )
}

/// Also whether the password of the mail server can be read. The server is not asked.
fn notices(config: &Config) -> Check {
    match config.receivers.open(config) {
        Ok(_) => ok("notices", config.receivers.shown()),
        Err(failure) => failed("notices", &failure),
    }
}

/// Without it nobody outside can be told where to send what is meant for us.
fn public_url(config: &Config) -> Check {
    match &config.public_url {
        Some(url) => ok("public URL", sourced(url)),
        None => ok(
            "public URL",
            "none: approvals are looked for in growing pauses".to_owned(),
        ),
    }
}

async fn of_database(config: &Config) -> Vec<Check> {
    let found = match tenantry_ledger::fitness(&config.database_url.value).await {
        Ok(found) => found,
        Err(error) => return vec![failed("database", &error.into())],
    };
    let mut checks = vec![ok(
        "database",
        format!("{}, schema {KNOWN_SCHEMA}", found.server),
    )];
    checks.push(match found.write_refused {
        None => ok("write access", "events can be recorded".to_owned()),
        Some(error) => failed("write access", &error.into()),
    });
    if !found.durable {
        checks.push(warn(
            "durability",
            "the database answers before it is on disk".to_owned(),
            "turn fsync and synchronous_commit on: what was acknowledged may be lost",
        ));
    }
    if let Some(ahead) = found.clock_ahead {
        checks.push(clock(ahead));
    }
    checks
}

/// Our clock dates the events; the database's dates the leases.
#[allow(clippy::cast_precision_loss)] // Seconds for people.
fn clock(ahead: i64) -> Check {
    let seconds = ahead as f64 / 1e6;
    if seconds.abs() < CLOCK_SKEW {
        return ok("clock", "the database's clock agrees with ours".to_owned());
    }
    warn(
        "clock",
        format!("the database's clock is {seconds:.1} s ahead of ours"),
        "let both machines take the time from the network",
    )
}

/// What stops all of an MSP's work is for somebody to mend.
async fn of_work(ledger: Arc<dyn Ledger>) -> Vec<Check> {
    let engine = Engine::new(ledger, Limits::default());
    let standing = match standing(&engine).await {
        Ok(standing) => standing,
        Err(failure) => return vec![failed("work", &failure)],
    };
    if standing.is_empty() {
        return vec![ok("work", "no MSP's work stands still".to_owned())];
    }
    let checks = standing.into_iter().map(|it| Check {
        name: "work",
        result: Outcome::Fail,
        detail: it.line(),
        help: it.help,
    });
    checks.collect()
}

async fn of_projections(config: &Config, ledger: Arc<dyn Ledger>) -> Vec<Check> {
    let status = async {
        let projections = installation::projections(config, ledger).await?;
        Ok::<_, Failure>(projections.status().await?)
    };
    let status = match status.await {
        Ok(status) => status,
        Err(failure) => return vec![failed("query tables", &failure)],
    };
    let mut checks = vec![ok(
        "query tables",
        "present, and each MSP sees its own rows only".to_owned(),
    )];
    checks.extend(status.iter().map(of_projection));
    checks
}

fn of_projection(status: &Status) -> Check {
    let projection = status.projection;
    if let Some(failure) = status.failures.first() {
        let parts = status.failures.len();
        return Check {
            name: "projection",
            result: Outcome::Fail,
            detail: format!(
                "{projection} stands still for {parts} MSPs, first at position {} of {} ({})",
                failure.position,
                failure.msp,
                plain(&failure.code)
            ),
            help: pages::remedy("PROJECTION_POISONED"),
        };
    }
    match (status.state, status.lag) {
        (State::Paused, _) => warn(
            "projection",
            format!("{projection} is paused"),
            "`tenantry projections resume` lets it go on",
        ),
        (_, 0) => ok("projection", format!("{projection} has every event")),
        (_, lag) => warn(
            "projection",
            format!("{projection} is {lag} events behind"),
            "`tenantry projections run` follows the ledger; see that it runs",
        ),
    }
}

async fn of_ledger(ledger: &dyn Ledger) -> Vec<Check> {
    let mut checks = Vec::new();
    match installation::heads(ledger).await {
        Ok(heads) => {
            let events: u64 = heads.iter().map(|head| head.position).sum();
            let msps = heads.len();
            checks.push(ok("ledger", format!("{events} events of {msps} MSPs")));
        }
        Err(failure) => checks.push(failed("ledger", &failure)),
    }
    match installation::must_read(ledger).await {
        Ok(()) => checks.push(ok(
            "event shapes",
            "every event of ours can be read".to_owned(),
        )),
        Err(failure) => checks.push(failed("event shapes", &failure)),
    }
    if let Ok(shapes) = ledger.shapes().await {
        let mut foreign: Vec<String> = shapes
            .into_iter()
            .map(|shape| shape.aggregate_type)
            .filter(|kind| noun_of(kind).is_none())
            .collect();
        foreign.dedup();
        if !foreign.is_empty() {
            checks.push(warn(
                "foreign types",
                foreign.join(", "),
                "they are kept and proven, but no part of this program reads them",
            ));
        }
    }
    checks
}
