//! `tenantry customers from-record`: customers made from vendors' records.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::text::CustomerName;
use tenantry_domain::vendor_record::VendorRecord;
use tenantry_engine::mapping::{MadeCustomer, MappingError, PlannedCustomer};

use crate::command::{Ask, Receipt, receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::told::{Judged, Names, customers_in};
use crate::mapping::{Desk, Why};
use crate::output::{Output, plain};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The records; a customer is made from each
    #[arg(required = true, num_args = 1..=200, value_name = "RECORD")]
    records: Vec<String>,
    /// What people call the customer, where it is one [default: what the vendor calls it]
    #[arg(long)]
    name: Option<String>,
    /// Show what would be made, and who may be there already; nothing is done
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    ask: Ask,
}

/// What came of one record.
#[derive(Debug, Serialize)]
struct Made {
    record: RecordId,
    customer: Option<CustomerId>,
    #[serde(flatten)]
    receipt: Option<Receipt>,
    #[serde(flatten)]
    why: Option<Why>,
}

impl Made {
    fn of(msp: MspId, record: RecordId, made: Result<MadeCustomer, MappingError>) -> Self {
        match made {
            Ok(made) => Self {
                record,
                customer: Some(made.customer),
                receipt: Some(receipt(
                    msp,
                    format!("{}/{record}", VendorRecord::TYPE),
                    made.done,
                )),
                why: None,
            },
            Err(error) => Self {
                record,
                customer: None,
                receipt: None,
                why: Some((&error).into()),
            },
        }
    }

    fn line(&self) -> String {
        let Self {
            record,
            customer,
            receipt,
            why,
        } = self;
        if let (Some(customer), Some(receipt)) = (customer, receipt) {
            let (outcome, position) = (receipt.outcome, receipt.position);
            return format!("customer/{customer}  from {record}, {outcome} at position {position}");
        }
        let why = why
            .as_ref()
            .map(|it| format!("{}: {}", it.code, it.message));
        plain(&format!("none  from {record}  {}", why.unwrap_or_default()))
    }
}

/// What would come of one record.
#[derive(Debug, Serialize)]
struct Planned {
    record: RecordId,
    name: Option<String>,
    #[serde(flatten)]
    judged: Judged,
    #[serde(flatten)]
    why: Option<Why>,
}

impl Planned {
    fn of(plan: &PlannedCustomer, names: &Names) -> Self {
        Self {
            record: plan.record,
            name: plan.name.as_ref().ok().map(ToString::to_string),
            judged: Judged::of(&plan.verdict, names),
            why: plan.name.as_ref().err().map(Into::into),
        }
    }

    fn row(&self) -> [String; 3] {
        let there = match (&self.judged.certain, self.judged.suggestions.first()) {
            (Some(sure), _) => format!(
                "is {} already: {}",
                sure.name.as_deref().unwrap_or("a customer"),
                sure.because
            ),
            (None, Some(likely)) => format!(
                "may be {} already: {:.2}",
                likely.name.as_deref().unwrap_or("a customer"),
                likely.score
            ),
            (None, None) => "-".to_owned(),
        };
        let name = match (&self.name, &self.why) {
            (Some(name), _) => name.clone(),
            (None, Some(why)) => format!("none: {}", why.code),
            (None, None) => String::new(),
        };
        [plain(&name), plain(&there), self.record.to_string()]
    }
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let records = asked.records.iter().map(|it| it.parse());
    let records: Vec<RecordId> = records.collect::<Result<_, _>>()?;
    let name = asked.name.as_deref().map(CustomerName::new).transpose()?;
    if name.is_some() && records.len() > 1 {
        let message = "one name is for one record; customers of many are called as the vendor does";
        let code = "USAGE_INVALID";
        return Err(Failure::new(code, Exit::Usage, message.to_owned()));
    }
    if asked.preview {
        return preview(msp, &records, config, output).await;
    }
    let context = asked.ask.context()?;
    let desk = Desk::of(msp, config).await?;
    let mappings = &desk.mapping.mappings;
    if let [record] = records[..] {
        let made = mappings.create_customer(msp, record, name, context).await?;
        return told(&[Made::of(msp, record, Ok(made))], output);
    }
    let made = mappings.create_customers(msp, &records, context).await;
    let made = made.into_iter().map(|(id, made)| Made::of(msp, id, made));
    told(&made.collect::<Vec<_>>(), output)
}

/// Ends as "not all is right" when some record has no customer.
fn told(made: &[Made], output: &Output) -> Result<Exit, Failure> {
    for it in made {
        if output.json {
            output.document(it)?;
        } else {
            output.line(&it.line())?;
        }
    }
    let all = made.iter().all(|it| it.customer.is_some());
    Ok(if all { Exit::Ok } else { Exit::NotRight })
}

async fn preview(
    msp: MspId,
    records: &[RecordId],
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let desk = Desk::abreast(msp, config).await?;
    let planned = desk.mapping.mappings.plan_customers(msp, records).await?;
    let customers = planned.iter().flat_map(|it| customers_in(&it.verdict));
    let names = Names::of(&desk.projections, msp, customers).await?;
    let shown: Vec<Planned> = planned.iter().map(|it| Planned::of(it, &names)).collect();
    output.list(["customer", "who may be there", "record"], &shown, |it| {
        it.row()
    })?;
    Ok(Exit::Ok)
}
