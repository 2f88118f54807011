//! What is in place is looked after; what differs is noticed, recorded once, and can be put right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::cloud::gdap::AutoExtend;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{
    Attempt, Ending, Made, Onboarding, RelationshipStage, StartOnboarding,
};
use tenantry_domain::record::{Actor, Source, StreamId};
use tenantry_domain::saga::{days, hours};
use tenantry_domain::text::GroupName;
use tenantry_engine::commands::Context;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::drift::{DriftWatch, WatchParts, WatchedTenants, next_probe};
use tenantry_engine::time::Clock as _;
use tenantry_simulation::check::complaints;
use tenantry_simulation::stage::{HELPDESK, READERS};
use tenantry_simulation::{History, Onlooker, Stage};
use tenantry_simulator::{Order, Quirks};
use uuid::Uuid;

fn approve_after(stage: &Stage, pause: i64) {
    let (control, tenant) = (stage.control(), stage.customer(1).as_uuid());
    stage.agenda.at(stage.clock.now() + pause, move || {
        for id in control.relationships_ever_created_for(tenant) {
            let _ = control.approve(&id, tenant);
        }
    });
}

async fn activated(history: &History<'_>, wish: StartOnboarding) -> Attempt {
    let tenant = wish.tenant_id;
    history.start(wish).await;
    approve_after(history.stage, hours(2));
    history.run(&[]).await;
    let stands = history.stands(tenant).await;
    let Onboarding::Ended(attempt, Ending::Activated) = stands else {
        panic!("{stands:#?}");
    };
    *attempt
}

/// The codes of what differs, recorded, after looking twice; and that it was only looked.
async fn found(onlooker: &Onlooker<'_>, tenant: TenantId) -> Vec<&'static str> {
    let asked = onlooker.stage.control().journal().len();
    let probe = onlooker.probe();
    let context = || Context::new(Actor::service("watch"), Source::Engine);
    let msp = onlooker.stage.msp;
    let seen = probe.check(msp, tenant, context()).await.unwrap().unwrap();
    let recorded = length(onlooker, tenant).await;
    let again = probe.check(msp, tenant, context()).await.unwrap().unwrap();
    assert_eq!(again.findings, seen.findings);
    assert_eq!(
        length(onlooker, tenant).await,
        recorded,
        "it was recorded twice"
    );
    assert_eq!(onlooker.changes_since(asked), Vec::<String>::new());
    let stands: Onboarding = onlooker
        .engine
        .load(msp, &tenant.to_string())
        .await
        .unwrap();
    assert_eq!(stands.attempt().unwrap().drift, seen.findings);
    seen.findings.iter().map(|it| it.finding.code()).collect()
}

async fn length(onlooker: &Onlooker<'_>, tenant: TenantId) -> usize {
    let stream = StreamId::new(Onboarding::TYPE, tenant);
    let ledger = onlooker.engine.ledger();
    let events = ledger.stream(onlooker.stage.msp, &stream, 0, 1_000).await;
    events.unwrap().len()
}

/// It is put right by an onboarding like any other, and found to be right afterwards.
async fn repaired(history: &History<'_>, onlooker: &Onlooker<'_>, mut wish: StartOnboarding) {
    let tenant = wish.tenant_id;
    wish.repair = true;
    wish.at = history.stage.clock.now();
    let attempt = activated(history, wish).await;
    assert!(attempt.repair);
    assert_eq!(found(onlooker, tenant).await, Vec::<&str>::new());
    assert_eq!(complaints(history).await, Vec::<String>::new());
}

const NOTHING: [&str; 0] = [];

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_taken_from_a_group_and_given_back() {
    let stage = Stage::new(1, 21).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let tenant = wish.tenant_id;
    let attempt = activated(&history, wish.clone()).await;
    let before = length(&onlooker, tenant).await;
    assert_eq!(found(&onlooker, tenant).await, NOTHING);
    assert_eq!(
        length(&onlooker, tenant).await,
        before,
        "all is well: nothing to record"
    );

    let clouds = stage.clouds();
    let held = attempt.relationship.unwrap().id;
    let (_, readers) = attempt
        .assignments
        .iter()
        .find(|(it, _)| it.as_str() == READERS)
        .unwrap();
    let now = clouds
        .assignments
        .get(clouds.partner, &held, &readers.id)
        .await
        .unwrap();
    let etag = now.etag.unwrap();
    let remove = clouds
        .assignments
        .remove(clouds.partner, &held, &readers.id, &etag);
    remove.await.unwrap();
    onlooker.pass(60);
    assert_eq!(found(&onlooker, tenant).await, ["DRIFT_ASSIGNMENT_REMOVED"]);
    repaired(&history, &onlooker, wish).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_ends_the_relationship() {
    let stage = Stage::new(1, 22).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let tenant = wish.tenant_id;
    let attempt = activated(&history, wish.clone()).await;
    let held = attempt.relationship.unwrap().id;
    let control = stage.control();
    control
        .remove_relationship(held.as_str(), tenant.as_uuid())
        .unwrap();
    let codes = found(&onlooker, tenant).await;
    assert!(codes[0].starts_with("DRIFT_RELATIONSHIP_END"), "{codes:?}");
    onlooker.pass(24 * 60);
    assert_eq!(found(&onlooker, tenant).await, ["DRIFT_RELATIONSHIP_ENDED"]);
    repaired(&history, &onlooker, wish).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_near_and_nothing_extends_it() {
    let stage = Stage::new(1, 23).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let mut wish = stage.wish(1);
    wish.terms.extend = AutoExtend::Never;
    let tenant = wish.tenant_id;
    activated(&history, wish).await;
    let so_far = stage.clock.now();
    stage.clock.reach(so_far + days(695));
    stage.sign_in().await;
    assert_eq!(found(&onlooker, tenant).await, NOTHING);
    stage.clock.reach(so_far + days(705));
    assert_eq!(
        found(&onlooker, tenant).await,
        ["DRIFT_RELATIONSHIP_EXPIRING"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_deleted_and_the_app_is_no_longer_wanted() {
    let stage = Stage::new(1, 24).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let tenant = wish.tenant_id;
    let attempt = activated(&history, wish.clone()).await;
    let revoke = Order::RevokeConsent {
        tenant: tenant.as_uuid(),
        app: stage.app().as_uuid(),
    };
    stage.control().order(revoke).unwrap();
    onlooker.pass(60);
    assert_eq!(found(&onlooker, tenant).await, ["DRIFT_APP_ACCESS_GONE"]);

    let clouds = stage.clouds();
    let (_, helpdesk) = attempt
        .groups
        .iter()
        .find(|(it, _)| it.as_str() == HELPDESK)
        .unwrap();
    clouds
        .groups
        .delete(clouds.partner.0, *helpdesk)
        .await
        .unwrap();
    onlooker.pass(60);
    let both = ["DRIFT_GROUP_GONE", "DRIFT_APP_ACCESS_GONE"];
    assert_eq!(found(&onlooker, tenant).await, both);
    repaired(&history, &onlooker, wish).await;
    let again = history.stands(tenant).await;
    let again = again.attempt().unwrap().groups.clone();
    let group = GroupName::new(HELPDESK).unwrap();
    assert_ne!(again[&group], *helpdesk, "it was made anew");
    assert_eq!(helpdesks(&stage).await, [again[&group]]);
}

async fn helpdesks(stage: &Stage) -> Vec<GroupId> {
    let clouds = stage.clouds();
    let named = clouds.groups.named(clouds.partner.0, HELPDESK).await;
    named.unwrap().into_iter().map(|it| it.id).collect()
}

/// Whose access was in place keeps it, with all that it rests on.
#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_fails_takes_nothing_away() {
    let stage = Stage::new(1, 27).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let mut wish = stage.wish(1);
    let tenant = wish.tenant_id;
    let attempt = activated(&history, wish.clone()).await;
    let before = helpdesks(&stage).await;
    let clouds = stage.clouds();
    let held = attempt.relationship.unwrap().id;
    let readers = &attempt.assignments[&GroupName::new(READERS).unwrap()].id;
    let now = clouds.assignments.get(clouds.partner, &held, readers).await;
    let etag = now.unwrap().etag.unwrap();
    let remove = clouds
        .assignments
        .remove(clouds.partner, &held, readers, &etag);
    remove.await.unwrap();
    onlooker.pass(60);
    wish.repair = true;
    // The second time it is not the first attempt that it follows, but one that failed.
    for _ in 0..2 {
        let quirks = Quirks {
            assignments_that_fail: 1,
            ..Quirks::default()
        };
        let partner = stage.partner().0.as_uuid();
        stage.control().set_quirks(partner, quirks).unwrap();
        wish.at = stage.clock.now();
        history.start(wish.clone()).await;
        history.run(&[]).await;
        let stands = history.stands(tenant).await;
        let code = "ASSIGNMENT_FAILED".to_owned();
        let Onboarding::Ended(attempt, Ending::Failed { code: told }) = stands else {
            panic!("{stands:#?}");
        };
        assert_eq!((told, attempt.repair), (code, true));
        assert!(attempt.holds_tenant);
        assert_eq!(helpdesks(&stage).await, before);
        assert_eq!(complaints(&history).await, Vec::<String>::new());
    }
    repaired(&history, &onlooker, wish).await;
    assert_eq!(helpdesks(&stage).await, before);
}

/// A group that was found to be there twice is not left to nobody: once it is clear, work goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_repair_meets_a_second_group_of_the_name() {
    let stage = Stage::new(2, 28).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let mut wish = stage.wish(1);
    let tenant = wish.tenant_id;
    activated(&history, wish.clone()).await;
    let before = helpdesks(&stage).await;
    let clouds = stage.clouds();
    let second = clouds
        .groups
        .create(clouds.partner.0, HELPDESK, "one too many");
    let second = second.await.unwrap().id;
    onlooker.pass(60);
    let other = stage.wish(2);
    wish.repair = true;
    wish.at = stage.clock.now();
    stage.approve_after(2, hours(1));
    for wish in [wish.clone(), other.clone()] {
        history.start(wish).await;
    }
    history.run(&[]).await;
    for tenant in [tenant, other.tenant_id] {
        let stands = history.stands(tenant).await;
        let code = "GROUP_AMBIGUOUS".to_owned();
        let Onboarding::Ended(_, Ending::Failed { code: told }) = stands else {
            panic!("{stands:#?}");
        };
        assert_eq!(told, code);
    }
    let removed = clouds.groups.delete(clouds.partner.0, second).await;
    removed.unwrap();
    onlooker.pass(60);
    repaired(&history, &onlooker, wish).await;
    assert_eq!(helpdesks(&stage).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_was_left_is_accepted_after_all() {
    let stage = Stage::new(1, 25).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let tenant = wish.tenant_id;
    history.start(wish.clone()).await;
    let invited = async || {
        let stands = history.stands(tenant).await;
        let held = stands.attempt().and_then(|it| it.relationship.as_ref());
        held.is_some_and(|it| it.stage == RelationshipStage::Locked)
    };
    history.run_until(&[], invited).await;
    history.cancel(tenant).await;
    let ended = async || matches!(history.stands(tenant).await, Onboarding::Ended(..));
    history.run_until(&[], ended).await;
    let left = history.stands(tenant).await;
    assert_eq!(left.attempt().unwrap().left, [Made::Relationship]);
    let left = left.attempt().unwrap().relationship.clone().unwrap().id;
    let seen = onlooker.probe().probe(stage.msp, tenant).await;
    assert_eq!(seen.unwrap(), None, "nothing is in place");

    // Fewer roles: the invitation that was left does not serve.
    let mut other = wish;
    other.terms.shares.pop();
    history.start(other).await;
    history.run_until(&[], invited).await;
    let ours = history.stands(tenant).await;
    let ours = ours.attempt().unwrap().relationship.clone().unwrap().id;
    assert_ne!(ours, left);
    let control = stage.control();
    control.approve(ours.as_str(), tenant.as_uuid()).unwrap();
    history.run(&[]).await;
    assert_eq!(found(&onlooker, tenant).await, NOTHING);
    control.approve(left.as_str(), tenant.as_uuid()).unwrap();
    onlooker.pass(60);
    assert_eq!(found(&onlooker, tenant).await, ["DRIFT_LEFTOVER_ACTIVE"]);
}

#[derive(Debug)]
struct These(Vec<TenantId>);

#[async_trait]
impl WatchedTenants for These {
    async fn after(
        &self,
        _msp: MspId,
        tenant: Option<TenantId>,
    ) -> Result<Vec<TenantId>, KnownUnreadable> {
        let rest = self
            .0
            .iter()
            .copied()
            .filter(|it| tenant.is_none_or(|last| *it > last));
        Ok(rest.take(1).collect())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_looked_at_once_a_day_by_one_worker() {
    let stage = Stage::new(1, 26).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let tenant = wish.tenant_id;
    activated(&history, wish).await;
    let watch = |owner: u128| {
        DriftWatch::new(WatchParts {
            probe: onlooker.probe(),
            engine: onlooker.engine.clone(),
            tenants: Arc::new(These(vec![tenant])),
            leases: Arc::new(stage.leases.clone()),
            clock: Arc::new(stage.clock.clone()),
            owner: Uuid::from_u128(owner),
            worker: format!("watch-{owner}"),
        })
    };
    let (mut first, mut second) = (watch(1), watch(2));
    let asked = || stage.control().journal().len();
    let due = next_probe(tenant, stage.clock.now());
    let mut looked_at = Vec::new();
    // Every ten minutes, for a day and a bit.
    for _ in 0..150 {
        let before = asked();
        first.round().await;
        second.round().await;
        if asked() > before {
            looked_at.push(stage.clock.now());
        }
        onlooker.pass(10);
    }
    assert!((1..=2).contains(&looked_at.len()), "{looked_at:?}");
    assert!(
        looked_at[0] >= due && looked_at[0] - due <= hours(1),
        "{due} {looked_at:?}"
    );
    assert!(
        looked_at
            .get(1)
            .is_none_or(|again| again - looked_at[0] > hours(23))
    );
}
