//! The report on mailboxes: Graph points to a place where it lies for some minutes, and it is read from
//! there, without the token, row by row.

use super::TenantPosture;
use super::csv::Rows;
use crate::graph::client::GraphRequest;
use async_trait::async_trait;
use jiff::civil::Date;
use tenantry_domain::cloud::posture::{MailboxReports, MailboxUsage, MailboxUsageReport, Period};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::{Redirects, Streamed};

/// A report on a hundred thousand mailboxes is some tens of megabytes.
const LARGEST: usize = 512 * 1024 * 1024;

fn word(period: Period) -> &'static str {
    match period {
        Period::Week => "D7",
        Period::Month => "D30",
        Period::Quarter => "D90",
        Period::HalfYear => "D180",
    }
}

#[derive(Debug)]
struct Report {
    streamed: Streamed,
    rows: Rows,
    columns: Option<Columns>,
    ended: bool,
}

/// Where in a row what is. Columns that are not known are passed over.
#[derive(Debug)]
struct Columns {
    user_name: usize,
    display_name: usize,
    deleted: Option<usize>,
    last_activity: Option<usize>,
    items: usize,
    bytes: usize,
    refreshed: Option<usize>,
}

fn unreadable(what: &str) -> CloudFault {
    CloudFault::new(Cause::AnswerUnreadable, "graph", what)
}

impl Columns {
    fn of(names: &[String]) -> Result<Self, CloudFault> {
        let at = |name: &str| names.iter().position(|found| found.trim() == name);
        let must = |name: &str| {
            at(name).ok_or_else(|| unreadable("the report has no column of that name"))
        };
        Ok(Self {
            user_name: must("User Principal Name")?,
            display_name: must("Display Name")?,
            deleted: at("Is Deleted"),
            last_activity: at("Last Activity Date"),
            items: must("Item Count")?,
            bytes: must("Storage Used (Byte)")?,
            refreshed: at("Report Refresh Date"),
        })
    }

    fn read(&self, row: &[String]) -> Result<MailboxUsage, CloudFault> {
        let text = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
        let number = |at: usize| {
            text(at)
                .parse::<u64>()
                .map_err(|_| unreadable("a number in the report is none"))
        };
        let date = |at: Option<usize>| at.and_then(|at| text(at).parse::<Date>().ok());
        Ok(MailboxUsage {
            user_name: text(self.user_name).to_owned(),
            display_name: text(self.display_name).to_owned(),
            deleted: self
                .deleted
                .is_some_and(|at| text(at).eq_ignore_ascii_case("true")),
            last_activity: date(self.last_activity),
            items: number(self.items)?,
            bytes: number(self.bytes)?,
            refreshed: date(self.refreshed),
        })
    }
}

#[async_trait]
impl MailboxUsageReport for Report {
    async fn next(&mut self) -> Result<Option<MailboxUsage>, CloudFault> {
        loop {
            if let Some(row) = self.rows.next() {
                match &self.columns {
                    Some(columns) => return columns.read(&row).map(Some),
                    None => self.columns = Some(Columns::of(&row)?),
                }
                continue;
            }
            if self.ended {
                return if self.columns.is_some() {
                    Ok(None)
                } else {
                    Err(unreadable("the report is empty"))
                };
            }
            let piece = self.streamed.next().await?;
            self.ended = piece.is_none();
            let fed = self.rows.feed(piece.as_deref().unwrap_or_default());
            fed.map_err(|_| unreadable("a row of the report does not end"))?;
        }
    }
}

#[async_trait]
impl MailboxReports for TenantPosture {
    async fn usage(
        &self,
        tenant: TenantId,
        period: Period,
    ) -> Result<Box<dyn MailboxUsageReport>, CloudFault> {
        let hosts = self.graph.endpoints().report_hosts.clone();
        let path = format!("/reports/getMailboxUsageDetail(period='{}')", word(period));
        let request = GraphRequest::get(path)
            .redirects(Redirects::To(hosts))
            .limit(LARGEST);
        let streamed = self.graph.stream(self.at(tenant), request).await?;
        Ok(Box::new(Report {
            streamed,
            rows: Rows::new(),
            columns: None,
            ended: false,
        }))
    }
}
