//! `tenantry records history`: what was done with a record, by whom, when and why.

use serde::Serialize;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::vendor_record::VendorRecord;
use tenantry_engine::mapping::{MappingEntry, MappingFact};

use super::shown::{How, before};
use super::{One, unknown};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mapping::Desk;
use crate::mapping::told::Names;
use crate::moment;
use crate::output::{Output, plain};

#[derive(Debug, Serialize)]
struct Shown {
    step: &'static str,
    from: Option<CustomerId>,
    to: Option<CustomerId>,
    #[serde(flatten)]
    how: Option<How>,
    reason: Option<String>,
    by: String,
    at: String,
    position: u64,
}

impl Shown {
    fn of(entry: MappingEntry, names: &Names) -> Self {
        let how = |how| Some(How::of(how, names));
        let (step, from, to, how, reason) = match entry.fact {
            MappingFact::Linked { customer, how: it } => {
                ("linked", None, Some(customer), how(it), None)
            }
            MappingFact::Unlinked { customer, reason } => {
                ("parted", Some(customer), None, None, reason)
            }
            MappingFact::Moved {
                from,
                to,
                how: it,
                reason,
            } => ("moved", Some(from), Some(to), how(it), reason),
            MappingFact::Ignored { reason } => ("ignored", None, None, None, Some(reason)),
            MappingFact::Heeded => ("heeded", None, None, None, None),
        };
        Self {
            step,
            from,
            to,
            how,
            reason: reason.map(|it| it.as_str().to_owned()),
            by: entry.actor.to_string(),
            at: moment::show(entry.at),
            position: entry.position,
        }
    }

    fn row(&self, names: &Names) -> [String; 7] {
        let whose = match (self.from, self.to) {
            (Some(from), Some(to)) => format!("{} → {}", names.text(from), names.text(to)),
            (Some(one), None) | (None, Some(one)) => names.text(one),
            (None, None) => "-".to_owned(),
        };
        [
            self.at.clone(),
            self.step.to_owned(),
            whose,
            self.how.as_ref().map_or("-", How::text).to_owned(),
            plain(&self.by),
            plain(self.reason.as_deref().unwrap_or("-")),
            self.position.to_string(),
        ]
    }
}

fn customers_of(entry: &MappingEntry) -> [Option<CustomerId>; 3] {
    match &entry.fact {
        MappingFact::Linked { customer, how } => [Some(*customer), before(*how), None],
        MappingFact::Unlinked { customer, .. } => [Some(*customer), None, None],
        MappingFact::Moved { from, to, how, .. } => [Some(*from), Some(*to), before(*how)],
        MappingFact::Ignored { .. } | MappingFact::Heeded => [None; 3],
    }
}

/// Read from the ledger itself, the oldest first.
pub(super) async fn run(asked: &One, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let (msp, record) = asked.read()?;
    let desk = Desk::of(msp, config).await?;
    let state: VendorRecord = desk.engine.load(msp, &record.to_string()).await?;
    if state.known().is_none() {
        return Err(unknown());
    }
    let history = desk.mapping.mappings.history(msp, record).await?;
    let customers = history.iter().flat_map(customers_of).flatten();
    let names = Names::of(&desk.projections, msp, customers).await?;
    let shown: Vec<Shown> = history
        .into_iter()
        .map(|it| Shown::of(it, &names))
        .collect();
    let headings = ["at", "step", "customer", "how", "by", "reason", "position"];
    output.list(headings, &shown, |it| it.row(&names))?;
    Ok(Exit::Ok)
}
