//! `tenantry access members`: who works for an MSP, and in which role.

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use tenantry_domain::ids::{MemberId, TenantId};
use tenantry_domain::text::Reason;
use tenantry_projections::members::{self, MemberFilter, MemberRow, MemberStatus};
use uuid::Uuid;

use super::role::RoleWord;
use super::{access, recorded};
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List members by name
    List(List),
    /// Give a member a role by name; also to an account that never signed in yet
    Grant {
        /// The object id of the account at Microsoft
        member: String,
        /// The role; groups may give a stronger one
        #[arg(long)]
        role: RoleWord,
        #[command(flatten)]
        ask: Ask,
    },
    /// End what a member has signed in, and let it sign in no more; --reason says why
    Suspend(Named),
    /// Let a suspended member sign in again
    Reinstate(Named),
}

#[derive(Debug, Args)]
pub(crate) struct Named {
    /// The object id of the account at Microsoft
    member: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose members
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those in this role
    #[arg(long)]
    role: Option<RoleWord>,
    /// Only those that stand like this; who is expected never signed in
    #[arg(long)]
    status: Option<StatusWord>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StatusWord {
    Expected,
    Active,
    Suspended,
}

impl From<StatusWord> for MemberStatus {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::Expected => Self::Expected,
            StatusWord::Active => Self::Active,
            StatusWord::Suspended => Self::Suspended,
        }
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    tenant: Option<TenantId>,
    role: &'static str,
    granted: &'static str,
    status: &'static str,
    signed_in_at: Option<String>,
    changed_at: String,
    position: u64,
}

impl From<MemberRow> for Shown {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            tenant: row.tenant_id,
            role: row.role.as_str(),
            granted: row.granted.as_str(),
            status: row.status.as_str(),
            signed_in_at: row.signed_in_at.map(moment::show),
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }
}

pub(super) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    match command {
        Command::List(asked) => list(asked, config, output).await,
        Command::Grant { member, role, ask } => grant(&member, role, &ask, config, output).await,
        Command::Suspend(named) => suspend(&named, config, output).await,
        Command::Reinstate(named) => reinstate(&named, config, output).await,
    }
}

/// Operators may grant ahead: nobody else makes an MSP's first Admin.
async fn grant(
    member: &str,
    role: RoleWord,
    ask: &Ask,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let member: MemberId = member.parse()?;
    let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
    let reason = ask.reason.as_deref().map(Reason::new).transpose()?;
    let access = access(config).await?;
    let wish = (member, role.into());
    let done = access.grant_role(msp, wish, true, reason, context).await?;
    recorded(msp, done, output)
}

async fn suspend(named: &Named, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let Named { member, ask } = named;
    let member: MemberId = member.parse()?;
    let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
    let reason = ask.needed_reason()?;
    let access = access(config).await?;
    let done = access.suspend(msp, member, reason, context).await?;
    recorded(msp, done, output)
}

async fn reinstate(named: &Named, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let Named { member, ask } = named;
    let member: MemberId = member.parse()?;
    let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
    let reason = ask.reason.as_deref().map(Reason::new).transpose()?;
    let access = access(config).await?;
    let done = access.reinstate(msp, member, reason, context).await?;
    recorded(msp, done, output)
}

async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let filter = MemberFilter {
        status: asked.status.map(MemberStatus::from),
        role: asked.role.map(Into::into),
        prefix: asked.prefix,
    };
    let first = asked.paging.first;
    let page = members::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let shown: Vec<Shown> = page.rows.into_iter().map(Shown::from).collect();
    let headings = ["name", "role", "status", "signed in", "id"];
    output.list(headings, &shown, |it| {
        [
            plain(&it.name),
            it.role.to_owned(),
            it.status.to_owned(),
            it.signed_in_at.clone().unwrap_or_else(|| "-".to_owned()),
            it.id.to_string(),
        ]
    })?;
    say_more(page.next.as_ref());
    say_behind(&projections, "members").await?;
    Ok(Exit::Ok)
}
