//! `tenantry ledger check`: a proof file, checked without a database.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use tenantry_domain::merkle::Checkpoint;
use tenantry_ledger::evidence::{Checked, Entry, EvidenceFault, check};

use super::hex;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, Tone, plain};

/// Longer than any proof: what is larger is something else.
const LIMIT: u64 = 4 * 1024 * 1024;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// A file that `prove` or `checkpoint` made
    #[arg(value_name = "PROOF")]
    file: PathBuf,
    /// The public key that signed it [default: this installation's]
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// The older checkpoint, for a proof that the ledger only ever grew
    #[arg(long, value_name = "FILE")]
    old: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Answer {
    holds: bool,
    origin: String,
    size: u64,
    root: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    grown_from: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
}

pub(super) fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let text = read(&asked.file)?;
    let old = asked.old.as_deref().map(read).transpose()?;
    let key = installation::verifier_key(config, asked.key.as_deref())?;
    let checked = check(&text, &key, old.as_deref())?;
    if output.json {
        output.document(&answer(&checked))?;
    } else {
        let word = output.paint(Tone::Good, "holds");
        output.line(&format!("{word}: {}", sentence(&checked)))?;
        if let Checked::Included { event, .. } = &checked {
            output.line(&plain(&event.payload))?;
        }
    }
    Ok(Exit::Ok)
}

fn sentence(checked: &Checked) -> String {
    match checked {
        Checked::Included { event, checkpoint } => format!(
            "{} at position {} ({}, {}) is in {} over {} events",
            plain(&event.event_type),
            event.position,
            plain(&event.stream.to_string()),
            moment::show(event.recorded_at),
            plain(checkpoint.origin()),
            checkpoint.size()
        ),
        Checked::Grown { old, new } => format!(
            "{} grew from {} to {} events, and only grew",
            plain(new.origin()),
            old.size(),
            new.size()
        ),
        Checked::Signed { checkpoint } => format!(
            "the signature on {} over {} events",
            plain(checkpoint.origin()),
            checkpoint.size()
        ),
    }
}

fn answer(checked: &Checked) -> Answer {
    let of = |checkpoint: &Checkpoint| Answer {
        holds: true,
        origin: checkpoint.origin().to_owned(),
        size: checkpoint.size(),
        root: hex(&checkpoint.root()),
        grown_from: None,
        event: None,
    };
    match checked {
        Checked::Signed { checkpoint } => of(checkpoint),
        Checked::Grown { old, new } => Answer {
            grown_from: Some(old.size()),
            ..of(new)
        },
        Checked::Included { event, checkpoint } => Answer {
            event: Some(shown(event)),
            ..of(checkpoint)
        },
    }
}

fn shown(event: &Entry) -> Value {
    let text = |it: &str| serde_json::from_str::<Value>(it).unwrap_or_else(|_| Value::from(it));
    json!({
        "msp": event.msp,
        "position": event.position,
        "stream": event.stream.to_string(),
        "sequence": event.sequence,
        "recorded_at": moment::show(event.recorded_at),
        "event_type": event.event_type,
        "event_version": event.event_version,
        "payload": text(&event.payload),
        "metadata": text(&event.metadata),
    })
}

fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = fs::File::open(file).and_then(|it| it.take(LIMIT).read_to_string(&mut text));
    read.map_err(|reason| EvidenceFault::File {
        file: file.display().to_string(),
        reason: reason.to_string(),
    })?;
    Ok(text)
}
