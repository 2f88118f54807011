//! The parts put together for one command: ledger, engine, signing key.

use std::env;
use std::sync::Arc;

use tenantry_domain::catalog::noun_of;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{SigningKey, VerifierKey};
use tenantry_domain::record::{Actor, ActorKind, Source};
use tenantry_engine::commands::{Context, Engine, Limits};
use tenantry_engine::ledger::{Head, Ledger, PAGE_LIMIT, StoredShape};
use tenantry_ledger::evidence::keys;
use tenantry_ledger::{DatabaseUrl, Options};
use tenantry_projections::Projections;
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;

/// The ledger, whatever it holds: for looking at it.
pub(crate) async fn ledger(config: &Config) -> Result<Arc<dyn Ledger>, Failure> {
    Ok(tenantry_ledger::open(&config.database_url.value, Options::default()).await?)
}

/// The engine, on a ledger that this program can read in full.
pub(crate) async fn engine(config: &Config) -> Result<Engine, Failure> {
    let ledger = ledger(config).await?;
    must_read(&*ledger).await?;
    Ok(Engine::new(ledger, Limits::default()))
}

/// The query tables beside the ledger, in the form this program knows.
pub(crate) async fn projections(
    config: &Config,
    ledger: Arc<dyn Ledger>,
) -> Result<Projections, Failure> {
    let projections = Projections::open(&whole(&config.database_url.value), ledger).await?;
    projections.check().await?;
    Ok(projections)
}

/// The URL in full, password included: for opening, never for showing.
pub(crate) fn whole(url: &DatabaseUrl) -> String {
    match url {
        DatabaseUrl::Postgres(url) => url.clone(),
        DatabaseUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
    }
}

/// Refuses a ledger with events of our own nouns that have no path to today. A decision made
/// without understanding them would be a wrong one.
pub(crate) async fn must_read(ledger: &dyn Ledger) -> Result<(), Failure> {
    let shapes = ledger.shapes().await?;
    let unknown: Vec<String> = shapes
        .iter()
        .filter(|it| is_unknown(it))
        .map(name)
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the ledger holds events that this program cannot read: {}",
        unknown.join(", ")
    );
    Err(Failure::new(
        "LEDGER_SHAPES_UNKNOWN",
        Exit::Environment,
        message,
    ))
}

/// A shape of one of our nouns that has no path to today. Nouns we do not know are foreign: kept
/// and proven, not read.
pub(crate) fn is_unknown(shape: &StoredShape) -> bool {
    noun_of(&shape.aggregate_type)
        .is_some_and(|noun| !(noun.reads)(&shape.event_type, &shape.event_version))
}

pub(crate) fn name(shape: &StoredShape) -> String {
    format!(
        "{}/{} version {}",
        shape.aggregate_type, shape.event_type, shape.event_version
    )
}

/// Every MSP's ledger there is.
pub(crate) async fn heads(ledger: &dyn Ledger) -> Result<Vec<Head>, Failure> {
    let mut heads: Vec<Head> = Vec::new();
    loop {
        let last = heads.last().map(|head| head.msp);
        let page = ledger.heads(last, PAGE_LIMIT).await?;
        if page.is_empty() {
            return Ok(heads);
        }
        heads.extend(page);
    }
}

/// The MSP that a flag names.
pub(crate) fn msp(text: &str) -> Result<MspId, Failure> {
    Ok(text.parse()?)
}

/// The key that signs here, made at first use.
pub(crate) fn signing_key(config: &Config) -> Result<SigningKey, Failure> {
    let name = config.installation.as_ref().map(|it| it.value.clone());
    // A random name: two installations must not sign for a log of the same name.
    let name = || name.unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    Ok(keys::load_or_create(&config.key_file(), name)?)
}

/// The key that signatures are checked with: the one given, or our own.
pub(crate) fn verifier_key(config: &Config, given: Option<&str>) -> Result<VerifierKey, Failure> {
    use tenantry_ledger::evidence::EvidenceFault;
    match given {
        Some(text) => Ok(text.trim().parse().map_err(EvidenceFault::Key)?),
        None => Ok(keys::load(&config.key_file())?.verifier().clone()),
    }
}

/// Who sits at this command line.
pub(crate) fn operator() -> Context {
    let name = ["USER", "LOGNAME"]
        .into_iter()
        .find_map(|variable| env::var(variable).ok().filter(|name| !name.is_empty()));
    let id = name.unwrap_or_else(number);
    let kind = ActorKind::Operator;
    Context::new(Actor { kind, id }, Source::Cli)
}

/// The operating system's number of the user, where no variable holds a name.
fn number() -> String {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").map_or_else(
        |_| "unknown".to_owned(),
        |process| format!("uid:{}", process.uid()),
    )
}
