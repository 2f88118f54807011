//! Records as the query table lists them.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use tenantry_domain::cloud::vendor::{RecordKind, Vendor};
use tenantry_projections::vendor_records::{self, RecordMapping, VendorRecordFilter};

use super::shown::{Shown, names_in};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::told::name;
use crate::output::Output;
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose records
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those of this vendor
    #[arg(long, value_parser = vendors())]
    vendor: Option<Vendor>,
    /// Only those of this kind; an account stands for a customer
    #[arg(long, value_parser = kinds())]
    kind: Option<RecordKind>,
    /// Only those that were read through this connection
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    /// Only those that stand like this; none: it does not stand for a customer
    #[arg(long)]
    state: Option<State>,
    /// Only those of this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Only those that belong to the account of this id at the vendor
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Only those whose name begins like this
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// Only those that the vendor does not name any more
    #[arg(long)]
    vanished: bool,
    /// Only those that the vendor names
    #[arg(long, conflicts_with = "vanished")]
    present: bool,
    #[command(flatten)]
    paging: Paging,
}

/// Whose a record is, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Unmapped,
    Linked,
    Ignored,
    None,
}

impl From<State> for RecordMapping {
    fn from(typed: State) -> Self {
        match typed {
            State::Unmapped => Self::Unmapped,
            State::Linked => Self::Linked,
            State::Ignored => Self::Ignored,
            State::None => Self::None,
        }
    }
}

fn vendors() -> impl TypedValueParser<Value = Vendor> {
    let words = Vendor::ALL.iter().map(|it| it.as_str());
    PossibleValuesParser::new(words).try_map(|word| word.parse::<Vendor>())
}

fn kinds() -> impl TypedValueParser<Value = RecordKind> {
    let words = RecordKind::ALL.iter().map(|it| it.as_str());
    PossibleValuesParser::new(words).try_map(|word| {
        let found = RecordKind::ALL.iter().find(|it| it.as_str() == word);
        found.copied().ok_or("there is no such kind")
    })
}

pub(super) async fn run(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let silent = asked.vanished || asked.present;
    let filter = VendorRecordFilter {
        connection: asked.connection.map(|it| it.parse()).transpose()?,
        vendor: asked.vendor,
        kind: asked.kind,
        mapping: asked.state.map(RecordMapping::from),
        customer: asked.customer.map(|it| it.parse()).transpose()?,
        account: asked.account,
        vanished: silent.then_some(asked.vanished),
        prefix: asked.prefix,
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = vendor_records::list(&projections, msp, &filter, after.as_ref(), first).await?;
    let names = names_in(&projections, msp, &page.rows).await?;
    let shown: Vec<Shown> = page.rows.iter().map(|row| Shown::of(row, &names)).collect();
    output.list(["name", "vendor", "kind", "whose", "id"], &shown, |it| {
        [
            name(&it.name),
            it.vendor.to_owned(),
            it.kind.to_owned(),
            it.whose(),
            it.id.to_string(),
        ]
    })?;
    say_more(page.next.as_ref());
    say_behind(&projections, "vendor_records").await?;
    Ok(Exit::Ok)
}
