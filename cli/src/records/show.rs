//! `tenantry records show`: one record, whose it is, and how fresh that is.

use std::slice;

use serde::Serialize;
use tenantry_domain::cloud::vendor::RecordFacts;
use tenantry_projections::vendor_records;

use super::shown::{Shown, Source, accounts_of, names_in};
use super::{One, unknown};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::told::name;
use crate::output::{Output, plain};
use crate::paging::say_behind;

#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    shown: Shown,
    source: Option<Source>,
    facts: Option<RecordFacts>,
}

pub(super) async fn run(asked: &One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, id) = asked.read()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = vendor_records::get(&projections, msp, id).await?;
    let row = row.ok_or_else(unknown)?;
    let names = names_in(&projections, msp, slice::from_ref(&row)).await?;
    let accounts = accounts_of(&projections, msp, slice::from_ref(&row)).await?;
    let account = accounts.get(&row.connection_id.as_uuid());
    let whole = Whole {
        shown: Shown::of(&row, &names),
        source: account.map(|it| Source::of(it, row.kind)),
        facts: row.facts(),
    };
    if output.json {
        output.document(&whole)?;
    } else {
        print(&whole, output)?;
    }
    say_behind(&projections, "vendor_records").await?;
    Ok(Exit::Ok)
}

fn print(whole: &Whole, output: &Output) -> Result<(), Failure> {
    let Whole {
        shown: it,
        source,
        facts,
    } = whole;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let how = it.link.as_ref().map(|link| link.how().to_owned());
    let customer = it.link.as_ref().map(|link| link.customer().to_string());
    let facts = facts.as_ref().and_then(|it| serde_json::to_string(it).ok());
    for (label, text) in [
        ("name", name(&it.name)),
        ("id", it.id.to_string()),
        ("vendor", it.vendor.to_owned()),
        ("kind", it.kind.to_owned()),
        ("id there", it.vendor_id.clone()),
        ("account there", or_none(&it.account)),
        ("address", or_none(&it.address)),
        ("whose", it.whose()),
        ("customer", or_none(&customer)),
        ("how", or_none(&how)),
        ("by", or_none(&it.mapped_by)),
        ("at", or_none(&it.mapped_at)),
        ("reason", or_none(&it.reason)),
        ("read through", or_none(&source.as_ref().map(Source::name))),
        ("how fresh", or_none(&source.as_ref().map(Source::health))),
        ("found", it.found_at.clone()),
        ("changed", it.changed_at.clone()),
        ("says", or_none(&facts)),
    ] {
        output.line(&format!("{label:<15}{}", plain(&text)))?;
    }
    Ok(())
}
