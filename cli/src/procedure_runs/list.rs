//! Runs as the query table shows them.

use clap::Args;
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::ids::ProcedureRunId;
use tenantry_domain::procedure_run::ProcedureRunRefusal;
use tenantry_projections::procedure_runs::{self, RunFilter};

use super::shown::Shown;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

const TABLE: &str = "procedure_runs";

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose runs
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of this procedure
    #[arg(long, value_name = "ID")]
    procedure: Option<String>,
    /// Only those for this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// One run.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The run's id
    id: String,
    /// Whose run
    #[arg(long, value_name = "MSP")]
    msp: String,
}

pub(super) async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = RunFilter {
        procedure: asked.procedure.map(|it| it.parse()).transpose()?,
        customer: asked.customer.map(|it| it.parse()).transpose()?,
        ..RunFilter::default()
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = procedure_runs::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    let headings = ["status", "steps", "started", "run", "procedure", "customer"];
    output.list(headings, &shown, |it| {
        let error = it.error.as_ref().map(|code| format!(" {code}"));
        [
            format!("{}{}", it.status, plain(&error.unwrap_or_default())),
            format!("{} of {}", it.steps_done, it.steps_all),
            it.started_at.clone(),
            it.run.to_string(),
            it.procedure.to_string(),
            it.customer.to_string(),
        ]
    })?;
    say_more(page.next.as_ref());
    say_behind(&projections, TABLE).await?;
    Ok(Exit::Ok)
}

pub(super) async fn show(asked: Of, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: ProcedureRunId = asked.id.parse()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = procedure_runs::get(&projections, msp, id).await?;
    let row = row.ok_or_else(|| {
        let none = ProcedureRunRefusal::ProcedureRunNotFound;
        Failure::new(none.code(), Exit::Refused, none.to_string())
    })?;
    let shown = Shown::from(row);
    if output.json {
        output.document(&shown)?;
    } else {
        shown.print(output)?;
    }
    say_behind(&projections, TABLE).await?;
    Ok(Exit::Ok)
}
