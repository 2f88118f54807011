//! `tenantry procedures list`: an MSP's procedures by name.

use clap::{Args, ValueEnum};
use serde::Serialize;
use tenantry_projections::procedures::{self, ProcedureFilter, ProcedureRow, ProcedureStatus};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose procedures
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those that stand like this
    #[arg(long)]
    status: Option<Status>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// How a procedure stands, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Defined,
    Retired,
}

impl From<Status> for ProcedureStatus {
    fn from(typed: Status) -> Self {
        match typed {
            Status::Defined => Self::Defined,
            Status::Retired => Self::Retired,
        }
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    status: &'static str,
    version: u64,
    steps: Vec<String>,
    /// Those of them that nobody has to approve.
    marked: Vec<String>,
    reason: Option<String>,
    defined_at: String,
    changed_at: String,
    position: u64,
}

impl From<ProcedureRow> for Shown {
    fn from(row: ProcedureRow) -> Self {
        let steps = row.definition().map(|it| it.steps).unwrap_or_default();
        let steps = steps.iter().map(|it| it.key.to_string());
        Self {
            id: row.id,
            status: row.status.as_str(),
            version: row.version,
            steps: steps.collect(),
            marked: row.marks().keys().map(ToString::to_string).collect(),
            defined_at: moment::show(row.defined_at),
            changed_at: moment::show(row.changed_at),
            position: row.position,
            name: row.name,
            reason: row.reason,
        }
    }
}

impl Shown {
    fn row(&self) -> [String; 6] {
        [
            plain(&self.name),
            self.status.to_owned(),
            self.version.to_string(),
            self.steps.len().to_string(),
            self.marked.len().to_string(),
            self.id.to_string(),
        ]
    }
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let filter = ProcedureFilter {
        status: asked.status.map(ProcedureStatus::from),
        prefix: asked.prefix,
    };
    let first = asked.paging.first;
    let page = procedures::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    let headings = ["name", "status", "version", "steps", "marked", "id"];
    output.list(headings, &shown, Shown::row)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "procedures").await?;
    Ok(Exit::Ok)
}
