//! Whose the vendors' records are: linked by themselves, or waiting for a person, with who it may be and why.

use serde::Serialize;
use tenantry_domain::ids::{CustomerId, RecordId};
use tenantry_domain::matching::{Suggestion, Verdict};
use tenantry_projections::vendor_records::{
    self, LinkWord, RecordMapping, VendorRecordFilter, VendorRecordRow,
};

use super::accounts;
use super::cast::{CUSTOMERS, msp};
use super::{Manner, Stage};
use crate::failure::Failure;
use crate::mapping::told::{Reason, because};
use crate::output::{Tone, plain};

/// More than there are.
const ROWS: u32 = 200;

#[derive(Debug, Serialize)]
pub(super) struct Mapped {
    connections: usize,
    /// Of all kinds, as they were read last.
    records: u64,
    linked_by_themselves: usize,
    /// Linked since by somebody who looked.
    linked_by_people: usize,
    waiting_for_a_person: usize,
    /// Vendors that were not read to their end.
    pub(super) unread: Vec<&'static str>,
    #[serde(skip)]
    accounts: Vec<Account>,
    #[serde(skip)]
    waiting: Vec<Waiting>,
}

#[derive(Debug, Serialize)]
struct Account {
    vendor: &'static str,
    records: u64,
    linked: usize,
    waiting: usize,
}

/// A record that nobody's was made.
#[derive(Debug, Serialize)]
struct Waiting {
    record: String,
    vendor: &'static str,
    may_be: String,
    because: String,
}

impl Mapped {
    /// As the query tables have it, which hold the ledger up to now.
    pub(super) async fn of(stage: &Stage<'_>) -> Result<Self, Failure> {
        let linked = rows(stage, RecordMapping::Linked).await?;
        let open = rows(stage, RecordMapping::Unmapped).await?;
        let mut mapped = Self {
            connections: 0,
            records: 0,
            linked_by_themselves: 0,
            linked_by_people: 0,
            waiting_for_a_person: open.len(),
            unread: Vec::new(),
            accounts: Vec::new(),
            waiting: waiting(stage, &open).await?,
        };
        for (id, _) in accounts::all(stage) {
            let Some(known) = accounts::in_use(stage, id).await? else {
                continue;
            };
            let ours = |rows: &[VendorRecordRow]| {
                let ours = rows.iter().filter(|row| row.connection_id == id);
                ours.count()
            };
            let account = Account {
                vendor: known.vendor.title(),
                records: accounts::records(&known),
                linked: ours(&linked),
                waiting: ours(&open),
            };
            if !accounts::is_read(&known) {
                mapped.unread.push(account.vendor);
            }
            mapped.connections += 1;
            mapped.records += account.records;
            mapped.accounts.push(account);
        }
        let certain = linked
            .iter()
            .filter(|row| row.linked_how == Some(LinkWord::Certain));
        mapped.linked_by_themselves = certain.count();
        mapped.linked_by_people = linked.len() - mapped.linked_by_themselves;
        Ok(mapped)
    }

    /// For people; for programs it is part of a document.
    pub(super) fn print(&self, stage: &Stage<'_>) -> Result<(), Failure> {
        let output = stage.output;
        if stage.manner != Manner::Lines || self.accounts.is_empty() {
            return Ok(());
        }
        output.line("")?;
        let headings = ["vendor", "records", "linked", "waiting"];
        output.list(headings, &self.accounts, |it| {
            [
                it.vendor.to_owned(),
                it.records.to_string(),
                it.linked.to_string(),
                it.waiting.to_string(),
            ]
        })?;
        let linked = self.linked_by_themselves.to_string();
        let linked = output.paint(Tone::Good, &linked);
        let by_people = match self.linked_by_people {
            0 => String::new(),
            many => format!(", {many} by people"),
        };
        output.line(&format!(
            "\n{linked} records were linked by themselves, because there is no doubt{by_people}; {} wait for \
             a person:\n",
            self.waiting_for_a_person
        ))?;
        let headings = ["record", "vendor", "may be", "because"];
        output.list(headings, &self.waiting, |it| {
            [
                plain(&it.record),
                it.vendor.to_owned(),
                plain(&it.may_be),
                plain(&it.because),
            ]
        })
    }
}

async fn rows(stage: &Stage<'_>, mapping: RecordMapping) -> Result<Vec<VendorRecordRow>, Failure> {
    let filter = VendorRecordFilter {
        mapping: Some(mapping),
        vanished: Some(false),
        ..VendorRecordFilter::default()
    };
    let tables = &stage.ground.projections;
    let page = vendor_records::list(tables, msp(), &filter, None, ROWS).await?;
    Ok(page.rows)
}

async fn waiting(stage: &Stage<'_>, open: &[VendorRecordRow]) -> Result<Vec<Waiting>, Failure> {
    let ids: Vec<RecordId> = open.iter().map(|row| RecordId::new(row.id)).collect();
    let judged = stage
        .ground
        .mapping
        .mappings
        .suggest_for(msp(), &ids)
        .await?;
    let told = open.iter().map(|row| {
        let mut verdicts = judged.iter();
        let verdict = verdicts.find(|(id, _)| id.as_uuid() == row.id);
        let (may_be, because) = verdict.map_or_else(nobody, |(_, verdict)| words(verdict));
        Waiting {
            record: row.name.clone(),
            vendor: row.vendor.title(),
            may_be,
            because,
        }
    });
    Ok(told.collect())
}

fn words(verdict: &Verdict) -> (String, String) {
    match verdict {
        // Another record of that system is the customer's already.
        Verdict::Certain { customer, because } => (called(*customer), because.to_string()),
        Verdict::Open { suggestions } => suggestions.first().map_or_else(nobody, suggested),
    }
}

fn suggested(suggestion: &Suggestion) -> (String, String) {
    let reasons: Vec<Reason> = suggestion.reasons.iter().map(Reason::from).collect();
    let may_be = format!("{} ({})", called(suggestion.customer), suggestion.score);
    (may_be, because(&reasons))
}

fn nobody() -> (String, String) {
    ("nobody we know".to_owned(), String::new())
}

fn called(customer: CustomerId) -> String {
    let mut all = CUSTOMERS.iter();
    let found = all.find(|it| it.id() == customer);
    found.map_or("another customer", |it| it.name).to_owned()
}
