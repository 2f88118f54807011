//! What was wished of one approval in vain, as the record has it.

use serde::Serialize;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Person;
use tenantry_domain::approval_refusal::{RefusedWishEvent, RefusedWishes, WishKind};
use tenantry_domain::ids::ApprovalId;
use tenantry_domain::record::{Micros, RecordedEvent, StreamId};

use super::desk::Desk;
use super::people::People;
use crate::failure::Failure;
use crate::ledger;
use crate::moment;

/// As many as somebody looks through. `approvals refusals` lists all.
const MOST: usize = 50;

/// A wish that was refused.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) by: Person,
    wish: WishKind,
    code: String,
    at: Micros,
}

/// The same, with what people are called.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    wish: &'static str,
    code: String,
    by: String,
    by_name: Option<String>,
    at: String,
}

/// The latest come last, as in the rest of an approval's story.
pub(super) async fn of(desk: &Desk, id: ApprovalId) -> Result<Vec<Refusal>, Failure> {
    let stream = StreamId::new(RefusedWishes::TYPE, id);
    let recorded = ledger::read(&**desk.ground.engine.ledger(), desk.msp, &stream).await?;
    let some = recorded.len().saturating_sub(MOST);
    let events = recorded[some..].iter().map(RecordedEvent::decode);
    let events: Vec<RefusedWishEvent> = events.collect::<Result<_, _>>()?;
    Ok(events.into_iter().map(Refusal::of).collect())
}

impl Refusal {
    fn of(event: RefusedWishEvent) -> Self {
        let RefusedWishEvent::ApprovalWishRefused {
            by, wish, code, at, ..
        } = event;
        let code = code.as_str().to_owned();
        Self { by, wish, code, at }
    }

    pub(super) fn shown(self, people: &People) -> Shown {
        Shown {
            wish: self.wish.as_str(),
            code: self.code,
            by_name: people.name(&self.by).map(str::to_owned),
            by: self.by.to_string(),
            at: moment::show(self.at),
        }
    }
}

impl Shown {
    pub(super) fn line(&self) -> String {
        let wish = self.wish.replace('_', "-");
        let by = self.by_name.as_ref().unwrap_or(&self.by);
        format!("{wish} by {by}, {}: {}", self.at, self.code)
    }
}
