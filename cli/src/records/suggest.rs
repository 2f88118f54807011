//! `tenantry records suggest`: whose a record is without doubt, or may be.

use serde::Serialize;
use tenantry_domain::ids::RecordId;
use tenantry_domain::matching::Verdict;
use tenantry_domain::vendor_record::VendorRecord;

use super::{One, unknown};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mapping::Desk;
use crate::mapping::told::{Judged, Names, because, customers_in};
use crate::output::{Output, plain};
use crate::paging::say_behind;

#[derive(Debug, Serialize)]
struct Shown {
    record: RecordId,
    /// Whether it stands for a customer at all.
    mappable: bool,
    #[serde(flatten)]
    judged: Judged,
}

/// The record is taken as the ledger has it now; the customers, as query tables have them.
pub(super) async fn run(asked: &One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record) = asked.read()?;
    let desk = Desk::of(msp, config).await?;
    let state: VendorRecord = desk.engine.load(msp, &record.to_string()).await?;
    if state.known().is_none() {
        return Err(unknown());
    }
    let judged = desk.mapping.mappings.suggest_for(msp, &[record]).await?;
    let verdict = judged.into_iter().next().map(|(_, verdict)| verdict);
    let mappable = verdict.is_some();
    let verdict = verdict.unwrap_or(Verdict::Open {
        suggestions: Vec::new(),
    });
    let names = Names::of(&desk.projections, msp, customers_in(&verdict)).await?;
    let shown = Shown {
        record,
        mappable,
        judged: Judged::of(&verdict, &names),
    };
    if output.json {
        output.document(&shown)?;
    } else {
        print(&shown, output)?;
    }
    say_behind(&desk.projections, "customers").await?;
    Ok(Exit::Ok)
}

fn print(shown: &Shown, output: &Output) -> Result<(), Failure> {
    let Judged {
        certain,
        suggestions,
    } = &shown.judged;
    if !shown.mappable {
        return output.line("This record does not stand for a customer");
    }
    if let Some(sure) = certain {
        let name = sure.name.as_deref().map(plain);
        return output.line(&format!(
            "Without doubt {} ({}): {}",
            name.unwrap_or_default(),
            sure.customer,
            sure.because
        ));
    }
    if suggestions.is_empty() {
        return output.line("Nobody comes close");
    }
    let rows: Vec<[String; 4]> = suggestions
        .iter()
        .map(|it| {
            [
                format!("{:.2}", it.score),
                plain(it.name.as_deref().unwrap_or("-")),
                because(&it.reasons),
                it.customer.to_string(),
            ]
        })
        .collect();
    output.table(["score", "customer", "because", "id"], &rows)
}
