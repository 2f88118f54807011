//! `tenantry approvals list`: what waits for me, what I asked for, and what there was.

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;
use tenantry_domain::approval::{OperationKind, Risk};
use tenantry_domain::ids::{CustomerId, TenantId, VendorConnectionId};
use tenantry_domain::record::Micros;
use tenantry_engine::commands::Context;
use tenantry_projections::approvals::{
    self, ApprovalFilter, ApprovalOrder, ApprovalRow, ApprovalStatus, ApprovalWait, FirstPassword,
    Inbox,
};
use uuid::Uuid;

use super::desk::{ROLE, person};
use super::people::People;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::told::Names;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Whose approvals
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those that wait for you: others asked, and you did not decide yet
    #[arg(long, conflicts_with_all = ["mine", "status"])]
    waiting: bool,
    /// Only those that you asked for
    #[arg(long)]
    mine: bool,
    #[command(flatten)]
    filter: Filter,
    /// Those that have the least time left first
    #[arg(long)]
    ending_soonest: bool,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Args)]
struct Filter {
    /// Only those that stand like this
    #[arg(long)]
    status: Option<Status>,
    /// Only those for this, as `approvals request` calls it, such as create-user
    #[arg(long, value_name = "WORD", value_parser = kind)]
    kind: Option<OperationKind>,
    /// Only those of this risk: low, medium or high
    #[arg(long, value_name = "WORD", value_parser = risk)]
    risk: Option<Risk>,
    /// Only those for this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Only those that were asked for by a rule of this procedure
    #[arg(long, value_name = "ID")]
    procedure: Option<String>,
    /// Only those that were asked for then or later, such as 2026-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
}

/// How an approval stands, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Waiting,
    UnderWay,
    Undoing,
    NeedsAttention,
    Done,
    Undone,
    Rejected,
    Withdrawn,
    Expired,
    Abandoned,
}

impl From<Status> for ApprovalStatus {
    fn from(typed: Status) -> Self {
        match typed {
            Status::Waiting => Self::Waiting,
            Status::UnderWay => Self::UnderWay,
            Status::Undoing => Self::Undoing,
            Status::NeedsAttention => Self::Attention,
            Status::Done => Self::Done,
            Status::Undone => Self::Undone,
            Status::Rejected => Self::Rejected,
            Status::Withdrawn => Self::Withdrawn,
            Status::Expired => Self::Expired,
            Status::Abandoned => Self::Abandoned,
        }
    }
}

impl Asked {
    fn filter(&self, context: &Context) -> Result<ApprovalFilter, Failure> {
        let me = person(context)?;
        let inbox = self.waiting.then(|| Inbox {
            person: me.clone(),
            role: ROLE,
            at: Timestamp::now().as_microsecond(),
        });
        let filter = &self.filter;
        Ok(ApprovalFilter {
            status: filter.status.map(ApprovalStatus::from),
            kind: filter.kind,
            risk: filter.risk,
            customer: filter.customer.as_deref().map(str::parse).transpose()?,
            requester: self.mine.then_some(me),
            procedure: filter.procedure.as_deref().map(str::parse).transpose()?,
            since: filter.since.as_deref().map(moment::needed).transpose()?,
            live: None,
            inbox,
        })
    }
}

/// A word as it is typed: with dashes.
fn typed(word: &str) -> String {
    word.replace('_', "-")
}

fn kind(text: &str) -> Result<OperationKind, String> {
    let all = OperationKind::ALL.iter().copied();
    let known: Vec<_> = all.map(|it| (typed(it.as_str()), it)).collect();
    one_of(text, &known)
}

fn risk(text: &str) -> Result<Risk, String> {
    let known = Risk::ALL.map(|it| (it.as_str().to_owned(), it));
    one_of(text, &known)
}

fn one_of<T: Copy>(text: &str, known: &[(String, T)]) -> Result<T, String> {
    let found = known.iter().find(|(word, _)| word == text);
    found.map(|(_, it)| *it).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| word.as_str()).collect();
        format!("there are {}", words.join(", "))
    })
}

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    kind: &'static str,
    risk: &'static str,
    status: &'static str,
    waits_for: Option<&'static str>,
    customer: Option<CustomerId>,
    customer_name: Option<String>,
    tenant: Option<TenantId>,
    connection: Option<VendorConnectionId>,
    requester: String,
    requester_name: Option<String>,
    reason: String,
    decisions_needed: u64,
    deciders: Vec<String>,
    by_rule: bool,
    digest: String,
    revision: u64,
    step: Option<String>,
    tries: u64,
    error: Option<String>,
    first_password: Option<&'static str>,
    ended_by: Option<String>,
    end_reason: Option<String>,
    asked_at: String,
    valid_until: String,
    granted_at: Option<String>,
    due_at: Option<String>,
    ended_at: Option<String>,
    position: u64,
}

impl Shown {
    fn of(row: ApprovalRow, names: &Names, people: &People) -> Self {
        let at = |instant: Option<Micros>| instant.map(moment::show);
        let name = row.customer_id.and_then(|it| names.get(it));
        let requester = row.requester();
        let called = requester.as_ref().and_then(|it| people.name(it));
        Self {
            id: row.id,
            kind: row.kind.as_str(),
            risk: row.risk.as_str(),
            status: row.status.as_str(),
            waits_for: row.waits_for.map(ApprovalWait::as_str),
            customer: row.customer_id,
            customer_name: name.map(str::to_owned),
            tenant: row.tenant_id,
            connection: row.connection_id,
            requester_name: called.map(str::to_owned),
            requester: row.requester,
            reason: row.reason,
            decisions_needed: row.needed,
            deciders: row.deciders,
            by_rule: row.by_rule,
            digest: row.digest,
            revision: row.revision,
            step: row.step,
            tries: row.tries,
            error: row.error_code,
            first_password: row.password.map(FirstPassword::as_str),
            ended_by: row.ended_by,
            end_reason: row.end_reason,
            asked_at: moment::show(row.asked_at),
            valid_until: moment::show(row.valid_until),
            granted_at: at(row.granted_at),
            due_at: at(row.due_at),
            ended_at: at(row.ended_at),
            position: row.position,
        }
    }

    fn row(&self) -> [String; 7] {
        let error = self.error.as_ref().map(|code| format!(" {code}"));
        let customer = self.customer.map(|it| it.to_string());
        let customer = self.customer_name.clone().or(customer);
        [
            plain(&format!("{}{}", self.status, error.unwrap_or_default())),
            typed(self.kind),
            self.risk.to_owned(),
            plain(customer.as_deref().unwrap_or("-")),
            plain(self.requester_name.as_ref().unwrap_or(&self.requester)),
            self.asked_at.clone(),
            self.id.to_string(),
        ]
    }
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = asked.filter(&installation::operator())?;
    let order = if asked.ending_soonest {
        ApprovalOrder::EndingSoonest
    } else {
        ApprovalOrder::Newest
    };
    let ledger = installation::ledger(config).await?;
    let tables = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = approvals::list(&tables, msp, &filter, order, after.as_ref(), first).await?;
    let customers = page.rows.iter().filter_map(|it| it.customer_id);
    let names = Names::of(&tables, msp, customers).await?;
    let requesters = page.rows.iter().filter_map(ApprovalRow::requester);
    let people = People::of(&tables, msp, requesters).await?;
    let rows = page.rows.into_iter();
    let shown: Vec<Shown> = rows.map(|row| Shown::of(row, &names, &people)).collect();
    let headings = [
        "status", "what", "risk", "customer", "asked by", "asked", "id",
    ];
    output.list(headings, &shown, Shown::row)?;
    say_more(page.next.as_ref());
    say_behind(&tables, "approvals").await?;
    Ok(Exit::Ok)
}
