//! `tenantry approvals request`: asking for a change, or looking at what it would be.

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{
    Approval, ApprovalCommand, ChangePlan, Grant, Operation, OperationKind, Person, RequestApproval,
};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::ApprovalId;
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{ApprovalWish, Asked, Wished};
use tenantry_engine::commands::{CommandError, Context};

use super::accounts::{Assign, Create, Disable, Enable, Remove};
use super::desk::{Desk, Told, person};
use super::opened::Opener;
use super::own_side::{Archive, Consent, Ending, Matches, Partner, Transfer, Vendor};
use super::plan::Plan;
use super::step::FromProcedure;
use crate::command::{self, Ask, Receipt, Subject};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::Desk as Mapping;
use crate::output::{Output, say};

/// Everything that can be asked for. There is nothing else.
#[derive(Debug, Subcommand)]
pub(crate) enum Wanted {
    /// Create a user, with a first password that is handed out once
    CreateUser(Create),
    /// Block a user's sign-in and end all sessions
    DisableUser(Disable),
    /// Let a user sign in again
    EnableUser(Enable),
    /// Give a user licences
    AssignLicences(Assign),
    /// Take licences from a user
    RemoveLicences(Remove),
    /// Close a customer's file
    ArchiveCustomer(Archive),
    /// Disconnect an account at a vendor
    DisconnectVendor(Vendor),
    /// Disconnect the MSP's own tenant
    DisconnectPartner(Partner),
    /// Disconnect a tenant that was connected by consent
    WithdrawConsent(Consent),
    /// End the access to a tenant
    EndAccess(Ending),
    /// Let another MSP have a tenant
    ApproveTransfer(Transfer),
    /// Accept all suggestions from a score on, as they were previewed
    AcceptMatches(Matches),
    /// Ask for what a step of a procedure does; nobody has to decide where an admin marked it so
    Step(FromProcedure),
}

/// What goes with every request.
#[derive(Debug, Args)]
pub(crate) struct Asking {
    /// The approval's id [default: a new one]
    #[arg(long)]
    pub(super) id: Option<String>,
    /// Only show what it would change
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) ask: Ask,
}

/// What would be asked for; nothing is on record.
#[derive(Debug, Serialize)]
struct Previewed {
    dry_run: bool,
    kind: &'static str,
    risk: &'static str,
    plan: Plan,
}

/// What was asked for, and how it stands.
#[derive(Debug, Serialize)]
struct Requested {
    #[serde(flatten)]
    receipt: Receipt,
    id: ApprovalId,
    risk: &'static str,
    /// Nobody has to decide: a rule did.
    by_rule: bool,
    decisions_needed: u8,
    plan: Plan,
}

impl Wanted {
    fn asking(&self) -> &Asking {
        match self {
            Self::CreateUser(it) => &it.asking,
            Self::DisableUser(it) => &it.asking,
            Self::EnableUser(it) => &it.asking,
            Self::AssignLicences(it) => &it.asking,
            Self::RemoveLicences(it) => &it.asking,
            Self::ArchiveCustomer(it) => &it.asking,
            Self::DisconnectVendor(it) => &it.asking,
            Self::DisconnectPartner(it) => &it.asking,
            Self::WithdrawConsent(it) => &it.asking,
            Self::EndAccess(it) => &it.asking,
            Self::ApproveTransfer(it) => &it.asking,
            Self::AcceptMatches(it) => &it.asking,
            Self::Step(it) => &it.asking,
        }
    }

    /// What is told of it where it is refused before the rules are asked.
    fn wished(&self, id: ApprovalId) -> Wished {
        let operation = match self {
            Self::CreateUser(_) => OperationKind::CreateUser,
            Self::DisableUser(_) => OperationKind::DisableUser,
            Self::EnableUser(_) => OperationKind::EnableUser,
            Self::AssignLicences(_) => OperationKind::AssignLicences,
            Self::RemoveLicences(_) => OperationKind::RemoveLicences,
            Self::ArchiveCustomer(_) => OperationKind::ArchiveCustomer,
            Self::DisconnectVendor(_) => OperationKind::DisconnectVendor,
            Self::DisconnectPartner(_) => OperationKind::DisconnectPartner,
            Self::WithdrawConsent(_) => OperationKind::WithdrawConsent,
            Self::EndAccess(_) => OperationKind::EndAccess,
            Self::ApproveTransfer(_) => OperationKind::ApproveTransfer,
            Self::AcceptMatches(_) => OperationKind::AcceptMatches,
            Self::Step(it) => return it.wished(id),
        };
        Wished::of(WishKind::Request, id).about(Some(operation), None)
    }

    /// What was typed, read before anything is opened.
    fn read(&self) -> Result<Read<'_>, Failure> {
        let operation = match self {
            Self::CreateUser(it) => it.wish()?,
            Self::DisableUser(it) => it.wish()?,
            Self::EnableUser(it) => it.wish()?,
            Self::AssignLicences(it) => it.wish()?,
            Self::RemoveLicences(it) => it.wish()?,
            Self::ArchiveCustomer(it) => it.wish()?,
            Self::DisconnectVendor(it) => it.wish()?,
            Self::DisconnectPartner(_) => Partner::wish(),
            Self::WithdrawConsent(it) => it.wish()?,
            Self::EndAccess(it) => it.wish()?,
            Self::ApproveTransfer(it) => it.wish()?,
            Self::AcceptMatches(it) => it.wish()?,
            Self::Step(it) => return Ok(Read::Step(it)),
        };
        Ok(Read::Whole(Asked::Operation(operation)))
    }
}

enum Read<'a> {
    Whole(Asked),
    /// How its inputs are to be read, the procedure says.
    Step(&'a FromProcedure),
}

pub(super) async fn run(wanted: Wanted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let asking = wanted.asking();
    let msp = installation::msp(&asking.ask.msp)?;
    let (reason, context) = (asking.ask.needed_reason()?, asking.ask.context()?);
    let subject = Subject::new_or::<ApprovalId>(asking.id.as_deref(), &asking.ask)?;
    let id: ApprovalId = subject.0.parse()?;
    let read = match wanted.read() {
        Ok(read) => read,
        Err(failure) if asking.dry_run => return Err(failure),
        // It is refused whether the installation can be reached or not, and on record where it can.
        Err(failure) => {
            return Err(match Desk::of(msp, config).await {
                Ok(desk) => desk.refused(wanted.wished(id), failure, &context).await,
                Err(_) => failure,
            });
        }
    };
    if matches!(wanted, Wanted::AcceptMatches(_)) {
        // Suggestions are made from the query tables, which have to miss nothing.
        Mapping::abreast(msp, config).await?;
    }
    let desk = Desk::of(msp, config).await?;
    let what = match read {
        Read::Whole(asked) => asked,
        Read::Step(step) => match step.wish(&desk).await {
            Ok(wish) => Asked::Step(wish),
            Err(failure) if asking.dry_run => return Err(failure),
            Err(failure) => return Err(desk.refused(wanted.wished(id), failure, &context).await),
        },
    };
    if asking.dry_run {
        preview(&desk, what, reason, &context, output).await?;
        return Ok(Exit::Ok);
    }
    let wish = ApprovalWish { what, reason };
    let done = desk.approvals().request(msp, id, wish, context).await?;
    let receipt = desk.receipt(id, done);
    requested(&desk, receipt, &desk.told(id).await?, output).await?;
    Ok(Exit::Ok)
}

async fn preview(
    desk: &Desk,
    what: Asked,
    reason: Reason,
    context: &Context,
    output: &Output,
) -> Result<(), Failure> {
    let wish = ApprovalWish {
        what,
        reason: reason.clone(),
    };
    let (operation, plan) = desk.approvals().preview(desk.msp, wish).await?;
    would_ask(&operation, &plan, reason, person(context)?)?;
    let plan = Plan::of(&plan, &opener(desk, &operation)).await?;
    if output.json {
        return output.document(&Previewed {
            dry_run: true,
            kind: operation.kind().as_str(),
            risk: operation.risk().as_str(),
            plan,
        });
    }
    output.line("nothing was recorded: this is a dry run")?;
    output.line(&format!("what          {}", operation.kind().sentence()))?;
    output.line(&format!("risk          {}", operation.risk()))?;
    plan.print(output)
}

/// What would be refused: whoever tries wants to see that.
fn would_ask(
    operation: &Operation,
    plan: &ChangePlan,
    reason: Reason,
    requester: Person,
) -> Result<(), Failure> {
    let command = RequestApproval {
        operation: operation.clone(),
        requester,
        reason,
        plan: plan.clone(),
        decisions_needed: 1,
        valid_days: 1,
        precedent: None,
        correlation_id: None,
        at: 0,
    };
    let command = ApprovalCommand::Request(Box::new(command));
    match Approval::default().decide(&command) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(CommandError::Refused(refusal).into()),
    }
}

fn opener<'a>(desk: &'a Desk, operation: &Operation) -> Opener<'a> {
    Opener::new(&*desk.ground.personal, desk.msp, operation.customer())
}

/// What became of asking, with the plan as it was recorded.
pub(super) async fn requested(
    desk: &Desk,
    receipt: Receipt,
    told: &Told,
    output: &Output,
) -> Result<(), Failure> {
    let request = told.request()?;
    let requested = Requested {
        receipt,
        id: told.id,
        risk: request.risk.as_str(),
        by_rule: matches!(request.grant, Some(Grant::Rule(_))),
        decisions_needed: request.decisions_needed,
        plan: Plan::of(&request.plan, &desk.opener(request)).await?,
    };
    if output.json {
        return output.document(&requested);
    }
    command::print(&requested.receipt, output)?;
    output.line(&format!(
        "what          {}",
        request.operation.kind().sentence()
    ))?;
    output.line(&format!("risk          {}", requested.risk))?;
    requested.plan.print(output)?;
    say(&next(&requested));
    Ok(())
}

fn next(requested: &Requested) -> String {
    if requested.by_rule {
        return "A rule grants it: nobody has to decide.".to_owned();
    }
    let who = match requested.decisions_needed {
        1 => "Somebody else decides".to_owned(),
        count => format!("{count} others decide"),
    };
    let Requested {
        id, plan, receipt, ..
    } = requested;
    let (msp, digest) = (receipt.msp, &plan.digest);
    format!("{who}: tenantry approvals approve {id} --msp {msp} --digest {digest}")
}
