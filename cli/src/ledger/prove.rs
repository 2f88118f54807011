//! `tenantry ledger prove`: proof files, and the ledger as tiles.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use serde::Serialize;
use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::ProofError;
use tenantry_ledger::evidence::{EvidenceFault, export, prove_growth, prove_inclusion};

use super::hex;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};
use crate::progress::Progress;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["position", "from", "tiles"]))]
pub(crate) struct Asked {
    /// Whose ledger
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Prove that the event at this position is in the ledger
    #[arg(long)]
    position: Option<u64>,
    /// In the ledger as it was at this many events [default: all]
    #[arg(long, requires = "position")]
    size: Option<u64>,
    /// Prove that the ledger only ever grew since it had this many events
    #[arg(long, value_name = "SIZE")]
    from: Option<u64>,
    /// Until it had this many events [default: all]
    #[arg(long, value_name = "SIZE", requires = "from")]
    to: Option<u64>,
    /// Write the ledger as C2SP tiles to this folder, or continue what is there
    #[arg(long, value_name = "FOLDER")]
    tiles: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Proof {
    proof: String,
    key: String,
}

#[derive(Debug, Serialize)]
struct Tiles {
    folder: String,
    files: u64,
    size: u64,
    root: String,
    key: String,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let ledger = installation::ledger(config).await?;
    asked.must_fit(msp, ledger.head(msp).await?.position)?;
    let key = installation::signing_key(config)?;
    let public = key.verifier().to_string();
    if let Some(folder) = &asked.tiles {
        let total = ledger.head(msp).await?.position;
        let progress = Progress::start(&format!("Exporting {msp}"), total);
        let exported = export(&ledger, msp, &key, folder, |done| progress.reached(done)).await?;
        drop(progress);
        let (size, root) = (exported.checkpoint.size(), exported.checkpoint.root());
        let tiles = Tiles {
            folder: folder.display().to_string(),
            files: exported.files,
            size,
            root: hex(&root),
            key: public,
        };
        return print_tiles(&tiles, output);
    }
    let proof = match (asked.position, asked.from) {
        (Some(position), _) => prove_inclusion(&ledger, msp, position, asked.size, &key)
            .await?
            .to_text(),
        (None, from) => prove_growth(&ledger, msp, from.unwrap_or(0), asked.to, &key)
            .await?
            .to_text(),
    };
    if output.json {
        output.document(&Proof { proof, key: public })?;
    } else {
        output.line(proof.trim_end_matches('\n'))?;
        say(&format!(
            "To check it: tenantry ledger check FILE --key {public}"
        ));
    }
    Ok(Exit::Ok)
}

impl Asked {
    /// Whether the ledger has what is asked for. The key is made at first use, and a refusal
    /// makes nothing.
    fn must_fit(&self, msp: MspId, end: u64) -> Result<(), EvidenceFault> {
        if end == 0 {
            return Err(EvidenceFault::LedgerEmpty { msp });
        }
        let positions = [self.position, self.size, self.to];
        let beyond = |asked: &&u64| **asked == 0 || **asked > end;
        if let Some(asked) = positions.iter().flatten().find(beyond) {
            let asked = *asked;
            return Err(EvidenceFault::Beyond { msp, asked, end });
        }
        let to = self.to.unwrap_or(end);
        match self.from {
            Some(from) if from > to => Err(ProofError::SizesReversed { from, to }.into()),
            _ => Ok(()),
        }
    }
}

fn print_tiles(tiles: &Tiles, output: &Output) -> Result<Exit, Failure> {
    if output.json {
        output.document(tiles)?;
    } else {
        let Tiles {
            folder,
            files,
            size,
            ..
        } = tiles;
        output.line(&format!("{size} events in {files} tiles, in {folder}"))?;
        say(&format!(
            "The public key, for whoever checks: {}",
            tiles.key
        ));
    }
    Ok(Exit::Ok)
}
