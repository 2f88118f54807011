//! `tenantry customers show`: a customer, and all that vendors have on record for it.

use clap::Args;
use serde::Serialize;
use tenantry_domain::customer::CustomerRefusal;
use tenantry_domain::ids::CustomerId;
use tenantry_engine::commands::CommandError;
use tenantry_projections::{customers, vendor_records};

use super::Shown;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::mapping::told::name;
use crate::output::{Output, plain};
use crate::paging::say_behind;
use crate::records::shown::{Link, Shown as ShownRecord, Source, accounts_of, names_in};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Its id
    id: String,
    /// Whose customer
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    shown: Shown,
    records: Vec<Sourced>,
}

#[derive(Debug, Serialize)]
struct Sourced {
    #[serde(flatten)]
    record: ShownRecord,
    source: Option<Source>,
}

impl Sourced {
    fn row(&self) -> [String; 7] {
        let or_none = |text: Option<&str>| plain(text.unwrap_or("-"));
        let gone = if self.record.vanished {
            " (vanished)"
        } else {
            ""
        };
        [
            self.record.vendor.to_owned(),
            self.record.kind.to_owned(),
            format!("{}{gone}", name(&self.record.name)),
            or_none(self.record.mapped_at.as_deref()),
            or_none(self.record.mapped_by.as_deref()),
            or_none(self.record.link.as_ref().map(Link::how)),
            self.source
                .as_ref()
                .map_or_else(|| "-".to_owned(), Source::health),
        ]
    }
}

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: CustomerId = asked.id.parse()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = customers::get(&projections, msp, id).await?;
    let row = row.ok_or(CommandError::Refused(CustomerRefusal::CustomerNotFound))?;
    let mut rows = vendor_records::of_customers(&projections, msp, &[id]).await?;
    rows.sort_by(|one, other| {
        let key = |it: &vendor_records::VendorRecordRow| (it.vendor, it.name_key.clone(), it.id);
        key(one).cmp(&key(other))
    });
    let names = names_in(&projections, msp, &rows).await?;
    let accounts = accounts_of(&projections, msp, &rows).await?;
    let records = rows.iter().map(|row| {
        let account = accounts.get(&row.connection_id.as_uuid());
        Sourced {
            record: ShownRecord::of(row, &names),
            source: account.map(|it| Source::of(it, row.kind)),
        }
    });
    let whole = Whole {
        shown: Shown::from(row),
        records: records.collect(),
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
    let Whole { shown: it, records } = whole;
    let merged = it.merged_into.map(|whole| format!(", part of {whole}"));
    for (label, text) in [
        ("name", it.name.clone()),
        ("id", it.id.to_string()),
        (
            "status",
            format!("{}{}", it.status, merged.unwrap_or_default()),
        ),
        ("tags", it.tags.join(", ")),
        ("came by", it.origin.to_owned()),
        ("registered", it.registered_at.clone()),
        ("changed", it.changed_at.clone()),
        ("records", records.len().to_string()),
    ] {
        output.line(plain(&format!("{label:<12}{text}")).trim_end())?;
    }
    if records.is_empty() {
        return Ok(());
    }
    output.line("")?;
    let rows: Vec<_> = records.iter().map(Sourced::row).collect();
    let headings = ["vendor", "kind", "name", "linked", "by", "how", "how fresh"];
    output.table(headings, &rows)
}
