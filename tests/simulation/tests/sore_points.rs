//! What people suffer from in other tools for this work, and are not to suffer from here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

use tenantry_domain::aggregate::{Aggregate, Decision, Refusal};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::gdap::{RelationshipStatus, RoleSet};
use tenantry_domain::gdap_template::{
    AppAccess, DefineTemplate, GdapTemplate, GdapTemplateCommand, ReviseTemplate, Terms,
};
use tenantry_domain::onboarding::{Attempt, Ending, Onboarding, OnboardingEvent, Step};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Next, Saga, Task, days, hours, minutes};
use tenantry_domain::text::TemplateName;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_engine::time::Clock;
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Order, Stage};
use tenantry_simulator::{Act, Cloud, Fault, Quirks, Rule, Scenario};

const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

async fn started(stage: &Stage) -> History<'_> {
    let history = History::on(stage).await;
    history.start(stage.wish(1)).await;
    history
}

/// Until all is at rest; nothing may be wrong in the clouds then.
async fn ended(history: &History<'_>) -> (Box<Attempt>, Ending) {
    history.run(&[]).await;
    assert_eq!(complaints(history).await, Vec::<String>::new());
    match history.stands(history.stage.customer(1)).await {
        Onboarding::Ended(attempt, ending) => (attempt, ending),
        stands => panic!("{stands:#?}"),
    }
}

async fn told(history: &History<'_>) -> Vec<OnboardingEvent> {
    let ledger = history.desk().ledger();
    let page = ledger.feed(history.stage.msp, 0, PAGE_LIMIT).await.unwrap();
    assert!(page.len() < PAGE_LIMIT);
    let of_it = page
        .iter()
        .filter(|event| event.stream.aggregate_type == Onboarding::TYPE);
    of_it.map(|event| event.decode().unwrap()).collect()
}

fn place(told: &[OnboardingEvent], what: impl Fn(&OnboardingEvent) -> bool) -> Option<usize> {
    told.iter().position(what)
}

/// As the cloud has it.
async fn status(stage: &Stage, attempt: &Attempt) -> RelationshipStatus {
    let (clouds, held) = (stage.clouds(), attempt.relationship.as_ref().unwrap());
    let found = clouds.relationships.get(clouds.partner, &held.id).await;
    found.unwrap().status
}

fn quirks(stage: &Stage, quirks: Quirks) {
    let partner = stage.partner().0.as_uuid();
    stage.control().set_quirks(partner, quirks).unwrap();
}

fn refuse(method: &str, path: &str, status: u16) -> Rule {
    let fault = Fault::Fail {
        status,
        done_all_the_same: false,
        retry_after: None,
    };
    Rule::always(Cloud::Graph, path, fault).method(method)
}

fn lift_after(stage: &Stage, pause: Micros) {
    let control = stage.control();
    let at = stage.clock.now() + pause;
    stage.agenda.at(at, move || control.lift_all_rules());
}

/// There, an assignment in status `error` is ignored.
#[tokio::test(flavor = "multi_thread")]
async fn an_assignment_in_error_is_a_failure_and_is_undone_before_it_is_reported() {
    let stage = Stage::new(1, 1).await;
    quirks(
        &stage,
        Quirks {
            assignments_that_fail: 1,
            ..Quirks::default()
        },
    );
    stage.approve_after(1, hours(1));
    let history = started(&stage).await;
    let (attempt, ending) = ended(&history).await;
    let code = "ASSIGNMENT_FAILED".to_owned();
    assert_eq!(ending, Ending::Failed { code });
    let told = told(&history).await;
    let removed = place(&told, |it| {
        matches!(it, OnboardingEvent::AssignmentRemoved { .. })
    });
    let ended = place(&told, |it| {
        matches!(it, OnboardingEvent::RelationshipTerminated { .. })
    });
    let reported = place(&told, |it| {
        matches!(it, OnboardingEvent::OnboardingFailed { .. })
    });
    assert!(removed.is_some() && removed < ended && ended < reported);
    assert_eq!(
        status(&stage, &attempt).await,
        RelationshipStatus::Terminated
    );
}

/// There, a job is shown as succeeded although its last check failed.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_active_whose_last_check_failed() {
    let stage = Stage::new(1, 1).await;
    let (tenant, app) = (stage.customer(1).as_uuid(), stage.app().as_uuid());
    let consent = tenantry_simulator::Order::Consent { tenant, app };
    stage.control().order(consent).unwrap();
    let reading = refuse("GET", "/v1.0/organization*", 403).tenant(tenant);
    stage.control().lay_down(reading);
    stage.approve_after(1, hours(1));
    let history = History::on(&stage).await;
    let mut wish = stage.wish(1);
    wish.terms.app_access = AppAccess::ByCustomer;
    history.start(wish).await;
    let (attempt, ending) = ended(&history).await;
    let code = "CLOUD_PERMISSION_MISSING".to_owned();
    assert_eq!(ending, Ending::Failed { code });
    assert_eq!(
        status(&stage, &attempt).await,
        RelationshipStatus::Terminated
    );
    let told = told(&history).await;
    // All else had worked.
    let in_force = told
        .iter()
        .filter(|it| matches!(it, OnboardingEvent::AssignmentActivated { .. }));
    assert_eq!(in_force.count(), attempt.terms.shares.len());
    let active = place(&told, |it| {
        matches!(
            it,
            OnboardingEvent::OnboardingActivated {} | OnboardingEvent::AccessVerified { .. }
        )
    });
    assert_eq!(active, None);
}

/// There, to cancel deletes a row, and what was made stays in the customer's tenant.
#[tokio::test(flavor = "multi_thread")]
async fn cancelling_undoes_what_was_done() {
    // Roles are waited for, of an active relationship.
    let stage = Stage::new(1, 1).await;
    let waiting = format!("{RELATIONSHIPS}/*/accessAssignments/*");
    stage.control().lay_down(refuse("GET", &waiting, 503));
    stage.approve_after(1, hours(1));
    stage.order_after(hours(3), Order::Cancel(stage.customer(1)));
    lift_after(&stage, hours(4));
    let history = started(&stage).await;
    let (attempt, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Cancelled);
    assert!(attempt.left.is_empty(), "{:?}", attempt.left);
    assert_eq!(
        status(&stage, &attempt).await,
        RelationshipStatus::Terminated
    );
    let told = told(&history).await;
    let took_back = |it: &OnboardingEvent| {
        matches!(
            it,
            OnboardingEvent::AssignmentRemoved { .. } | OnboardingEvent::GroupDeleted { .. }
        )
    };
    assert!(told.iter().filter(|it| took_back(it)).count() >= 2);
    assert!(
        place(&told, |it| matches!(
            it,
            OnboardingEvent::HoldReleased { .. }
        ))
        .is_some()
    );
}

/// An invitation that is open cannot be withdrawn: that it is left is said.
#[tokio::test(flavor = "multi_thread")]
async fn cancelling_says_what_the_cloud_does_not_let_us_undo() {
    let stage = Stage::new(1, 1).await;
    stage.order_after(hours(3), Order::Cancel(stage.customer(1)));
    let history = started(&stage).await;
    let (_, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Cancelled);
    let told = told(&history).await;
    let left = place(&told, |it| {
        matches!(it, OnboardingEvent::RelationshipLeftToExpire { .. })
    });
    let reported = place(&told, |it| {
        matches!(it, OnboardingEvent::OnboardingCancelled { .. })
    });
    assert!(left.is_some() && left < reported);
}

/// Where an onboarding is held up for good, and the step that it then is at.
type HoldUp = (&'static str, Rule, fn(&Step) -> bool);

fn hold_ups() -> [HoldUp; 4] {
    let assignments = format!("{RELATIONSHIPS}/*/accessAssignments");
    let one = format!("{assignments}/*");
    [
        (
            "groups cannot be looked up",
            refuse("GET", "/v1.0/groups*", 503),
            |step| matches!(step, Step::CheckGroup(_)),
        ),
        (
            "groups cannot be made",
            refuse("POST", "/v1.0/groups", 403),
            |step| matches!(step, Step::CheckGroup(_)),
        ),
        (
            "roles cannot be given",
            refuse("POST", &assignments, 503),
            |step| matches!(step, Step::AssignRoles(_)),
        ),
        (
            "nobody knows whether roles are in force",
            refuse("GET", &one, 503),
            |step| matches!(step, Step::WaitUntilAssigned(_)),
        ),
    ]
}

/// There, jobs hang for days in the mapping of groups.
#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_of_groups_ends_by_itself() {
    for (name, rule, at_hand) in hold_ups() {
        let stage = Stage::new(1, 1).await;
        stage.control().lay_down(rule);
        stage.approve_after(1, hours(1));
        lift_after(&stage, days(5));
        let history = started(&stage).await;
        let (_, ending) = ended(&history).await;
        assert!(
            matches!(ending, Ending::Failed { .. }),
            "{name}: {ending:?}"
        );
        let told = told(&history).await;
        let failed = told.iter().find_map(|it| match it {
            OnboardingEvent::StepFailed { step, fault, at } => Some((step, fault, *at)),
            _ => None,
        });
        let (step, fault, at) = failed.unwrap();
        assert!(at_hand(step), "{name}: {step}");
        let begun = history.stands(stage.customer(1)).await;
        let begun = begun.attempt().unwrap().started_at;
        assert!(at - begun < days(3), "{name}: {}", (at - begun) / hours(1));
        has_cause_and_remedy(&fault.code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_of_groups_can_be_cancelled() {
    for (name, rule, at_hand) in hold_ups() {
        let stage = Stage::new(1, 1).await;
        stage.control().lay_down(rule);
        stage.approve_after(1, hours(1));
        let history = started(&stage).await;
        let tenant = stage.customer(1);
        stage.order_after(hours(3), Order::Cancel(tenant));
        lift_after(&stage, hours(5));
        let (_, ending) = ended(&history).await;
        assert_eq!(ending, Ending::Cancelled, "{name}");
        let told = told(&history).await;
        let before = told
            .iter()
            .take_while(|it| !matches!(it, OnboardingEvent::CancellationRequested { .. }));
        let last = before.filter_map(|it| match it {
            OnboardingEvent::StepDelayed { step, .. } => Some(step),
            _ => None,
        });
        assert!(last.last().is_some_and(at_hand), "{name}");
    }
}

/// There, invitations are a list of links: nobody knows whose and since when.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_says_whose_it_is_and_how_old() {
    let stage = Stage::new(1, 1).await;
    let history = started(&stage).await;
    let tenant = stage.customer(1);
    let later = stage.clock.now() + hours(30);
    // So much later a person looks at it.
    let waits = async || stage.clock.now() >= later;
    history.run_until(&[], waits).await;
    let stands = history.stands(tenant).await;
    let step = Task::Do(Step::WaitForApproval);
    assert!(matches!(stands.next(), Next::Due { task, .. } if task == step));
    let attempt = stands.attempt().unwrap();
    assert_eq!(
        attempt.customer_name.as_ref().unwrap().as_str(),
        "Customer 1"
    );
    let held = attempt.relationship.as_ref().unwrap();
    assert!(held.name.starts_with("Customer 1 - "), "{}", held.name);
    let link = held.invitation.as_ref().unwrap();
    assert!(link.ends_with(&held.id.to_string()), "{link}");
    let age = stage.clock.now() - attempt.pace.since;
    assert!((hours(29)..hours(40)).contains(&age), "{}", age / hours(1));
    // In the cloud the customer reads the same name.
    let clouds = stage.clouds();
    let shown = clouds.relationships.get(clouds.partner, &held.id).await;
    assert_eq!(shown.unwrap().name, held.name);
}

/// There, consent asks for all that a tool may ever need, and breaks where a licence is missing.
#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_with_few_licences_is_no_trouble() {
    let mut scenario = Scenario::with_customers(1);
    let contents = &mut scenario.customers[0].contents;
    (contents.p1, contents.p2) = (false, false);
    (contents.intune, contents.teams, contents.exchange) = (false, false, false);
    let stage = Stage::of(scenario, 1).await;
    stage.approve_after(1, hours(1));
    let history = started(&stage).await;
    let (_, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Activated);
    let deeds = stage.control().deeds();
    let given = deeds
        .iter()
        .filter(|deed| deed.kind == "consent" && deed.act == Act::Created);
    assert_eq!(given.count(), 1);
    // What does not exist there was not asked for, so nothing was refused.
    let faults = told(&history).await.into_iter().filter_map(|it| match it {
        OnboardingEvent::StepDelayed { fault, .. } | OnboardingEvent::StepFailed { fault, .. } => {
            Some(fault.code)
        }
        _ => None,
    });
    assert_eq!(faults.collect::<Vec<_>>(), Vec::<String>::new());
}

/// There, a retry answers with whatever the cloud said.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_answers_in_our_own_words() {
    let stage = Stage::new(1, 1).await;
    let tenant = stage.customer(1);
    let all = format!("{RELATIONSHIPS}*");
    // From the first look on, each for a while.
    stage.control().lay_down(refuse("GET", &all, 503));
    for (number, status) in [503, 403, 401, 429, 500].into_iter().enumerate() {
        let control = stage.control();
        let rule = refuse("GET", &all, status);
        let pause = minutes(20) * i64::try_from(number).unwrap();
        let at = stage.clock.now() + pause;
        stage.agenda.at(at, move || {
            control.lift_all_rules();
            control.lay_down(rule);
        });
        stage.order_after(pause + minutes(10), Order::Retry(tenant));
    }
    lift_after(&stage, hours(3));
    stage.approve_after(1, hours(6));
    let history = started(&stage).await;
    let (_, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Activated);
    let told = told(&history).await;
    let hurried = place(&told, |it| {
        matches!(it, OnboardingEvent::RetryRequested { .. })
    });
    assert!(hurried.is_some());
    let mut faults = 0;
    for event in &told {
        if let OnboardingEvent::StepDelayed { fault, .. } = event {
            faults += 1;
            has_cause_and_remedy(&fault.code);
            assert!(fault.request_id.is_some(), "{fault:?}");
        }
    }
    assert!(faults >= 5, "{faults}");
    // What has ended is not retried, and says so.
    let at = stage.clock.now();
    let retry = tenantry_domain::onboarding::RetryOnboarding { at };
    let command = tenantry_domain::onboarding::OnboardingCommand::Retry(retry);
    let stands = history.stands(tenant).await;
    let refusal = stands.decide(&command).unwrap_err();
    assert_eq!(refusal.code(), "ONBOARDING_ENDED");
    has_page(refusal.code());
}

/// There, one more role in the default makes every customer approve anew, and nobody says so.
#[test]
fn one_more_role_says_what_it_costs() {
    let define = DefineTemplate {
        name: TemplateName::new("Managed").unwrap(),
        terms: Stage::terms(),
    };
    let mut template = GdapTemplate::default();
    let Ok(Decision::Record(events)) = template.decide(&GdapTemplateCommand::Define(define)) else {
        panic!("a template can be defined")
    };
    for event in &events {
        template.evolve(event);
    }
    let terms = with_one_more_role();
    let revise = |new_approvals_accepted| {
        GdapTemplateCommand::Revise(ReviseTemplate {
            from_version: 1,
            terms: terms.clone(),
            new_approvals_accepted,
        })
    };
    let refusal = template.decide(&revise(false)).unwrap_err();
    assert_eq!(refusal.code(), "TEMPLATE_NEEDS_NEW_APPROVALS");
    assert!(refusal.to_string().contains("approv"), "{refusal}");
    has_page(refusal.code());
    assert!(template.decide(&revise(true)).is_ok());
}

/// What the customer agreed to before is ended when the new approval is in force.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_approval_takes_the_place_of_the_one_before() {
    let stage = Stage::new(1, 1).await;
    let history = started(&stage).await;
    stage.approve_after(1, hours(1));
    let (before, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Activated);
    let mut wish = stage.wish(1);
    wish.terms = with_one_more_role();
    stage.approve_after(1, hours(1));
    history.start(wish).await;
    let (after, ending) = ended(&history).await;
    assert_eq!(ending, Ending::Activated);
    assert_eq!(after.number, before.number + 1);
    let [before, after] = [before, after].map(|it| it.relationship.unwrap().id);
    assert_ne!(before, after);
}

fn with_one_more_role() -> Terms {
    let mut terms = Stage::terms();
    let user_administrator = "fe930be7-5e62-47db-91af-98c3a49a38b1".parse().unwrap();
    let roles = &mut terms.shares[0].roles;
    let more: Vec<_> = roles.iter().chain([user_administrator]).collect();
    *roles = RoleSet::new(more).unwrap();
    terms
}

fn has_cause_and_remedy(code: &str) {
    let ours = tenantry_domain::onboarding::Setback::CODES;
    assert!(
        Cause::CODES.contains(&code) || ours.contains(&code),
        "{code}"
    );
    has_page(code);
}

fn has_page(code: &str) {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
    let page = fs::read_to_string(pages.join(format!("{code}.md"))).unwrap();
    for part in ["## What happened", "## What to do", "## Who acts"] {
        assert!(page.contains(part), "{code}");
    }
}
