//! Two customers that are one, and one that is two.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_domain::text::CustomerName;
use tenantry_engine::commands::Done;
use tenantry_engine::mapping::{MappingError, SplitOff};

use crate::command::{Ask, Receipt, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::{Desk, Why};
use crate::output::{Output, plain};

#[derive(Debug, Args)]
pub(crate) struct Merged {
    /// The customer that becomes part of the other
    id: String,
    /// The customer that it becomes part of
    #[arg(long, value_name = "ID")]
    into: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Parted {
    /// The customer that is to be one of its own again
    id: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct Split {
    /// The customer
    id: String,
    /// Its records that are the new one's
    #[arg(required = true, num_args = 1..=200, value_name = "RECORD")]
    records: Vec<String>,
    /// What people call the new one
    #[arg(long)]
    name: String,
    #[command(flatten)]
    ask: Ask,
}

/// What changed hands between two customers, and what did not.
#[derive(Debug, Serialize)]
struct Shift {
    #[serde(flatten)]
    receipt: Receipt,
    records: Vec<RecordId>,
    tenants: Vec<TenantId>,
    left: Vec<Left>,
}

/// What stays where it is, and why.
#[derive(Debug, Serialize)]
struct Left {
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
    #[serde(flatten)]
    why: Why,
}

impl Left {
    fn line(&self) -> String {
        let what = match (self.record, self.tenant) {
            (Some(record), _) => format!("record {record}"),
            (None, Some(tenant)) => format!("tenant {tenant}"),
            (None, None) => String::new(),
        };
        plain(&format!(
            "left  {what}  {}: {}",
            self.why.code, self.why.message
        ))
    }
}

fn of_record((record, error): &(RecordId, MappingError)) -> Left {
    Left {
        record: Some(*record),
        tenant: None,
        why: error.into(),
    }
}

fn of_tenant((tenant, error): &(TenantId, MappingError)) -> Left {
    Left {
        record: None,
        tenant: Some(*tenant),
        why: error.into(),
    }
}

fn of_customer(msp: MspId, customer: CustomerId, done: Done) -> Receipt {
    receipt(msp, format!("{}/{customer}", Customer::TYPE), done)
}

/// Ends as "not all is right" when something stays where it should not.
fn told(shift: &Shift, output: &Output) -> Result<Exit, Failure> {
    if output.json {
        output.document(shift)?;
    } else {
        crate::command::print(&shift.receipt, output)?;
        output.line(&format!(
            "{} records and {} tenants changed hands",
            shift.records.len(),
            shift.tenants.len()
        ))?;
        for left in &shift.left {
            output.line(&left.line())?;
        }
    }
    Ok(if shift.left.is_empty() {
        Exit::Ok
    } else {
        Exit::NotRight
    })
}

pub(super) async fn merge(it: &Merged, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&it.ask.msp)?;
    let (from, into): (CustomerId, CustomerId) = (it.id.parse()?, it.into.parse()?);
    let (reason, context) = (it.ask.given_reason()?, it.ask.context()?);
    let desk = Desk::abreast(msp, config).await?;
    let mappings = &desk.mapping.mappings;
    let merging = mappings.merge(msp, from, into, reason, context).await?;
    let shift = Shift {
        receipt: of_customer(msp, from, merging.done),
        records: merging.records,
        tenants: merging.tenants,
        left: Vec::new(),
    };
    told(&shift, output)
}

pub(super) async fn part(it: &Parted, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&it.ask.msp)?;
    let (customer, context): (CustomerId, _) = (it.id.parse()?, it.ask.context()?);
    let desk = Desk::abreast(msp, config).await?;
    let parting = desk.mapping.mappings.part(msp, customer, context).await?;
    let left = parting.left.iter().map(of_record);
    let left = left.chain(parting.left_tenants.iter().map(of_tenant));
    let shift = Shift {
        receipt: of_customer(msp, customer, parting.done),
        left: left.collect(),
        records: parting.records,
        tenants: parting.tenants,
    };
    told(&shift, output)
}

/// The customer that was split off. It is registered and given its records in steps of their own, so there
/// is no single receipt.
#[derive(Debug, Serialize)]
struct Off {
    customer: CustomerId,
    records: Vec<RecordId>,
    position: u64,
}

pub(super) async fn split(it: &Split, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&it.ask.msp)?;
    let customer: CustomerId = it.id.parse()?;
    let records = it.records.iter().map(|it| it.parse());
    let records: Vec<RecordId> = records.collect::<Result<_, _>>()?;
    let name = CustomerName::new(&it.name)?;
    let (reason, context) = (it.ask.given_reason()?, it.ask.context()?);
    let desk = Desk::of(msp, config).await?;
    let mappings = &desk.mapping.mappings;
    let off = mappings.split(msp, customer, &records, name, reason, context);
    let SplitOff { customer, records } = off.await?;
    let off = Off {
        customer,
        records,
        position: desk.engine.ledger().head(msp).await?.position,
    };
    if output.json {
        output.document(&off)?;
    } else {
        output.line(&format!(
            "customer/{}  {} records changed hands, at position {}",
            off.customer,
            off.records.len(),
            off.position
        ))?;
    }
    Ok(Exit::Ok)
}
