//! `tenantry approvals refusals`: who wished something of an approval in vain, and why it was refused.

use clap::Args;
use serde::Serialize;
use tenantry_domain::approval::OperationKind;
use tenantry_domain::ids::{ApprovalId, CustomerId};
use tenantry_projections::approval_refusals::{self, RefusalFilter, RefusalRow};

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
    /// Whose refusals
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of wishes about this approval
    #[arg(long, value_name = "ID")]
    approval: Option<String>,
    /// Only those by whoever is on record under this id
    #[arg(long, value_name = "ID")]
    actor: Option<String>,
    /// Only those with this code, such as APPROVAL_OF_OWN_REQUEST
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
    /// Only those of then or later, such as 2026-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// Only those of then or before
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

impl Asked {
    fn filter(&self) -> Result<RefusalFilter, Failure> {
        Ok(RefusalFilter {
            approval: self.approval.as_deref().map(str::parse).transpose()?,
            customer: None,
            actor: self.actor.clone(),
            code: self.code.clone(),
            since: self.since.as_deref().map(moment::needed).transpose()?,
            until: self.until.as_deref().map(moment::needed).transpose()?,
        })
    }
}

#[derive(Debug, Serialize)]
struct Shown {
    approval: ApprovalId,
    wish: &'static str,
    code: String,
    kind: Option<&'static str>,
    customer: Option<CustomerId>,
    customer_name: Option<String>,
    by: String,
    by_name: Option<String>,
    at: String,
    position: u64,
}

impl Shown {
    fn of(row: RefusalRow, names: &Names, people: &People) -> Self {
        let by = row.by();
        let name = by.as_ref().and_then(|it| people.name(it));
        let customer = row.customer_id.and_then(|it| names.get(it));
        Self {
            approval: row.approval_id,
            wish: row.wish.as_str(),
            kind: row.kind.map(OperationKind::as_str),
            customer: row.customer_id,
            customer_name: customer.map(str::to_owned),
            by_name: name.map(str::to_owned),
            by: row.wisher,
            at: moment::show(row.refused_at),
            position: row.position,
            code: row.code,
        }
    }

    fn row(&self) -> [String; 7] {
        let customer = self.customer.map(|it| it.to_string());
        let customer = self.customer_name.clone().or(customer);
        [
            typed(self.wish),
            plain(&self.code),
            plain(self.by_name.as_ref().unwrap_or(&self.by)),
            self.kind.map_or_else(|| "-".to_owned(), typed),
            plain(customer.as_deref().unwrap_or("-")),
            self.at.clone(),
            self.approval.to_string(),
        ]
    }
}

/// A word as it is typed: with dashes.
fn typed(word: &str) -> String {
    word.replace('_', "-")
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let (after, filter) = (asked.paging.after()?, asked.filter()?);
    let ledger = installation::ledger(config).await?;
    let tables = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = approval_refusals::list(&tables, msp, &filter, after.as_ref(), first).await?;
    let customers = page.rows.iter().filter_map(|it| it.customer_id);
    let names = Names::of(&tables, msp, customers).await?;
    let people = page.rows.iter().filter_map(RefusalRow::by);
    let people = People::of(&tables, msp, people).await?;
    let rows = page.rows.into_iter();
    let shown: Vec<Shown> = rows.map(|row| Shown::of(row, &names, &people)).collect();
    let headings = ["wish", "code", "by", "what", "customer", "at", "approval"];
    output.list(headings, &shown, Shown::row)?;
    say_more(page.next.as_ref());
    say_behind(&tables, "approval_refusals").await?;
    Ok(Exit::Ok)
}
