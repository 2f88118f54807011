use serde_json::json;

use super::*;
use crate::cloud::Actor;
use crate::record::ActorKind;
use crate::saga::{FaultClass, days, hours, minutes};
use Mark::{Done, ToCome, Waiting};

const RELATIONSHIP: &str = "5e4a0c0e-1c55-4d5c-8f3e-0d9b6c1a2b3c-2f6d";

fn by(actor: &str) -> Metadata {
    serde_json::from_value(json!({
        "actor_kind": "user", "actor_id": actor, "source": "cli", "reason": "new customer",
        "correlation_id": "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11", "idempotency_key": "k",
    }))
    .unwrap()
}

fn line(event: OnboardingEvent, at: Micros) -> Line {
    Line {
        event,
        recorded_at: at,
        by: Some(by("ada")),
    }
}

#[allow(clippy::needless_pass_by_value)] // Made where it is called.
fn event(name: &str, fields: serde_json::Value) -> OnboardingEvent {
    serde_json::from_value(json!({ name: fields })).unwrap()
}

fn started(attempt: u32) -> OnboardingEvent {
    event(
        "OnboardingStarted",
        json!({
            "customer_id": "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11",
            "tenant_id": "6a8f1f4e-2f43-4c0f-9d8e-0d6f3a1b2c3d",
            "customer_name": "Contoso", "attempt": attempt, "plan": 1, "template": null,
            "terms": {
                "shares": [{ "group": "Readers", "roles": ["f2ef992c-3afb-46b9-b7cf-a126ee74c451"] }],
                "term": 730, "extend": "half-years", "approval_days": 30,
                "missing_groups": "create", "app_access": "by-customer",
            },
            "repair": false, "correlation_id": null, "at": 0,
        }),
    )
}

fn fault(code: &str) -> Fault {
    let mut fault = Fault::own(code, FaultClass::Transient, "in its own words");
    fault.request_id = Some("r-1".to_owned());
    fault
}

/// Up to the customer's approval, which is waited for.
fn invited() -> Vec<Line> {
    let delayed = OnboardingEvent::StepDelayed {
        step: Step::CreateRelationship,
        fault: fault("CLOUD_THROTTLED"),
        until: minutes(2),
        at: minutes(1),
    };
    let at = |at| json!({ "at": at });
    let link = "https://admin.example/approve";
    vec![
        line(started(1), 0),
        line(
            event(
                "NothingToReuse",
                json!({ "name": "Contoso 1", "supersedes": [], "at": 1 }),
            ),
            1,
        ),
        line(delayed, minutes(1)),
        line(
            event(
                "RelationshipProposed",
                json!({ "relationship": RELATIONSHIP, "at": minutes(2) }),
            ),
            minutes(2),
        ),
        line(event("RelationshipCreated", at(minutes(3))), minutes(3)),
        line(
            event(
                "RelationshipLocked",
                json!({ "invitation": link, "at": minutes(4) }),
            ),
            minutes(4),
        ),
    ]
}

fn marks(story: &Story) -> Vec<(String, Mark)> {
    let steps = story.steps.iter();
    steps.map(|it| (it.step.to_string(), it.mark)).collect()
}

fn mark(story: &Story, step: &Step) -> Mark {
    story.steps.iter().find(|it| it.step == *step).unwrap().mark
}

#[test]
fn an_invitation_is_waited_for() {
    let story = Story::of(&invited(), None).unwrap();
    assert_eq!(story.standing, Standing::UnderWay);
    assert_eq!(story.customer_name.as_ref().unwrap().as_str(), "Contoso");
    let who = story.started_by.as_ref().unwrap();
    assert_eq!(
        (who.actor_kind, who.actor_id.as_str()),
        (ActorKind::User, "ada")
    );
    let names: Vec<Mark> = marks(&story).into_iter().map(|(_, mark)| mark).collect();
    assert_eq!(names[..6], [Done, Done, Done, Done, Waiting, ToCome]);

    let made = &story.steps[1];
    assert_eq!((made.tries, made.told.as_deref()), (2, Some(RELATIONSHIP)));
    let matter = made.matter.as_ref().unwrap();
    assert_eq!(matter.fault.request_id.as_deref(), Some("r-1"));
    let (sentence, actor) = matter.meaning().unwrap();
    assert_eq!(
        (sentence, actor),
        ("the cloud asks us to slow down", Actor::Nobody)
    );

    let invitation = story.invitation.as_ref().unwrap();
    assert!(invitation.open);
    assert_eq!(invitation.until - invitation.since, days(30));
    let now = days(10);
    let look = story.next_look(now).unwrap();
    assert!(look > now && look <= now + hours(4), "{look}");
    assert_eq!(story.gives_up(), Some(invitation.until));
}

#[test]
fn what_is_undone_and_what_stays_are_told_apart() {
    let mut lines = invited();
    let failed = OnboardingEvent::StepFailed {
        step: Step::WaitForApproval,
        fault: Setback::ApprovalOverdue.fault("gave up"),
        at: days(31),
    };
    lines.push(line(failed, days(31)));
    let under_way = Story::of(&lines, None).unwrap();
    assert!(matches!(under_way.standing, Standing::UndoingFailure(_)));
    assert_eq!(mark(&under_way, &Step::WaitForApproval), Mark::Failed);
    assert_eq!(mark(&under_way, &Step::WaitUntilActive), Mark::NotReached);
    assert_eq!(under_way.at_hand().unwrap().step, Step::EndRelationship);
    assert_eq!(under_way.gives_up(), None, "undoing is never given up");

    let left = event("RelationshipLeftToExpire", json!({ "at": days(31) }));
    lines.push(line(left, days(31)));
    let released = event("HoldReleased", json!({ "at": days(31) }));
    lines.push(line(released, days(31)));
    let code = "APPROVAL_OVERDUE";
    let ended = event(
        "OnboardingFailed",
        json!({ "code": code, "detail": "gave up" }),
    );
    lines.push(line(ended, days(31)));
    let story = Story::of(&lines, None).unwrap();
    assert_eq!(
        story.standing,
        Standing::Failed {
            code: code.to_owned()
        }
    );
    assert_eq!(mark(&story, &Step::CreateRelationship), Mark::Left);
    assert_eq!(mark(&story, &Step::EndRelationship), Mark::Done);
    assert_eq!(story.left, [Made::Relationship]);
    assert_eq!(story.undone, []);
    assert!(!story.invitation.as_ref().unwrap().open);
    assert_eq!(story.at_hand().unwrap().step, Step::WatchInvitation);
    assert!(story.next_look(days(40)).is_some());

    let over = event("InvitationOver", json!({ "at": days(90) }));
    lines.push(line(over, days(90)));
    let story = Story::of(&lines, None).unwrap();
    assert_eq!((story.at_hand(), story.next_look(days(91))), (None, None));
    assert_eq!(mark(&story, &Step::CreateRelationship), Mark::Undone);
    assert_eq!(
        (story.left, story.undone),
        (vec![], vec![Made::Relationship])
    );
}

#[test]
fn each_attempt_has_its_own_story() {
    let mut lines = invited();
    let cancelled = event("OnboardingCancelled", json!({ "reason": "a mistake" }));
    lines.push(line(cancelled, days(1)));
    let mut again = line(started(2), days(2));
    again.by = None;
    lines.push(again);
    let reused = json!({
        "relationship": RELATIONSHIP, "name": "Theirs", "assignments": [], "at": days(2),
    });
    lines.push(line(event("ActiveRelationshipReused", reused), days(2)));

    let first = Story::of(&lines, Some(1)).unwrap();
    assert_eq!((first.standing, first.latest), (Standing::Cancelled, 2));
    let second = Story::of(&lines, None).unwrap();
    assert_eq!(second.attempt, 2);
    assert_eq!(second.invitation, None);
    assert_eq!(mark(&second, &Step::WaitForApproval), Mark::NotNeeded);
    assert!(matches!(
        second.at_hand().unwrap().step,
        Step::CheckGroup(_)
    ));
    assert_eq!(Story::of(&lines, Some(3)), None);
    assert_eq!(Story::of(&[], None), None);
}

#[test]
fn an_access_that_was_ended_says_why_and_what_went() {
    let at = |at| json!({ "at": at });
    let group = "Readers";
    let mut lines = invited();
    for (name, fields) in [
        ("RelationshipApproved", at(days(1))),
        (
            "RelationshipActivated",
            json!({ "ends": null, "at": days(1) }),
        ),
        (
            "GroupFound",
            json!({ "group": group, "id": uuid::Uuid::from_u128(4), "at": days(1) }),
        ),
        (
            "RolesAssigned",
            json!({ "group": group, "assignment": "a-1", "at": days(1) }),
        ),
        (
            "AssignmentActivated",
            json!({ "group": group, "at": days(1) }),
        ),
        (
            "AccessVerified",
            json!({ "organization": "Contoso", "at": days(1) }),
        ),
        ("OnboardingActivated", json!({})),
    ] {
        lines.push(line(event(name, fields), days(1)));
    }
    let active = Story::of(&lines, None).unwrap();
    assert_eq!(active.ended_at, Some(days(1)));
    let why = "the contract ended";
    let asked = json!({ "reason": why, "at": days(9) });
    lines.push(line(event("AccessEndRequested", asked), days(9)));
    let ending = Story::of(&lines, None).unwrap();
    let Standing::EndingAccess(reason) = &ending.standing else {
        panic!("{:?}", ending.standing);
    };
    assert_eq!((reason.as_str(), ending.ended_at), (why, None));
    let roles = Step::RemoveAssignment(crate::text::GroupName::new("Readers").unwrap());
    assert_eq!(ending.at_hand().unwrap().step, roles);
    assert_eq!(mark(&ending, &Step::EndRelationship), ToCome);
    assert_eq!(mark(&ending, &Step::VerifyAccess), Done);

    for (name, fields) in [
        (
            "AssignmentRemoved",
            json!({ "group": group, "at": days(9) }),
        ),
        ("RelationshipTerminated", at(days(9))),
        ("HoldReleased", at(days(9))),
        ("AccessEnded", json!({ "reason": why, "at": days(9) })),
    ] {
        lines.push(line(event(name, fields), days(9)));
    }
    let ended = Story::of(&lines, None).unwrap();
    assert!(matches!(ended.standing, Standing::AccessEnded { .. }));
    assert_eq!(ended.ended_at, Some(days(9)));
    assert_eq!(mark(&ended, &Step::CreateRelationship), Mark::Undone);
    assert_eq!(mark(&ended, &Step::ReleaseTenant), Done);
    let group = crate::text::GroupName::new("Readers").unwrap();
    assert_eq!(ended.undone, [Made::Assignment(group), Made::Relationship]);
    assert!(ended.steps.iter().all(|it| it.mark != ToCome));
}
