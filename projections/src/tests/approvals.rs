//! Approvals as people look them up, and those that a worker finds open.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{
    Account, Approval, ApprovalEvent as E, Aspect, ChangePlan, Grant, Operation, OperationKind,
    PLAN_VERSION, Person, PersonKind, PlannedChange, Risk, Shown, Step, UserRef,
};
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId, ProcedureId, TenantId};
use tenantry_domain::personal::Sealed;
use tenantry_domain::procedure::{Limits, LowRiskGround};
use tenantry_domain::record::{Micros, Position, StreamId};
use tenantry_domain::role::Role;
use tenantry_domain::saga::{Fault, FaultClass, Next, Saga as _, days, hours};
use tenantry_engine::sagas::LiveSagas as _;
use uuid::Uuid;

use super::on_both;
use super::world::{World, id, msp, new, reason};
use crate::approvals::{
    self, ApprovalFilter, ApprovalOrder, ApprovalRow, ApprovalStatus as S, ApprovalWait as W,
    Inbox, LiveApprovals, person_of,
};
use crate::projections::Projections;

on_both!(
    a_leaver_is_told_step_by_step,
    a_newcomer_that_fails_is_undone,
    a_first_password_is_waited_for,
    a_plan_that_moved_waits_again,
    what_was_turned_down_says_by_whom_and_why,
    a_rule_is_told_as_one,
    lists_are_filtered_and_ordered,
    an_inbox_holds_what_one_may_decide,
    open_ones_are_found_by_a_worker,
    rebuilding_gives_the_same_rows,
);

const WEEK: Micros = days(7);

fn person(name: &str) -> Person {
    Person {
        kind: PersonKind::User,
        id: name.to_owned(),
    }
}

fn skus() -> BTreeSet<SkuId> {
    [SkuId::new(id(70))].into()
}

fn account(customer: u128) -> Account {
    Account {
        customer_id: CustomerId::new(id(customer)),
        tenant_id: TenantId::new(id(81)),
        user: UserRef {
            id: UserId::new(id(82)),
            name: Sealed::new("ada"),
        },
    }
}

fn disable() -> Operation {
    Operation::DisableUser {
        account: account(90),
        remove_licences_after_days: Some(30),
    }
}

fn license(customer: u128) -> Operation {
    Operation::AssignLicences {
        account: account(customer),
        licences: skus(),
        usage_location: None,
    }
}

fn archive() -> Operation {
    let customer_id = CustomerId::new(id(90));
    Operation::ArchiveCustomer { customer_id }
}

fn plan(operation: &Operation, before: &str) -> ChangePlan {
    let subject = Shown::Personal(Sealed::new("ada"));
    let (before, after) = (Shown::plain(before), Shown::plain("after"));
    let change = PlannedChange::new(subject, Aspect::SignIn, before, after);
    ChangePlan::of(operation, [change])
}

fn asked_by(name: &str, operation: &Operation, at: Micros) -> E {
    E::ApprovalRequested {
        operation: Box::new(operation.clone()),
        plan: plan(operation, "before"),
        risk: operation.risk(),
        requester: person(name),
        reason: reason(),
        decisions_needed: 1,
        ground: None,
        valid_until: at + WEEK,
        steps: PLAN_VERSION,
        correlation_id: None,
        at,
    }
}

fn asked(operation: &Operation) -> E {
    asked_by("grace", operation, 0)
}

fn gave(name: &str, operation: &Operation) -> E {
    E::ApprovalGiven {
        by: person(name),
        role: Role::Admin,
        digest: plan(operation, "before").digest,
        at: 10,
    }
}

fn granted(operation: &Operation) -> E {
    E::ApprovalGranted {
        grant: Grant::People(vec![person("linus")]),
        digest: plan(operation, "before").digest,
        at: 10,
    }
}

fn confirmed(operation: &Operation) -> E {
    let digest = plan(operation, "before").digest;
    E::PlanConfirmed { digest, at: 11 }
}

fn fault(class: FaultClass) -> Fault {
    Fault::own("CLOUD_REFUSED", class, "its words")
}

fn delayed(step: Step, class: FaultClass, until: Micros) -> E {
    E::StepDelayed {
        step,
        fault: fault(class),
        until,
        at: 12,
        fence: 1,
    }
}

fn failed(step: Step) -> E {
    let fault = fault(FaultClass::Permanent);
    let (at, fence) = (20, 1);
    E::StepFailed {
        step,
        fault,
        at,
        fence,
    }
}

async fn record(world: &World, owner: MspId, which: u128, before: u64, events: &[E]) -> Position {
    let stream = StreamId::new(Approval::TYPE, id(which));
    let events = events.iter().map(new).collect();
    world.append(owner, stream, before, events).await
}

async fn row(projections: &Projections, which: u128) -> Option<ApprovalRow> {
    let id = ApprovalId::new(id(which));
    approvals::get(projections, msp(1), id).await.unwrap()
}

/// Records one event after the other: what the row says after each, which always knows as well as the
/// approval itself when something is to be done.
async fn told(world: &World, events: impl IntoIterator<Item = (E, S, Option<W>)>) -> ApprovalRow {
    let projections = world.projections().await;
    let mut approval = Approval::default();
    let mut last = None;
    for (place, (event, status, wait)) in (0..).zip(events) {
        approval.evolve(&event);
        let name = format!("{event:?}");
        let position = record(world, msp(1), 1, place, &[event]).await;
        projections.catch_up().await.unwrap();
        let row = row(&projections, 1).await.unwrap();
        assert_eq!((row.status, row.waits_for), (status, wait), "{name}");
        assert_eq!(row.position, position);
        let due = match approval.next() {
            Next::Due { not_before, .. } => Some(not_before),
            Next::Rest => None,
        };
        assert_eq!((row.due_at, row.live), (due, due.is_some()), "{name}");
        let request = approval.request().unwrap();
        assert_eq!(row.digest, request.plan.digest.as_str());
        assert_eq!(row.revision, u64::from(request.revision));
        assert_eq!(row.deciders.len(), request.given.len());
        assert_eq!(row.valid_until, request.valid_until);
        assert_eq!(row.ended_at, request.ended_at);
        last = Some(row);
    }
    last.unwrap()
}

async fn a_leaver_is_told_step_by_step(world: World) {
    let leaver = disable();
    let requested = |step| E::StepRequested {
        step,
        at: 12,
        fence: 1,
    };
    let attention = E::AttentionNeeded {
        step: Step::FreeLicences,
        fault: fault(FaultClass::Waiting),
        at: 60,
    };
    let somebody = Some(W::Somebody);
    let digest = plan(&leaver, "before").digest;
    let again = E::PlanConfirmed { digest, at: 13 };
    let freed = E::LicencesFreed {
        removed: skus(),
        at: 70,
    };
    let row = told(
        &world,
        [
            (asked(&leaver), S::Waiting, Some(W::Decisions)),
            (
                E::ApprovalReminded { at: days(6) },
                S::Waiting,
                Some(W::Decisions),
            ),
            (gave("linus", &leaver), S::Waiting, Some(W::Decisions)),
            (granted(&leaver), S::UnderWay, None),
            (confirmed(&leaver), S::UnderWay, None),
            (requested(Step::BlockSignIn), S::UnderWay, None),
            (
                delayed(Step::BlockSignIn, FaultClass::Transient, 900),
                S::UnderWay,
                Some(W::Retry),
            ),
            (E::RetryRequested { at: 13 }, S::UnderWay, Some(W::Retry)),
            (again, S::UnderWay, None),
            (E::SignInBlocked { at: 14 }, S::UnderWay, None),
            (E::SessionsRevoked { at: 15 }, S::UnderWay, Some(W::Grace)),
            (E::GraceEnded { at: days(31) }, S::UnderWay, None),
            (
                delayed(Step::FreeLicences, FaultClass::Waiting, days(32)),
                S::UnderWay,
                somebody,
            ),
            (attention, S::Attention, somebody),
            (freed, S::UnderWay, None),
            (E::ChangeMade { at: 71 }, S::Done, None),
        ],
    )
    .await;
    assert_eq!(
        (row.kind, row.risk),
        (OperationKind::DisableUser, Risk::Medium)
    );
    assert_eq!(row.customer_id, Some(CustomerId::new(id(90))));
    assert_eq!(row.tenant_id, Some(TenantId::new(id(81))));
    assert_eq!(row.requester(), Some(person("grace")));
    assert_eq!(row.deciders, ["user linus"]);
    assert_eq!(row.granted_at, Some(10));
    assert_eq!(row.error_code, None);
}

async fn a_newcomer_that_fails_is_undone(world: World) {
    let wish = license(90);
    let changed = E::LicencesChanged {
        added: skus(),
        removed: BTreeSet::new(),
        at: 13,
    };
    let row = told(
        &world,
        [
            (asked(&wish), S::Waiting, Some(W::Decisions)),
            (granted(&wish), S::UnderWay, None),
            (confirmed(&wish), S::UnderWay, None),
            (failed(Step::ChangeLicences), S::Undoing, None),
            // It had its effect after all.
            (changed, S::UnderWay, None),
            (failed(Step::ChangeLicences), S::Undoing, None),
            (
                delayed(Step::TakeBackLicences, FaultClass::AccountWide, 90),
                S::Undoing,
                Some(W::Somebody),
            ),
            (E::LicencesTakenBack { at: 91 }, S::Undoing, None),
            (
                E::ChangeUndone {
                    fault: fault(FaultClass::Permanent),
                    at: 92,
                },
                S::Undone,
                None,
            ),
        ],
    )
    .await;
    assert_eq!(row.error_code.as_deref(), Some("CLOUD_REFUSED"));
    assert_eq!(row.error_detail.as_deref(), Some("its words"));
}

async fn a_first_password_is_waited_for(world: World) {
    let wish = license(90);
    let password = Some(W::FirstPassword);
    let handed_out = E::PasswordHandedOut {
        to: person("grace"),
        at: hours(2),
    };
    told(
        &world,
        [
            (asked(&wish), S::Waiting, Some(W::Decisions)),
            (granted(&wish), S::UnderWay, None),
            (confirmed(&wish), S::UnderWay, None),
            (E::PasswordKept { at: 12 }, S::UnderWay, None),
            (
                E::LicencesChanged {
                    added: skus(),
                    removed: BTreeSet::new(),
                    at: 13,
                },
                S::UnderWay,
                None,
            ),
            (E::ChangeMade { at: 14 }, S::Done, password),
            (handed_out, S::Done, None),
            (
                delayed(Step::DropPassword, FaultClass::Transient, hours(3)),
                S::Done,
                None,
            ),
            (E::PasswordDropped { at: hours(4) }, S::Done, None),
        ],
    )
    .await;
}

async fn a_plan_that_moved_waits_again(world: World) {
    let wish = license(90);
    let moved = E::PlanMoved {
        plan: plan(&wish, "otherwise"),
        valid_until: WEEK + 20,
        at: 20,
    };
    let row = told(
        &world,
        [
            (asked(&wish), S::Waiting, Some(W::Decisions)),
            (gave("linus", &wish), S::Waiting, Some(W::Decisions)),
            (granted(&wish), S::UnderWay, None),
            (moved, S::Waiting, Some(W::Decisions)),
            (E::ApprovalExpired { at: WEEK + 20 }, S::Expired, None),
        ],
    )
    .await;
    assert_eq!((row.revision, row.granted_at), (2, None));
}

async fn what_was_turned_down_says_by_whom_and_why(world: World) {
    let by = person("linus");
    let at = 30;
    let rejected = E::ApprovalRejected {
        by: by.clone(),
        reason: reason(),
        at,
    };
    let withdrawn = E::ApprovalWithdrawn {
        by: by.clone(),
        reason: None,
        at,
    };
    let abandoned = E::ChangeAbandoned {
        by,
        reason: reason(),
        at,
    };
    let wish = archive();
    record(&world, msp(1), 1, 0, &[asked(&wish), rejected]).await;
    record(&world, msp(1), 2, 0, &[asked(&wish), withdrawn.clone()]).await;
    let kept = E::PasswordKept { at: 12 };
    let events = [asked(&wish), granted(&wish), kept, abandoned];
    record(&world, msp(1), 3, 0, &events).await;
    // Its request was lost: there is nothing to show.
    record(&world, msp(1), 4, 0, &[withdrawn]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let why = Some(reason().as_str().to_owned());
    for (which, status, why) in [
        (1, S::Rejected, why.clone()),
        (2, S::Withdrawn, None),
        (3, S::Abandoned, why),
    ] {
        let row = row(&projections, which).await.unwrap();
        assert_eq!((row.status, row.end_reason), (status, why));
        assert_eq!(row.ended_by.as_deref(), Some("user linus"));
        // What is left in the vault is still taken out of it.
        assert_eq!(
            (row.live, row.due_at),
            (which == 3, (which == 3).then_some(at))
        );
        assert_eq!(
            (row.kind, row.tenant_id),
            (OperationKind::ArchiveCustomer, None)
        );
    }
    assert_eq!(row(&projections, 4).await, None);
    let stranger = approvals::get(&projections, msp(2), ApprovalId::new(id(1))).await;
    assert_eq!(stranger.unwrap(), None);
}

async fn a_rule_is_told_as_one(world: World) {
    let wish = license(90);
    let procedure = ProcedureId::new(id(60));
    let rule = LowRiskGround {
        procedure_id: procedure,
        version: 1,
        step: "license".parse().unwrap(),
        operation: wish.kind(),
        marked_by: person("linus"),
        until: WEEK,
        limits: Limits {
            per_day: 3,
            licences: None,
            customers: BTreeSet::new(),
            tags: BTreeSet::new(),
        },
    };
    let mut by_rule = asked(&wish);
    if let E::ApprovalRequested { ground, .. } = &mut by_rule {
        *ground = Some(Box::new(rule.clone()));
    }
    let granted = E::ApprovalGranted {
        grant: Grant::Rule(rule),
        digest: plan(&wish, "before").digest,
        at: 0,
    };
    record(&world, msp(1), 1, 0, &[by_rule, granted]).await;
    record(&world, msp(1), 2, 0, &[asked(&wish)]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let row = row(&projections, 1).await.unwrap();
    assert_eq!((row.by_rule, row.procedure_id), (true, Some(procedure)));
    let of_procedure = ApprovalFilter {
        procedure: Some(procedure),
        ..ApprovalFilter::default()
    };
    assert_eq!(
        listed(&projections, &of_procedure, ApprovalOrder::Newest).await,
        [id(1)]
    );
}

/// All pages of two rows.
async fn listed(
    projections: &Projections,
    filter: &ApprovalFilter,
    order: ApprovalOrder,
) -> Vec<Uuid> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = approvals::list(projections, msp(1), filter, order, after.as_ref(), 2).await;
        let page = page.unwrap();
        found.extend(page.rows.iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

/// Four approvals of different sorts, and one of another MSP.
async fn of_all_sorts(world: &World) -> Projections {
    let events = [
        asked_by("grace", &disable(), 10),
        asked_by("linus", &license(91), 20),
        asked_by("grace", &archive(), 20),
        asked_by("grace", &license(90), 40),
    ];
    for (which, event) in (1..).zip(events) {
        record(world, msp(1), which, 0, &[event]).await;
    }
    let moved = E::PlanMoved {
        plan: plan(&disable(), "otherwise"),
        valid_until: 2 * WEEK,
        at: WEEK,
    };
    record(world, msp(1), 1, 1, &[granted(&disable()), moved]).await;
    record(world, msp(1), 4, 1, &[E::ApprovalExpired { at: WEEK + 40 }]).await;
    record(world, msp(2), 5, 0, &[asked(&archive())]).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    projections
}

fn sorted_out() -> Vec<(ApprovalFilter, Vec<u128>)> {
    let all = ApprovalFilter::default;
    vec![
        (all(), vec![4, 3, 2, 1]),
        (
            ApprovalFilter {
                status: Some(S::Waiting),
                ..all()
            },
            vec![3, 2, 1],
        ),
        (
            ApprovalFilter {
                kind: Some(OperationKind::AssignLicences),
                ..all()
            },
            vec![4, 2],
        ),
        (
            ApprovalFilter {
                risk: Some(Risk::High),
                ..all()
            },
            vec![3],
        ),
        (
            ApprovalFilter {
                customer: Some(CustomerId::new(id(91))),
                ..all()
            },
            vec![2],
        ),
        (
            ApprovalFilter {
                requester: Some(person("grace")),
                ..all()
            },
            vec![4, 3, 1],
        ),
        (
            ApprovalFilter {
                since: Some(20),
                ..all()
            },
            vec![4, 3, 2],
        ),
        (
            ApprovalFilter {
                live: Some(false),
                ..all()
            },
            vec![4],
        ),
    ]
}

async fn lists_are_filtered_and_ordered(world: World) {
    let projections = of_all_sorts(&world).await;
    for (filter, found) in sorted_out() {
        let found: Vec<Uuid> = found.into_iter().map(id).collect();
        let newest = listed(&projections, &filter, ApprovalOrder::Newest).await;
        assert_eq!(newest, found, "{filter:?}");
    }
    let ending = listed(
        &projections,
        &ApprovalFilter::default(),
        ApprovalOrder::EndingSoonest,
    )
    .await;
    assert_eq!(ending, [2, 3, 4, 1].map(id));
}

async fn an_inbox_holds_what_one_may_decide(world: World) {
    let mut twice = asked_by("grace", &license(90), 3);
    if let E::ApprovalRequested {
        decisions_needed, ..
    } = &mut twice
    {
        *decisions_needed = 2;
    }
    record(&world, msp(1), 1, 0, &[asked_by("grace", &disable(), 1)]).await;
    record(&world, msp(1), 2, 0, &[asked_by("grace", &archive(), 2)]).await;
    record(&world, msp(1), 3, 0, &[twice, gave("linus", &license(90))]).await;
    let events = [asked_by("grace", &disable(), 4), granted(&disable())];
    record(&world, msp(1), 4, 0, &events).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let inbox = async |name: &str, role: Role, at: Micros| {
        let inbox = Inbox {
            person: person(name),
            role,
            at,
        };
        let filter = ApprovalFilter {
            inbox: Some(inbox.clone()),
            ..ApprovalFilter::default()
        };
        let found = listed(&projections, &filter, ApprovalOrder::EndingSoonest).await;
        for which in 1..=4 {
            let row = row(&projections, which).await.unwrap();
            assert_eq!(inbox.holds(&row), found.contains(&row.id));
        }
        (1..=4)
            .filter(|it| found.contains(&id(*it)))
            .collect::<Vec<u128>>()
    };
    assert_eq!(inbox("ada", Role::Admin, 5).await, [1, 2, 3]);
    assert_eq!(inbox("ada", Role::Tech, 5).await, [1, 3]);
    assert_eq!(inbox("linus", Role::Tech, 5).await, [1], "decided already");
    assert_eq!(inbox("grace", Role::Admin, 5).await, [0; 0], "their own");
    assert_eq!(inbox("ada", Role::Auditor, 5).await, [0; 0]);
    assert_eq!(inbox("ada", Role::Viewer, 5).await, [0; 0]);
    assert_eq!(inbox("ada", Role::Admin, WEEK + 1).await, [2, 3], "over");
    let counted = async |name: &str, role: Role, at: Micros| {
        let inbox = Inbox {
            person: person(name),
            role,
            at,
        };
        let counts = approvals::counts(&projections, msp(1), &inbox)
            .await
            .unwrap();
        assert_eq!((counts.live, counts.attention), (4, 0));
        (counts.for_me, counts.undecided)
    };
    assert_eq!(counted("ada", Role::Admin, 5).await, (3, 3));
    assert_eq!(counted("linus", Role::Tech, 5).await, (1, 3));
    assert_eq!(counted("grace", Role::Admin, 5).await, (0, 3));
    assert_eq!(counted("ada", Role::Admin, WEEK + 1).await, (2, 3));
}

async fn open_ones_are_found_by_a_worker(world: World) {
    for which in 1..=5 {
        record(&world, msp(1), which, 0, &[asked(&disable())]).await;
    }
    let over = E::ApprovalExpired { at: WEEK };
    record(&world, msp(1), 6, 0, &[asked(&disable()), over]).await;
    let under_way = [asked(&disable()), granted(&disable())];
    let last = record(&world, msp(1), 7, 0, &under_way).await;
    let projections = world.projections().await;
    projections.catch_up().await.unwrap();
    let live = LiveApprovals::new(projections.clone()).by_pages_of(2);
    let (mut found, mut after) = (BTreeMap::new(), None::<String>);
    loop {
        let page = live.of(msp(1), after.as_deref()).await.unwrap();
        assert_eq!(page.position, last);
        for saga in page.sagas {
            assert_eq!(saga.aggregate_type, Approval::TYPE);
            found.insert(saga.id.parse::<Uuid>().unwrap(), saga.due);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let reminder = WEEK - days(1);
    let mut expected: BTreeMap<Uuid, Micros> = (1..=5).map(|it| (id(it), reminder)).collect();
    expected.insert(id(7), 10);
    assert_eq!(found, expected);
    // What is no page of the table's is looked up in the ledger.
    let torn = live.of(msp(1), Some("torn")).await.unwrap();
    assert_eq!((torn.sagas.len(), torn.next), (7, None));
}

async fn rebuilding_gives_the_same_rows(world: World) {
    let projections = world.projections().await;
    for which in 1..=9 {
        record(&world, msp(which % 2), which, 0, &[asked(&license(90))]).await;
        if which % 3 == 0 {
            projections.catch_up().await.unwrap();
        }
        let more = [granted(&license(90)), failed(Step::ConfirmPlan)];
        record(&world, msp(which % 2), which, 1, &more).await;
    }
    projections.catch_up().await.unwrap();
    let followed = projections.content_hash("approvals").await.unwrap();
    projections.rebuild("approvals", &mut |_| {}).await.unwrap();
    assert_eq!(
        projections.content_hash("approvals").await.unwrap(),
        followed
    );
}

#[test]
fn people_are_read_as_they_were_written() {
    for kind in [PersonKind::User, PersonKind::Service, PersonKind::Operator] {
        let id = "with a space".to_owned();
        let person = Person { kind, id };
        assert_eq!(person_of(&person.to_string()), Some(person));
    }
    assert_eq!(person_of("saga x"), None);
    assert_eq!(person_of("user"), None);
}
