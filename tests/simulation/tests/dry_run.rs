//! A dry run says what an onboarding does, and does nothing itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use tenantry_domain::gdap_template::MissingGroups;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::onboarding::{
    Attempt, Ending, Made, Onboarding, RelationshipStage, StartOnboarding,
};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::saga::hours;
use tenantry_engine::commands::Context;
use tenantry_engine::holdings::Holdings;
use tenantry_engine::onboarding::dry_run::{App, Assignment, Bond, Forecast, GroupFound, Start};
use tenantry_engine::time::Clock as _;
use tenantry_simulation::stage::{APP_ADMINS, HELPDESK, READERS};
use tenantry_simulation::{History, Onlooker, Stage};
use uuid::Uuid;

fn approve_after(stage: &Stage, pause: i64) {
    let (control, tenant) = (stage.control(), stage.customer(1).as_uuid());
    stage.agenda.at(stage.clock.now() + pause, move || {
        for id in control.relationships_ever_created_for(tenant) {
            // Those that are over or active already cannot be approved.
            let _ = control.approve(&id, tenant);
        }
    });
}

/// Looks, and makes sure that it only looked.
async fn foreseen(onlooker: &Onlooker<'_>, wish: &StartOnboarding) -> Forecast {
    let (control, ledger) = (onlooker.stage.control(), onlooker.engine.ledger());
    let msp = onlooker.stage.msp;
    let (asked, deeds) = (control.journal().len(), control.deeds().len());
    let before = ledger.head(msp).await.unwrap();
    let forecast = onlooker.dry_run().of_asked(msp, wish).await.unwrap();
    assert!(control.journal().len() > asked, "nothing was looked at");
    assert_eq!(onlooker.changes_since(asked), Vec::<String>::new());
    assert_eq!(control.deeds().len(), deeds, "something was changed");
    assert_eq!(ledger.head(msp).await.unwrap(), before);
    forecast
}

/// What was said is what came of it.
fn holds(forecast: &Forecast, attempt: &Attempt) {
    let held = attempt.relationship.as_ref().unwrap();
    let made = |thing: &Made| attempt.made.contains(thing);
    match &forecast.relationship {
        Bond::Create { name, .. } => {
            assert_eq!(held.name, name.as_str());
            assert!(made(&Made::Relationship));
        }
        Bond::Adopt { id, .. } => assert!(held.id == *id && made(&Made::Relationship)),
        Bond::Reuse { id, .. } => assert!(held.id == *id && !made(&Made::Relationship)),
    }
    for grip in &forecast.groups {
        let group = &grip.group;
        let group_made = made(&Made::Group(group.clone()));
        match grip.found {
            GroupFound::There(id) => assert!(attempt.groups[group] == id && !group_made),
            GroupFound::Create => assert!(group_made, "{group}"),
            GroupFound::Missing | GroupFound::Ambiguous { .. } => panic!("{group} was refused"),
        }
        let roles_made = made(&Made::Assignment(group.clone()));
        match &grip.assignment {
            Assignment::There(id) => {
                assert!(
                    attempt.assignments[group].id == *id && !roles_made,
                    "{group}"
                );
            }
            Assignment::Make => assert!(roles_made, "{group}"),
            Assignment::Conflict(_) | Assignment::Failed(_) => panic!("{group} was refused"),
        }
    }
    match forecast.app {
        App::There | App::NeedsCustomer => assert!(!made(&Made::AppAccess)),
        App::Authorise => assert!(made(&Made::AppAccess)),
        App::ShowsLater => {}
    }
}

async fn comes_true(history: &History<'_>, forecast: &Forecast, wish: StartOnboarding) {
    assert_eq!(
        (forecast.start, forecast.blocked.as_slice()),
        (Start::Begins, &[][..])
    );
    let tenant = wish.tenant_id;
    history.start(wish).await;
    approve_after(history.stage, hours(2));
    history.run(&[]).await;
    let stands = history.stands(tenant).await;
    let Onboarding::Ended(attempt, Ending::Activated) = &stands else {
        panic!("{stands:#?}");
    };
    holds(forecast, attempt);
}

fn found(forecast: &Forecast, group: &str) -> GroupFound {
    let mut grips = forecast.groups.iter();
    grips.find(|it| it.group.as_str() == group).unwrap().found
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_there() {
    let stage = Stage::new(1, 11).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let forecast = foreseen(&onlooker, &wish).await;
    assert_eq!(forecast.held_by, None);
    assert!(matches!(forecast.relationship, Bond::Create { .. }));
    for group in [READERS, APP_ADMINS] {
        assert!(matches!(found(&forecast, group), GroupFound::There(_)));
    }
    assert_eq!(found(&forecast, HELPDESK), GroupFound::Create);
    assert_eq!(forecast.app, App::ShowsLater);
    comes_true(&history, &forecast, wish.clone()).await;

    assert_ne!(onlooker.changes_since(0), Vec::<String>::new());

    let again = foreseen(&onlooker, &wish).await;
    assert_eq!((again.start, again.app), (Start::InPlace, App::There));
    assert!(matches!(again.relationship, Bond::Reuse { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_active_relationship_covers_the_roles() {
    let stage = Stage::new(1, 12).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let theirs = onlooker
        .made_by_hand(wish.tenant_id, "By hand", &wish.terms)
        .await;
    let forecast = foreseen(&onlooker, &wish).await;
    assert!(matches!(&forecast.relationship, Bond::Reuse { id, .. } if *id == theirs));
    assert!(
        forecast
            .groups
            .iter()
            .all(|it| it.assignment == Assignment::Make)
    );
    comes_true(&history, &forecast, wish).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_active_relationship_has_assignments() {
    let stage = Stage::new(1, 13).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let wish = stage.wish(1);
    let theirs = onlooker
        .made_by_hand(wish.tenant_id, "By hand", &wish.terms)
        .await;
    let clouds = stage.clouds();
    let readers = clouds
        .groups
        .named(clouds.partner.0, READERS)
        .await
        .unwrap()[0]
        .id;
    let roles = &wish.terms.shares[0].roles;
    let assigned = clouds
        .assignments
        .assign(clouds.partner, &theirs, readers, roles)
        .await
        .unwrap();
    onlooker.pass(60);
    let forecast = foreseen(&onlooker, &wish).await;
    assert_eq!(
        forecast.groups[0].assignment,
        Assignment::There(assigned.id)
    );
    assert_eq!(forecast.groups[1].assignment, Assignment::Make);
    assert_eq!(forecast.app, App::Authorise);
    comes_true(&history, &forecast, wish.clone()).await;

    // A template that gives the group another role meets the one it has.
    let mut other = wish.clone();
    other.repair = true;
    let (first, second) = (
        wish.terms.shares[0].roles.clone(),
        wish.terms.shares[1].roles.clone(),
    );
    other.terms.shares[0].roles = second;
    other.terms.shares[1].roles = first;
    let forecast = foreseen(&onlooker, &other).await;
    assert!(matches!(
        forecast.groups[0].assignment,
        Assignment::Conflict(_)
    ));
    assert_eq!(forecast.blocked[0].code, "GROUP_ROLES_DIFFER");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_ours_is_on_its_way() {
    let stage = Stage::new(1, 14).await;
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
    let under_way = foreseen(&onlooker, &wish).await;
    assert_eq!(under_way.start, Start::UnderWay);
    history.cancel(tenant).await;
    let ended = async || matches!(history.stands(tenant).await, Onboarding::Ended(..));
    history.run_until(&[], ended).await;
    let left = history.stands(tenant).await;
    let left = left.attempt().unwrap();
    assert_eq!(left.left, [Made::Relationship]);
    let left = left.relationship.as_ref().unwrap().id.clone();

    let forecast = foreseen(&onlooker, &wish).await;
    assert!(matches!(&forecast.relationship, Bond::Adopt { id, .. } if *id == left));
    comes_true(&history, &forecast, wish).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_missing_and_is_not_to_be_made() {
    let stage = Stage::new(1, 15).await;
    let (history, onlooker) = (History::on(&stage).await, Onlooker::on(&stage).await);
    let mut wish = stage.wish(1);
    wish.terms.missing_groups = MissingGroups::Refuse;
    let forecast = foreseen(&onlooker, &wish).await;
    assert_eq!(found(&forecast, HELPDESK), GroupFound::Missing);
    let said: Vec<&str> = forecast.blocked.iter().map(|it| it.code).collect();
    assert_eq!(said, ["GROUP_MISSING"]);

    let tenant = wish.tenant_id;
    history.start(wish).await;
    approve_after(&stage, hours(2));
    history.run(&[]).await;
    let stands = history.stands(tenant).await;
    let Onboarding::Ended(_, Ending::Failed { code }) = &stands else {
        panic!("{stands:#?}");
    };
    assert_eq!(code, said[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_holds_the_tenant() {
    let stage = Stage::new(1, 16).await;
    let onlooker = Onlooker::on(&stage).await;
    let (wish, clock) = (stage.wish(1), Arc::new(stage.clock.clone()));
    let holdings = Holdings::new(onlooker.engine.clone(), clock);
    let context = || Context::new(Actor::user("ada"), Source::Cli);
    let other = MspId::new(Uuid::from_u128(0xbad));
    let theirs = CustomerId::new(Uuid::from_u128(99));
    let claim = holdings.claim(other, wish.tenant_id, theirs, context());
    claim.await.unwrap();

    let forecast = foreseen(&onlooker, &wish).await;
    assert_eq!(forecast.held_by.unwrap().to_string(), "another MSP");
    assert_eq!(forecast.blocked[0].code, "TENANT_HELD");
    let ours = holdings.claim(stage.msp, wish.tenant_id, wish.customer_id, context());
    assert_eq!(ours.await.unwrap_err().code(), forecast.blocked[0].code);
}
