//! A customer with a tenant that is connected, and the people of its MSP.

use tempfile::tempdir;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent, Ending};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::approvals::ApprovalError;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_simulation::asking::scenario;
use tenantry_simulation::{Asking, Stage};
use tenantry_simulator::{LicensingChange, Order, Scenario};
use tenantry_support::World;
use uuid::Uuid;

pub(crate) async fn stage(world: World) -> Stage {
    stage_of(world, scenario()).await
}

pub(crate) async fn stage_of(world: World, mut scenario: Scenario) -> Stage {
    scenario.seed = 3;
    Stage::on(world, scenario, 3, tempdir().unwrap()).await
}

pub(crate) fn licensing(asking: &Asking<'_>, change: LicensingChange) {
    let tenant = asking.tenant().as_uuid();
    let order = Order::Licensing { tenant, change };
    asking.stage().control().order(order).unwrap();
}

pub(crate) fn seats(asking: &Asking<'_>, product: &str, seats: u32) {
    let product = product.to_owned();
    licensing(asking, LicensingChange::Seats { product, seats });
}

pub(crate) fn code<T>(outcome: Result<T, ApprovalError>) -> &'static str {
    outcome.err().map_or("done", |error| error.code())
}

pub(crate) fn another() -> ApprovalId {
    ApprovalId::new(Uuid::now_v7())
}

pub(crate) fn is_done(stands: &Approval) -> bool {
    matches!(stands, Approval::Ended(_, Ending::Done))
}

/// Until it was done, or failed, or waits for people again.
pub(crate) async fn run_until(asking: &Asking<'_>, reached: impl Fn(&Approval) -> bool) {
    let is_reached = async || reached(&asking.stands().await);
    asking.history.run_until(&[], is_reached).await;
}

/// All that was recorded for an MSP.
pub(crate) async fn events(asking: &Asking<'_>, msp: MspId) -> Vec<RecordedEvent> {
    let ledger = asking.history.desk().ledger();
    let mut all = Vec::new();
    loop {
        let after = all.last().map_or(0, |it: &RecordedEvent| it.position);
        let page = ledger.feed(msp, after, PAGE_LIMIT).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

pub(crate) async fn of_approvals(asking: &Asking<'_>) -> Vec<ApprovalEvent> {
    let all = events(asking, asking.stage().msp).await;
    let ours = all
        .iter()
        .filter(|it| it.stream.aggregate_type == Approval::TYPE);
    ours.map(|it| it.decode().unwrap()).collect()
}
