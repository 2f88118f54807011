//! What leaves no doubt, linked when somebody asks for it.

use clap::Args;
use serde::Serialize;
use tenantry_domain::ids::{CustomerId, RecordId, VendorConnectionId};
use tenantry_engine::mapping::LinkedCertain;

use super::failing::of_settings;
use super::told::Names;
use super::{Desk, Why};
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain, say};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Only records of this connection
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Serialize)]
struct Shown {
    allowed: bool,
    linked: Vec<Pair>,
    left: Vec<Left>,
    contested: Vec<RecordId>,
}

#[derive(Debug, Serialize)]
struct Pair {
    record: RecordId,
    customer: CustomerId,
}

#[derive(Debug, Serialize)]
struct Left {
    record: RecordId,
    #[serde(flatten)]
    why: Why,
}

impl Shown {
    fn of(allowed: bool, outcome: LinkedCertain) -> Self {
        let linked = outcome.linked.into_iter();
        let linked = linked.map(|(record, customer)| Pair { record, customer });
        let left = outcome.left.iter().map(|(record, error)| Left {
            record: *record,
            why: error.into(),
        });
        Self {
            allowed,
            linked: linked.collect(),
            left: left.collect(),
            contested: outcome.contested,
        }
    }
}

/// What is left stays a suggestion: that is how the rule is meant, and nothing is wrong with it.
pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.ask.msp)?;
    let connection = asked.connection.as_deref();
    let connection: Option<VendorConnectionId> = connection.map(str::parse).transpose()?;
    let context = asked.ask.context()?;
    let desk = Desk::abreast(msp, config).await?;
    let settings = desk.mapping.preferences.of(msp).await;
    let allowed = settings.map_err(of_settings)?.sync.link_certain;
    let mappings = &desk.mapping.mappings;
    let outcome = mappings.link_certain(msp, connection, context).await?;
    let shown = Shown::of(allowed, outcome);
    if !allowed {
        say("This MSP's settings say that nothing is linked without asking");
    }
    if output.json {
        output.document(&shown)?;
    } else {
        let customers = shown.linked.iter().map(|it| it.customer);
        let names = Names::of(&desk.projections, msp, customers).await?;
        print(&shown, &names, output)?;
    }
    Ok(Exit::Ok)
}

fn print(shown: &Shown, names: &Names, output: &Output) -> Result<(), Failure> {
    for Pair { record, customer } in &shown.linked {
        output.line(&format!("linked     {record}  {}", names.text(*customer)))?;
    }
    for Left { record, why } in &shown.left {
        let message = plain(&why.message);
        output.line(&format!("left       {record}  {}: {message}", why.code))?;
    }
    for record in &shown.contested {
        output.line(&format!("contested  {record}"))?;
    }
    output.line(&format!(
        "{} linked, {} left, {} contested",
        shown.linked.len(),
        shown.left.len(),
        shown.contested.len()
    ))
}
