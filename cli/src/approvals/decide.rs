//! Decisions about requests, and what is done with those that are under way.

use clap::Args;
use serde::Serialize;
use tenantry_domain::approval::PlanDigest;
use tenantry_domain::ids::ApprovalId;
use tenantry_domain::text::Reason;

use super::desk::{Desk, ROLE};
use super::plan::Plan;
use crate::command::{self, Ask, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::Output;

/// One approval, and what goes with a command to it.
#[derive(Debug, Args)]
pub(crate) struct One {
    /// The approval's id
    id: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Approved {
    #[command(flatten)]
    one: One,
    /// The digest of the plan that you looked at, as `approvals show` prints it
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,
}

/// What was approved, once more for whoever did.
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    receipt: Receipt,
    /// None where it is another one by now.
    plan: Option<Plan>,
}

pub(super) enum Decision {
    Reject(Reason),
    Withdraw(Option<Reason>),
    Retry,
    Abandon(Reason),
}

impl One {
    pub(super) fn rejected(&self) -> Result<Decision, Failure> {
        Ok(Decision::Reject(self.ask.needed_reason()?))
    }

    pub(super) fn withdrawn(&self) -> Result<Decision, Failure> {
        Ok(Decision::Withdraw(self.ask.given_reason()?))
    }

    pub(super) fn abandoned(&self) -> Result<Decision, Failure> {
        Ok(Decision::Abandon(self.ask.needed_reason()?))
    }
}

pub(super) async fn approve(
    asked: &Approved,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (one, id) = (&asked.one, asked.one.id.parse::<ApprovalId>()?);
    let (msp, context) = (installation::msp(&one.ask.msp)?, one.ask.context()?);
    let Some(digest) = &asked.digest else {
        let message = format!(
            "say which plan you looked at with --digest; `tenantry approvals show {id} --msp {msp}` prints it"
        );
        return Err(Failure::new("APPROVAL_DIGEST_NEEDED", Exit::Usage, message));
    };
    let digest = PlanDigest::named(digest);
    let desk = Desk::of(msp, config).await?;
    let approved = desk
        .approvals()
        .approve(msp, id, digest.clone(), ROLE, context);
    let receipt = desk.receipt(id, approved.await?);
    let told = desk.told(id).await?;
    let request = told.request()?;
    let plan = if request.plan.digest == digest {
        Some(Plan::of(&request.plan, &desk.opener(request)).await?)
    } else {
        None
    };
    if output.json {
        output.document(&Answer { receipt, plan })?;
        return Ok(Exit::Ok);
    }
    command::print(&receipt, output)?;
    if let Some(plan) = plan {
        plan.print(output)?;
    }
    let (given, needed) = (request.given.len(), usize::from(request.decisions_needed));
    if given < needed && request.grant.is_none() {
        output.line(&format!(
            "approved      {given} of {needed}: somebody else approves it as well"
        ))?;
    }
    Ok(Exit::Ok)
}

pub(super) async fn run(
    decision: Decision,
    one: &One,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let id: ApprovalId = one.id.parse()?;
    let (msp, context) = (installation::msp(&one.ask.msp)?, one.ask.context()?);
    let desk = Desk::of(msp, config).await?;
    let approvals = desk.approvals();
    let done = match decision {
        Decision::Reject(reason) => approvals.reject(msp, id, reason, ROLE, context).await?,
        Decision::Withdraw(reason) => approvals.withdraw(msp, id, reason, ROLE, context).await?,
        Decision::Retry => approvals.retry(msp, id, context).await?,
        Decision::Abandon(reason) => approvals.abandon(msp, id, reason, ROLE, context).await?,
    };
    command::print(&desk.receipt(id, done), output)?;
    Ok(Exit::Ok)
}
