//! `tenantry ledger checkpoint`: a signed statement about every MSP's ledger.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::Ledger;
use tenantry_ledger::evidence::{EvidenceFault, keep_checkpoint};

use super::hex;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Where to: FOLDER/MSP/checkpoint for each MSP [default: checkpoints in the data folder].
    /// Keep a copy where the database's administrators cannot write
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Only this MSP's ledger [default: all]
    #[arg(long, value_name = "MSP")]
    msp: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answer {
    msp: MspId,
    origin: String,
    size: u64,
    root: String,
    file: String,
    key: String,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let ledger = installation::ledger(config).await?;
    let msps = whom(&*ledger, asked.msp.as_deref()).await?;
    let key = installation::signing_key(config)?;
    let folder = asked.out.unwrap_or_else(|| config.checkpoints());
    let mut answers = Vec::with_capacity(msps.len());
    for msp in msps {
        let file = folder.join(msp.to_string()).join("checkpoint");
        let checkpoint = keep_checkpoint(&ledger, msp, &key, &file).await?;
        answers.push(Answer {
            msp,
            origin: checkpoint.origin().to_owned(),
            size: checkpoint.size(),
            root: hex(&checkpoint.root()),
            file: file.display().to_string(),
            key: key.verifier().to_string(),
        });
    }
    output.list(["MSP", "events", "root", "file"], &answers, |it| {
        [
            it.msp.to_string(),
            it.size.to_string(),
            format!("{}…", &it.root[..16]),
            it.file.clone(),
        ]
    })?;
    say(&format!(
        "The public key, for whoever checks: {}",
        key.verifier()
    ));
    Ok(Exit::Ok)
}

/// The MSPs that something is recorded for.
async fn whom(ledger: &dyn Ledger, only: Option<&str>) -> Result<Vec<MspId>, Failure> {
    if let Some(msp) = only {
        let msp = installation::msp(msp)?;
        if ledger.head(msp).await?.position == 0 {
            return Err(EvidenceFault::LedgerEmpty { msp }.into());
        }
        return Ok(vec![msp]);
    }
    let heads = installation::heads(ledger).await?;
    let written = heads.iter().filter(|head| head.position > 0);
    Ok(written.map(|head| head.msp).collect())
}
