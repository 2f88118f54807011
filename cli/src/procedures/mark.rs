//! Steps that nobody has to approve, within limits and until an instant.

use std::collections::BTreeSet;

use clap::Args;
use jiff::Timestamp;
use tenantry_domain::ids::{CustomerId, ProcedureId};
use tenantry_domain::procedure::{Limits, MarkStepLowRisk, ProcedureCommand, RemoveMark};
use tenantry_domain::record::Micros;
use tenantry_domain::text::Tag;

use crate::approvals::{decider, licences};
use crate::command::{Ask, Subject};
use crate::failure::Failure;
use crate::moment;

#[derive(Debug, Args)]
pub(crate) struct Marked {
    /// The procedure's id
    id: String,
    /// The step, by its key
    step: String,
    /// The version that you looked at; refused if it is not the newest
    #[arg(long, value_name = "N")]
    version: u32,
    /// Until when the mark is good, a year ahead at most, such as 2027-03-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    until: String,
    /// How often it grants something in a day, 1 to 1000
    #[arg(long, value_name = "NUMBER")]
    per_day: u16,
    /// Only these licences, by Microsoft's id of the product; once for each
    #[arg(long = "licence", value_name = "SKU")]
    licences: Vec<String>,
    /// Only for this customer; once for each
    #[arg(long = "customer", value_name = "ID")]
    customers: Vec<String>,
    /// Only for customers with this tag; once for each
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Unmarked {
    /// The procedure's id
    id: String,
    /// The step, by its key
    step: String,
    #[command(flatten)]
    ask: Ask,
}

/// What is sent, to which procedure.
type Sent = (Subject, ProcedureCommand, Ask);

impl Marked {
    pub(super) fn command(self) -> Result<Sent, Failure> {
        let command = ProcedureCommand::Mark(MarkStepLowRisk {
            step: self.step.parse()?,
            version: self.version,
            limits: self.limits()?,
            until: moment::needed(&self.until)?,
            reason: self.ask.needed_reason()?,
            by: decider(&self.ask.context()?)?,
            at: now(),
        });
        Ok((Subject::of::<ProcedureId>(&self.id)?, command, self.ask))
    }

    fn limits(&self) -> Result<Limits, Failure> {
        let customers = self.customers.iter().map(|it| it.parse());
        let customers: BTreeSet<CustomerId> = customers.collect::<Result<_, _>>()?;
        let tags = self.tags.iter().map(|it| Tag::new(it));
        let tags: BTreeSet<Tag> = tags.collect::<Result<_, _>>()?;
        let some = !self.licences.is_empty();
        Ok(Limits {
            per_day: self.per_day,
            licences: some.then(|| licences(&self.licences)).transpose()?,
            customers,
            tags,
        })
    }
}

impl Unmarked {
    pub(super) fn command(self) -> Result<Sent, Failure> {
        let command = ProcedureCommand::Unmark(RemoveMark {
            step: self.step.parse()?,
            reason: self.ask.given_reason()?,
            by: decider(&self.ask.context()?)?,
            at: now(),
        });
        Ok((Subject::of::<ProcedureId>(&self.id)?, command, self.ask))
    }
}

fn now() -> Micros {
    Timestamp::now().as_microsecond()
}
