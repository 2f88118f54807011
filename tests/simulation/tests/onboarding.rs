//! An onboarding from its start to its end, and every way it can be interrupted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tenantry_domain::onboarding::{Ending, Onboarding, OnboardingCommand};
use tenantry_domain::saga::{hours, minutes, seconds};
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Moment, Stage};
use tenantry_simulator::Quirks;

/// Of both databases and clouds: what the first process does until all is at rest.
struct Length {
    commits: usize,
    requests: u32,
}

async fn happy(seed: u64) -> Stage {
    let stage = Stage::new(1, seed).await;
    stage.approve_after(1, seconds(20));
    stage
}

/// A role assignment that fails for good: all is undone.
async fn unhappy(seed: u64) -> Stage {
    let stage = happy(seed).await;
    let quirks = Quirks {
        assignments_that_fail: 1,
        ..Quirks::default()
    };
    let partner = stage.partner().0.as_uuid();
    stage.control().set_quirks(partner, quirks).unwrap();
    stage
}

async fn run(stage: &Stage, deaths: &[Moment]) -> (Onboarding, Length) {
    let history = History::on(stage).await;
    history
        .tell(
            stage.customer(1),
            OnboardingCommand::Start(Box::new(stage.wish(1))),
        )
        .await;
    let told = history.run(deaths).await;
    assert_eq!(
        complaints(&history).await,
        Vec::<String>::new(),
        "{deaths:?}"
    );
    let length = Length {
        commits: told.commits,
        requests: u32::try_from(told.requests).unwrap(),
    };
    (history.stands(stage.customer(1)).await, length)
}

fn is_active(stands: &Onboarding) -> bool {
    matches!(stands, Onboarding::Ended(_, Ending::Activated))
}

fn has_failed(stands: &Onboarding) -> bool {
    matches!(stands, Onboarding::Ended(_, Ending::Failed { .. }))
}

/// Every moment at which a process can die on a way of this length.
fn moments(length: &Length) -> Vec<Moment> {
    let commits =
        (1..=length.commits).flat_map(|n| [Moment::BeforeCommit(n), Moment::AfterCommit(n)]);
    let requests =
        (1..=length.requests).flat_map(|n| [Moment::BeforeRequest(n), Moment::AfterRequest(n)]);
    commits.chain(requests).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_becomes_active() {
    let stage = Stage::new(1, 1).await;
    stage.approve_after(1, hours(5));
    let (stands, _) = run(&stage, &[]).await;
    assert!(is_active(&stands), "{stands:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_assignment_that_fails_for_good_leaves_nothing() {
    let stage = unhappy(1).await;
    let (stands, _) = run(&stage, &[]).await;
    assert!(has_failed(&stands), "{stands:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_anywhere_on_the_way_changes_nothing() {
    let (_, length) = run(&happy(1).await, &[]).await;
    let moments = moments(&length);
    println!("{} crash points on the way to Active", moments.len());
    for moment in moments {
        let (stands, _) = run(&happy(1).await, &[moment]).await;
        assert!(is_active(&stands), "{moment:?}: {stands:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_anywhere_on_the_way_back_changes_nothing() {
    let (_, length) = run(&unhappy(1).await, &[]).await;
    let moments = moments(&length);
    println!("{} crash points on the way to nothing left", moments.len());
    for moment in moments {
        let (stands, _) = run(&unhappy(1).await, &[moment]).await;
        assert!(has_failed(&stands), "{moment:?}: {stands:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_again_and_again_changes_nothing() {
    let deaths = [
        Moment::AfterRequest(3),
        Moment::BeforeCommit(2),
        Moment::AfterCommit(1),
        Moment::AfterRequest(9),
        Moment::BeforeRequest(2),
        Moment::AfterCommit(4),
    ];
    let stage = Stage::new(1, 1).await;
    stage.approve_after(1, minutes(90));
    let (stands, _) = run(&stage, &deaths).await;
    assert!(is_active(&stands), "{stands:#?}");
}
