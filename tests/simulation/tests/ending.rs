//! Access that is in place, ended: from the approval to the last thing taken back, and every way in which that
//! can be interrupted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::ops::RangeInclusive;
use std::time::Duration;

use tenantry_domain::approval::{Approval, Aspect, Ending as Decided, Operation, Shown};
use tenantry_domain::cloud::TenantId;
use tenantry_domain::cloud::gdap::{RelationshipStatus, RoleSet};
use tenantry_domain::onboarding::{Ending, Onboarding, StartOnboarding};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::saga::{Next, Saga as _, hours, minutes};
use tenantry_engine::approvals::OperationWish;
use tenantry_engine::commands::Context;
use tenantry_engine::time::Clock as _;
use tenantry_simulation::asking::{CUSTOMER, by};
use tenantry_simulation::check::complaints;
use tenantry_simulation::history::Told;
use tenantry_simulation::stage::{APP_ADMINS, HELPDESK, READERS};
use tenantry_simulation::{Asking, Moment, Node, Onlooker, Stage, Tampering};
use tenantry_simulator::{Act, Cloud, Fault, Quirks, Rule};

const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";

fn wish(tenant: TenantId) -> OperationWish {
    OperationWish::Sealed(Operation::EndAccess {
        customer_id: CUSTOMER,
        tenant_id: tenant,
    })
}

/// Access is in place, and somebody asked for it to be ended.
async fn asked(stage: &Stage) -> Asking<'_> {
    let asking = Asking::onboarded(stage, stage.wish(1)).await;
    asking.ask(wish(asking.tenant())).await;
    asking
}

async fn approved(stage: &Stage) -> Asking<'_> {
    let asking = asked(stage).await;
    asking.approve("ben").await.unwrap();
    asking
}

async fn at_rest(asking: &Asking<'_>) -> bool {
    let decided = matches!(asking.stands().await.next(), Next::Rest);
    decided && asking.history.at_rest().await
}

async fn run(asking: &Asking<'_>, deaths: &[Moment]) -> Told {
    asking
        .history
        .run_until(deaths, async || at_rest(asking).await)
        .await
}

/// How often something was done by an app, since so many deeds.
fn done(stage: &Stage, since: usize, act: Act, kind: &str) -> usize {
    let deeds = stage.control().deeds().split_off(since);
    let ours = deeds.iter().filter(|it| it.by_app.is_some());
    ours.filter(|it| it.act == act && it.kind == kind).count()
}

/// It is over, all of it was done once, and nothing is left.
async fn is_ended(asking: &Asking<'_>, since: usize, how: &str) {
    let stage = asking.stage();
    let wrong = complaints(&asking.history).await;
    assert_eq!(wrong, Vec::<String>::new(), "{how}");
    let stands = asking.stands().await;
    let carried_out = matches!(stands, Approval::Ended(_, Decided::Done));
    assert!(carried_out, "{how}: {stands:#?}");
    let stands = asking.history.stands(asking.tenant()).await;
    let ended = matches!(stands, Onboarding::Ended(_, Ending::AccessEnded { .. }));
    assert!(ended, "{how}: {stands:#?}");
    assert_eq!(asking.holder().await, None, "{how}");
    for (act, kind, times) in [
        (Act::Changed, "relationship", 1),
        (Act::Deleted, "accessAssignment", 3),
        (Act::Deleted, "consent", 1),
        (Act::Deleted, "group", 1),
        (Act::Created, "relationship", 0),
        (Act::Created, "group", 0),
    ] {
        assert_eq!(
            done(stage, since, act, kind),
            times,
            "{how}: {act:?} {kind}"
        );
    }
}

fn refuse(cloud: Cloud, method: &str, path: &str, done_all_the_same: bool) -> Rule {
    let fault = Fault::Fail {
        status: 503,
        done_all_the_same,
        retry_after: None,
    };
    Rule::always(cloud, path, fault).method(method)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_what_goes() {
    let stage = Stage::new(1, 41).await;
    let asking = asked(&stage).await;
    let stands = asking.stands().await;
    let plan = &stands.request().unwrap().plan;
    let text = |it: &Shown| match it {
        Shown::Plain(text) => text.as_str().to_owned(),
        Shown::Nothing | Shown::Personal(_) => String::new(),
    };
    let mut rows: Vec<String> = plan
        .changes
        .iter()
        .map(|it| {
            let aspect = it.aspect;
            format!("{aspect:?}: {} -> {}", text(&it.before), text(&it.after))
        })
        .collect();
    rows.sort();
    assert_eq!(
        rows,
        [
            "AppAccess: let in -> taken out",
            "Attempt: 1 -> ",
            "Existence: made by us -> deleted, unless others use it",
            "Relationship: active -> terminated",
            "Roles: given by us -> taken away",
            "Roles: given by us -> taken away",
            "Roles: given by us -> taken away",
            "Standing: in place -> ended",
        ]
    );
    let held = asking.history.stands(asking.tenant()).await;
    let held = held.attempt().unwrap().relationship.clone().unwrap();
    let named = plan.change(Aspect::Relationship).unwrap();
    assert_eq!(text(&named.subject), held.name);
    let since = stage.control().deeds().len();
    asking.approve("ben").await.unwrap();
    run(&asking, &[]).await;
    is_ended(&asking, since, "approved").await;
}

/// A process dies at each of these moments, in a history of its own.
async fn dies_at_each(moments: fn(&Told) -> Vec<Moment>) {
    let stage = Stage::new(1, 42).await;
    let asking = approved(&stage).await;
    let since = stage.control().deeds().len();
    let moments = moments(&run(&asking, &[]).await);
    is_ended(&asking, since, "undisturbed").await;
    println!("{} crash points, from {:?}", moments.len(), moments[0]);
    assert!(moments.len() > 20);
    for moment in moments {
        let stage = Stage::new(1, 42).await;
        let asking = approved(&stage).await;
        let since = stage.control().deeds().len();
        run(&asking, &[moment]).await;
        is_ended(&asking, since, &format!("{moment:?}")).await;
    }
}

fn requests(told: &Told) -> RangeInclusive<u32> {
    1..=u32::try_from(told.requests).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_before_it_is_on_record_ends_it_once() {
    dies_at_each(|it| (1..=it.commits).map(Moment::BeforeCommit).collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_when_it_is_on_record_ends_it_once() {
    dies_at_each(|it| (1..=it.commits).map(Moment::AfterCommit).collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_before_the_cloud_does_it_ends_it_once() {
    dies_at_each(|it| requests(it).map(Moment::BeforeRequest).collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_when_the_cloud_has_done_it_ends_it_once() {
    dies_at_each(|it| requests(it).map(Moment::AfterRequest).collect()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_undoing_done_twice_ends_it_once() {
    let stage = Stage::new(1, 43).await;
    let asking = approved(&stage).await;
    *stage.tampering.lock().unwrap() = Tampering::TwiceUndoing;
    let since = stage.control().deeds().len();
    run(&asking, &[]).await;
    is_ended(&asking, since, "twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_does_not_answer_is_asked_until_it_does() {
    let assignment = format!("{RELATIONSHIPS}/*/accessAssignments/*");
    let request = format!("{RELATIONSHIPS}/*/requests");
    let places = [
        (
            Cloud::PartnerCenter,
            "DELETE",
            "/v1/customers/*/applicationconsents/*",
        ),
        (Cloud::Graph, "DELETE", assignment.as_str()),
        (Cloud::Graph, "DELETE", "/v1.0/groups/*"),
        (Cloud::Graph, "POST", request.as_str()),
    ];
    for (cloud, method, path) in places {
        for (pause, in_vain) in [(minutes(20), false), (minutes(20), true), (hours(5), false)] {
            let stage = Stage::new(1, 44).await;
            let asking = approved(&stage).await;
            let since = stage.control().deeds().len();
            let control = stage.control();
            control.lay_down(refuse(cloud, method, path, in_vain));
            let at = stage.clock.now() + pause;
            let lifting = stage.control();
            stage.agenda.at(at, move || lifting.lift_all_rules());
            run(&asking, &[]).await;
            let how = format!("{method} {path} after {pause}");
            is_ended(&asking, since, &how).await;
            let stands = asking.history.stands(asking.tenant()).await;
            let called = stands.attempt().unwrap().attention.is_some();
            assert_eq!(called, pause > hours(2), "{how}");
        }
    }
}

/// The first worker hangs on its request of this number, which the cloud carries out; the second takes
/// over; then the first gets its answer. False when there are not so many requests.
async fn taken_over_at(request: u32) -> bool {
    let stage = Stage::new(1, 45).await;
    let asking = approved(&stage).await;
    let since = stage.control().deeds().len();
    let control = stage.control();
    control.lay_down(Rule::nth(request, Fault::HoldAfter));

    let first = Node::start(&stage, 1, Moment::Never).await;
    let mut hangs = Box::pin(first.run());
    loop {
        tokio::select! {
            biased;
            () = &mut hangs => panic!("a runner ended by itself"),
            () = control.somebody_is_held() => break,
            () = first.idle.notified() => {
                if at_rest(&asking).await {
                    return false;
                }
                first.go_on.notify_one();
            }
        }
    }

    stage.leases.end_all();
    let second = Node::start(&stage, 2, Moment::Never).await;
    let mut goes_on = Box::pin(second.run());
    let mut answered = false;
    loop {
        tokio::select! {
            biased;
            () = &mut goes_on => panic!("a runner ended by itself"),
            () = &mut hangs => panic!("a runner ended by itself"),
            () = second.idle.notified() => {
                if !answered {
                    control.release_all();
                    // Real time: the answer is on its way over a socket.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    answered = true;
                }
                if at_rest(&asking).await {
                    break;
                }
                second.go_on.notify_one();
            }
        }
    }
    is_ended(&asking, since, &format!("request {request}")).await;
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_lease_takes_nothing_back_twice() {
    let mut request = 1;
    while taken_over_at(request).await {
        request += 1;
    }
    println!("taken over at each of {} requests", request - 1);
    assert!(request > 10, "the way is longer than {request} requests");
}

fn repair(stage: &Stage) -> StartOnboarding {
    StartOnboarding {
        repair: true,
        at: stage.clock.now(),
        ..stage.wish(1)
    }
}

/// What was approved is not what is there after a repair, so people decide anew; and then all goes that both
/// attempts made.
#[tokio::test(flavor = "multi_thread")]
async fn a_repair_that_is_faster_is_waited_for_and_decided_about() {
    let stage = Stage::new(1, 46).await;
    let asking = asked(&stage).await;
    let tenant = asking.tenant();
    remove_assignment(&stage, &asking, READERS).await;
    asking.history.start(repair(&stage)).await;
    asking.approve("ben").await.unwrap();
    let moved = async || {
        let waits = matches!(asking.stands().await, Approval::Waiting(_));
        waits && asking.history.at_rest().await
    };
    asking.history.run_until(&[], moved).await;
    let stands = asking.stands().await;
    assert_eq!(stands.request().unwrap().attempt(), Some(2));
    assert!(asking.history.stands(tenant).await.has_access());
    let since = stage.control().deeds().len();
    asking.approve("cleo").await.unwrap();
    run(&asking, &[]).await;
    is_ended(&asking, since, "after a repair").await;
}

/// The repair failed, and access rests on what the attempt before it made.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_failed_repair_left_in_place_is_ended() {
    let stage = Stage::new(1, 47).await;
    let asking = Asking::onboarded(&stage, stage.wish(1)).await;
    let tenant = asking.tenant();
    remove_assignment(&stage, &asking, READERS).await;
    let quirks = Quirks {
        assignments_that_fail: 1,
        ..Quirks::default()
    };
    let partner = stage.partner().0.as_uuid();
    stage.control().set_quirks(partner, quirks).unwrap();
    asking.history.start(repair(&stage)).await;
    asking.history.run(&[]).await;
    let stands = asking.history.stands(tenant).await;
    let failed = matches!(stands, Onboarding::Ended(_, Ending::Failed { .. }));
    assert!(failed && stands.has_access(), "{stands:#?}");
    asking.ask(wish(tenant)).await;
    asking.approve("ben").await.unwrap();
    run(&asking, &[]).await;
    assert_eq!(complaints(&asking.history).await, Vec::<String>::new());
    let stands = asking.history.stands(tenant).await;
    let ended = matches!(stands, Onboarding::Ended(_, Ending::AccessEnded { .. }));
    assert!(ended, "{stands:#?}");
    assert_eq!(asking.holder().await, None);
}

/// A look that is under way while it is ended records nothing, and what it found before voids no decision.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_for_drift_gets_in_nobodys_way() {
    let stage = Stage::new(1, 48).await;
    let asking = asked(&stage).await;
    let onlooker = Onlooker::on(&stage).await;
    let (msp, tenant) = (stage.msp, asking.tenant());
    let context = || Context::new(Actor::service("watch"), Source::Engine);
    remove_assignment(&stage, &asking, READERS).await;
    let seen = onlooker.probe().check(msp, tenant, context()).await;
    assert_eq!(seen.unwrap().unwrap().findings.len(), 1);
    asking.approve("ben").await.unwrap();
    let ending = async || {
        let stands = asking.history.stands(tenant).await;
        matches!(stands, Onboarding::Unwinding(..))
    };
    let before = stage.control().deeds().len();
    asking.history.run_until(&[], ending).await;
    let seen = onlooker.probe().check(msp, tenant, context()).await;
    assert_eq!(seen.unwrap(), None);
    run(&asking, &[]).await;
    let seen = onlooker.probe().check(msp, tenant, context()).await;
    assert_eq!(seen.unwrap(), None);
    assert_eq!(complaints(&asking.history).await, Vec::<String>::new());
    // One of three was gone already.
    assert_eq!(done(&stage, before, Act::Deleted, "accessAssignment"), 2);
    assert_eq!(asking.stands().await.request().unwrap().revision, 1);
}

/// Somebody takes a group's roles away.
async fn remove_assignment(stage: &Stage, asking: &Asking<'_>, group: &str) {
    let stands = asking.history.stands(asking.tenant()).await;
    let attempt = stands.attempt().unwrap();
    let held = &attempt.relationship.as_ref().unwrap().id;
    let mut assignments = attempt.assignments.iter();
    let (_, given) = assignments.find(|(it, _)| it.as_str() == group).unwrap();
    let clouds = stage.clouds();
    let found = clouds.assignments.get(clouds.partner, held, &given.id);
    let etag = found.await.unwrap().etag.unwrap();
    let removed = clouds
        .assignments
        .remove(clouds.partner, held, &given.id, &etag);
    removed.await.unwrap();
    stage.control().jump(Duration::from_hours(1));
}

async fn status(
    stage: &Stage,
    id: &tenantry_domain::cloud::gdap::RelationshipId,
) -> RelationshipStatus {
    let clouds = stage.clouds();
    let found = clouds.relationships.get(clouds.partner, id).await;
    found.unwrap().status
}

/// A relationship that somebody made by hand is ended because the plan names it. When access has moved on
/// from it, only our roles in it go.
#[tokio::test(flavor = "multi_thread")]
async fn a_relationship_of_others_goes_when_access_rests_on_it() {
    let stage = Stage::new(1, 49).await;
    let onlooker = Onlooker::on(&stage).await;
    let tenant = stage.customer(1);
    let by_hand = onlooker
        .made_by_hand(tenant, "By hand", &Stage::terms())
        .await;
    let asking = Asking::onboarded(&stage, stage.wish(1)).await;
    asking.ask(wish(tenant)).await;
    let stands = asking.stands().await;
    let named = stands.request().unwrap().plan.change(Aspect::Relationship);
    assert_eq!(named.unwrap().subject, Shown::plain("By hand"));
    asking.approve("ben").await.unwrap();
    run(&asking, &[]).await;
    assert_eq!(
        status(&stage, &by_hand).await,
        RelationshipStatus::Terminated
    );
    assert_eq!(complaints(&asking.history).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_access_has_moved_on_our_roles_go() {
    let stage = Stage::new(1, 50).await;
    let onlooker = Onlooker::on(&stage).await;
    let tenant = stage.customer(1);
    let by_hand = onlooker
        .made_by_hand(tenant, "By hand", &Stage::terms())
        .await;
    let asking = Asking::onboarded(&stage, stage.wish(1)).await;
    // More roles than that relationship has.
    let mut more = repair(&stage);
    let share = &mut more.terms.shares[0];
    assert_eq!(share.group.as_str(), READERS);
    let also = USER_ADMINISTRATOR.parse().unwrap();
    let roles: Vec<_> = share.roles.iter().chain([also]).collect();
    share.roles = RoleSet::new(roles).unwrap();
    stage.approve_after(1, hours(1));
    asking.history.start(more).await;
    asking.history.run(&[]).await;
    let stands = asking.history.stands(tenant).await;
    let access = stands.access().unwrap();
    assert_ne!(access.relationship.as_ref().unwrap().id, by_hand);
    assert_eq!(access.earlier.len(), 1);
    asking.ask(wish(tenant)).await;
    asking.approve("ben").await.unwrap();
    run(&asking, &[]).await;
    let stands = asking.history.stands(tenant).await;
    let ended = matches!(stands, Onboarding::Ended(_, Ending::AccessEnded { .. }));
    assert!(ended, "{stands:#?}");
    // It stays whose it is, and nothing in it is ours. Lists know that a little later.
    stage.control().jump(Duration::from_mins(15));
    assert_eq!(status(&stage, &by_hand).await, RelationshipStatus::Active);
    let clouds = stage.clouds();
    let left = clouds.assignments.list(clouds.partner, &by_hand).await;
    let left = left.unwrap().into_iter();
    let left: Vec<_> = left.filter(|it| it.status.holds_the_group()).collect();
    assert_eq!(left, []);
}

/// Several onboardings stand on the same group: the last one that goes takes it along.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_others_use_stays() {
    let stage = Stage::new(2, 51).await;
    let asking = Asking::onboarded(&stage, stage.wish(1)).await;
    stage.approve_after(2, hours(1));
    asking.history.start(stage.wish(2)).await;
    asking.history.run(&[]).await;
    asking.ask(wish(asking.tenant())).await;
    asking.approve("ben").await.unwrap();
    let since = stage.control().deeds().len();
    run(&asking, &[]).await;
    assert_eq!(complaints(&asking.history).await, Vec::<String>::new());
    assert_eq!(done(&stage, since, Act::Deleted, "group"), 0);
    let other = asking.history.stands(stage.customer(2)).await;
    assert!(other.has_access());
    for group in [READERS, APP_ADMINS, HELPDESK] {
        let clouds = stage.clouds();
        let named = clouds.groups.named(clouds.partner.0, group).await;
        assert_eq!(named.unwrap().len(), 1, "{group}");
    }
}

/// Afterwards it begins from nothing, and comes to its end as the first time.
#[tokio::test(flavor = "multi_thread")]
async fn the_tenant_can_be_onboarded_again() {
    let stage = Stage::new(1, 52).await;
    let asking = approved(&stage).await;
    run(&asking, &[]).await;
    let tenant = asking.tenant();
    stage.approve_after(1, hours(1));
    asking.history.start(stage.wish(1)).await;
    let active = async || asking.history.stands(tenant).await.has_access();
    asking.history.run_until(&[], active).await;
    let stands = asking.history.stands(tenant).await;
    let attempt = stands.attempt().unwrap();
    assert_eq!((attempt.number, attempt.repair), (2, false));
    assert_eq!(complaints(&asking.history).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_what_they_asked_for() {
    let stage = Stage::new(1, 53).await;
    let asking = asked(&stage).await;
    let own = asking.approve("ada").await;
    assert_eq!(own.unwrap_err().code(), "APPROVAL_OF_OWN_REQUEST");
    let digest = asking.digest().await;
    let tech = asking.approvals.approve(
        stage.msp,
        tenantry_simulation::asking::ID,
        digest,
        tenantry_domain::role::Role::Tech,
        by("ben"),
    );
    assert_eq!(tech.await.unwrap_err().code(), "APPROVAL_NEEDS_ADMIN");
    assert!(asking.history.stands(asking.tenant()).await.has_access());
}
