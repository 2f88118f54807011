//! `tenantry ledger verify`: every row against its hash, the hashes against the head, and all of
//! it against what was signed earlier.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use serde::Serialize;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::VerifierKey;
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::evidence::{Against, EvidenceFault, Finding, Verified, verify};

use super::hex;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};
use crate::progress::Progress;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Only this MSP's ledger [default: all]
    #[arg(long, value_name = "MSP")]
    msp: Option<String>,
    /// A checkpoint, an export, or a folder with one of them for each MSP: what was signed
    /// earlier. Without it a deleted tail cannot be told from a ledger that was always shorter
    #[arg(long, value_name = "FILE|FOLDER")]
    against: Option<PathBuf>,
    /// The public key that signed it [default: this installation's]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    msp: MspId,
    sound: bool,
    events: u64,
    size: u64,
    root: String,
    compared_with_size: Option<u64>,
    findings: Vec<Named>,
    found: u64,
    events_per_second: u64,
}

#[derive(Debug, Serialize)]
struct Named {
    code: &'static str,
    position: Option<u64>,
    stream: Option<String>,
    message: String,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ledger = installation::ledger(config).await?;
    let signed = match &asked.against {
        Some(place) => Some(Signed {
            place,
            key: installation::verifier_key(config, asked.key.as_deref())?,
        }),
        None => None,
    };
    let msps = whom(&*ledger, &asked, signed.as_ref()).await?;
    let mut sound = true;
    for msp in &msps {
        let against = match &signed {
            Some(signed) => signed.about(*msp, msps.len() == 1)?,
            None => None,
        };
        let started = Instant::now();
        let verified = one(&ledger, *msp, against).await?;
        let seconds = started.elapsed().as_secs_f64();
        sound &= verified.is_sound();
        print(&verified, seconds, output)?;
    }
    if msps.is_empty() && !output.json {
        output.line("nothing is recorded yet")?;
    }
    Ok(if sound { Exit::Ok } else { Exit::NotRight })
}

async fn one(
    ledger: &Arc<dyn Ledger>,
    msp: MspId,
    against: Option<Against>,
) -> Result<Verified, Failure> {
    let total = ledger.head(msp).await?.position;
    let progress = Progress::start(&format!("Verifying {msp}"), total);
    Ok(verify(ledger, msp, against, move |done| progress.reached(done)).await?)
}

/// The MSPs with a ledger, and those that should have one by what was signed: a ledger that was
/// removed with its head must not pass for one that never was.
async fn whom(
    ledger: &dyn Ledger,
    asked: &Asked,
    signed: Option<&Signed<'_>>,
) -> Result<BTreeSet<MspId>, Failure> {
    if let Some(msp) = &asked.msp {
        let msp = installation::msp(msp)?;
        let known = ledger.head(msp).await?.position > 0
            || !ledger.feed(msp, 0, 1).await?.is_empty()
            || signed.is_some();
        if !known {
            return Err(EvidenceFault::LedgerEmpty { msp }.into());
        }
        return Ok(BTreeSet::from([msp]));
    }
    if let Some(only) = signed.and_then(Signed::only) {
        return Ok(BTreeSet::from([only]));
    }
    let heads = installation::heads(ledger).await?;
    let mut msps: BTreeSet<MspId> = heads.iter().map(|head| head.msp).collect();
    msps.extend(signed.map(Signed::named).unwrap_or_default());
    Ok(msps)
}

/// What was signed earlier, and by whom.
struct Signed<'a> {
    place: &'a Path,
    key: VerifierKey,
}

impl Signed<'_> {
    /// What there is about one MSP. A place that is about one MSP only must be about this one.
    fn about(&self, msp: MspId, alone: bool) -> Result<Option<Against>, EvidenceFault> {
        let within = self.place.join(msp.to_string());
        if within.exists() {
            return Against::open(&within, msp, &self.key).map(Some);
        }
        let collection = self.place.is_dir() && !self.place.join("checkpoint").exists();
        if alone && !collection {
            return Against::open(self.place, msp, &self.key).map(Some);
        }
        if alone && self.named().is_empty() {
            // An empty or wrong folder must not pass for a comparison.
            return Against::open(&within, msp, &self.key).map(Some);
        }
        Ok(None)
    }

    /// The MSP of a place that is about one only, as its file says; checked when it is opened.
    fn only(&self) -> Option<MspId> {
        let file = if self.place.is_dir() {
            self.place.join("checkpoint")
        } else {
            self.place.to_owned()
        };
        let text = std::fs::read_to_string(file).ok()?;
        text.lines().next()?.rsplit_once("/msp/")?.1.parse().ok()
    }

    /// The MSPs that the folder names.
    fn named(&self) -> Vec<MspId> {
        let Ok(entries) = std::fs::read_dir(self.place) else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect()
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss
)] // A rate for people.
fn rate(events: u64, seconds: f64) -> u64 {
    (events as f64 / seconds.max(0.001)) as u64
}

fn print(verified: &Verified, seconds: f64, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(&Answer {
            msp: verified.msp,
            sound: verified.is_sound(),
            events: verified.events,
            size: verified.log.size,
            root: hex(&verified.log.root),
            compared_with_size: verified.compared,
            findings: verified.findings.iter().map(name).collect(),
            found: verified.found,
            events_per_second: rate(verified.events, seconds),
        });
    }
    let (msp, events) = (verified.msp, verified.events);
    let compared = verified.compared.map_or_else(
        || "not compared with a checkpoint".to_owned(),
        |size| format!("compared with the checkpoint over {size}"),
    );
    if verified.is_sound() {
        let word = output.paint(Tone::Good, "sound");
        let root = &hex(&verified.log.root)[..16];
        // The rate of a moment says nothing.
        let rate = match rate(events, seconds) {
            rate if seconds >= 0.5 => format!("  {rate}/s"),
            _ => String::new(),
        };
        return output.line(&format!(
            "{msp}  {word}  {events} events  root {root}…  {compared}{rate}"
        ));
    }
    let word = output.paint(Tone::Bad, "NOT SOUND");
    let found = verified.found;
    output.line(&format!(
        "{msp}  {word}  {events} events  {found} findings  {compared}"
    ))?;
    for finding in &verified.findings {
        let code = output.paint(Tone::Bad, finding.code());
        output.line(&format!("  {code}  {}", plain(&finding.to_string())))?;
    }
    let listed = verified.findings.len() as u64;
    if found > listed {
        output.line(&format!("  and {} more", found - listed))?;
    }
    Ok(())
}

fn name(finding: &Finding) -> Named {
    Named {
        code: finding.code(),
        position: finding.position(),
        stream: finding.stream().map(ToString::to_string),
        message: finding.to_string(),
    }
}
