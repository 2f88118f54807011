//! `tenantry customers`: an MSP's customers, changed by commands and looked up in the query table.

mod from_records;
mod merging;
mod show;

use clap::{Args, Subcommand};
use serde::Serialize;
use tenantry_domain::approval::Operation;
use tenantry_domain::customer::{
    Customer, CustomerCommand, CustomerOrigin, RegisterCustomer, RenameCustomer, TagCustomer,
    UntagCustomer,
};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::text::{CustomerName, Tag};
use tenantry_projections::customers::{self, CustomerFilter, CustomerRow};
use uuid::Uuid;

use crate::asked;
use crate::command::{Ask, Subject, send};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};
use crate::work::Ground;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Register a customer
    Register {
        /// What people call it
        name: String,
        /// Its id [default: a new one]
        #[arg(long)]
        id: Option<String>,
        #[command(flatten)]
        ask: Ask,
    },
    /// Give a customer another name
    Rename {
        /// Its id
        id: String,
        /// What people call it now
        name: String,
        #[command(flatten)]
        ask: Ask,
    },
    /// Put a customer into a group
    Tag(Tagging),
    /// Take a customer out of a group
    Untag(Tagging),
    /// List customers by name
    List(List),
    /// Show a customer, and all that vendors have on record for it
    Show(show::Asked),
    /// Make customers from vendors' records, and link each with its own
    FromRecord(from_records::Asked),
    /// Make one customer part of another, with all its records and tenants
    Merge(merging::Merged),
    /// Undo a merger: what it took goes back if it is still where it was put
    Part(merging::Parted),
    /// Make a new customer of some records of another
    Split(merging::Split),
    /// Ask for a customer to be archived, so that it changes no more; another admin approves, and its
    /// history stays. --reason says why
    Archive {
        /// Its id
        id: String,
        #[command(flatten)]
        ask: Ask,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Tagging {
    /// The customer's id
    id: String,
    /// The group
    tag: String,
    #[command(flatten)]
    ask: Ask,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose customers
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those in this group
    #[arg(long)]
    tag: Option<String>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: Uuid,
    name: String,
    tags: Vec<String>,
    status: &'static str,
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<CustomerId>,
    registered_at: String,
    changed_at: String,
    position: u64,
}

impl From<CustomerRow> for Shown {
    fn from(row: CustomerRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            tags: row.tags,
            status: row.status.as_str(),
            origin: row.origin.as_str(),
            merged_into: row.merged_into,
            registered_at: moment::show(row.registered_at),
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }
}

async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let filter = CustomerFilter {
        tag: asked.tag,
        prefix: asked.prefix,
        status: None,
    };
    let first = asked.paging.first;
    let page = customers::list(&projections, msp, &filter, after.as_ref(), first).await?;
    print(page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "customers").await?;
    Ok(Exit::Ok)
}

fn print(rows: Vec<CustomerRow>, output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.into_iter().map(Shown::from).collect();
    output.list(["name", "status", "tags", "changed", "id"], &shown, |it| {
        [
            plain(&it.name),
            it.status.to_owned(),
            plain(&it.tags.join(", ")),
            it.changed_at.clone(),
            it.id.to_string(),
        ]
    })
}

pub(crate) async fn run(
    command: Command,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let (subject, command, ask) = match command {
        Command::List(asked) => return list(asked, config, output).await,
        Command::Show(asked) => return show::run(&asked, config, output).await,
        Command::FromRecord(asked) => return from_records::run(asked, config, output).await,
        Command::Merge(asked) => return merging::merge(&asked, config, output).await,
        Command::Part(asked) => return merging::part(&asked, config, output).await,
        Command::Split(asked) => return merging::split(&asked, config, output).await,
        Command::Register { name, id, ask } => {
            let name = CustomerName::new(&name)?;
            let origin = CustomerOrigin::Entered;
            let command = CustomerCommand::Register(RegisterCustomer { name, origin });
            (
                Subject::new_or::<CustomerId>(id.as_deref(), &ask)?,
                command,
                ask,
            )
        }
        Command::Rename { id, name, ask } => {
            let name = CustomerName::new(&name)?;
            let command = CustomerCommand::Rename(RenameCustomer { name });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Tag(Tagging { id, tag, ask }) => {
            let tag = Tag::new(&tag)?;
            let command = CustomerCommand::Tag(TagCustomer { tag });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Untag(Tagging { id, tag, ask }) => {
            let tag = Tag::new(&tag)?;
            let command = CustomerCommand::Untag(UntagCustomer { tag });
            (Subject::of::<CustomerId>(&id)?, command, ask)
        }
        Command::Archive { id, ask } => {
            let customer_id: CustomerId = id.parse()?;
            let operation = Operation::ArchiveCustomer { customer_id };
            let ground = Ground::of(config).await?;
            return asked::ask(&ground, operation, &ask, output).await;
        }
    };
    send::<Customer>(subject, command, ask, config, output).await
}
