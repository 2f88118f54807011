//! Ending access that is in place: who may when, and that all goes which it rests on.

use super::*;
use crate::cloud::gdap::{AssignmentId, RelationshipId};
use crate::onboarding::{EndAccess, Ending, Turn};

const IN_PLACE: usize = 12;

fn end(attempt: u32) -> OnboardingCommand {
    OnboardingCommand::EndAccess(EndAccess {
        attempt,
        reason: why(),
        at: 5,
    })
}

fn asked() -> E {
    E::AccessEndRequested {
        reason: why(),
        at: 5,
    }
}

fn in_place() -> Vec<E> {
    let mut events = on_the_way(IN_PLACE);
    events.push(E::OnboardingActivated {});
    events
}

fn with(events: &[E], more: &[E]) -> Vec<E> {
    [events, more].concat()
}

fn reused(relationship: &str, assignments: &[&str]) -> E {
    let id = |it: &&str| it.parse::<AssignmentId>().unwrap();
    E::ActiveRelationshipReused {
        relationship: relationship.parse().unwrap(),
        name: "by hand".to_owned(),
        assignments: assignments.iter().map(id).collect(),
        at: 6,
    }
}

fn found(id: u128) -> E {
    E::GroupFound {
        group: group(),
        id: GroupId::new(Uuid::from_u128(id)),
        at: 6,
    }
}

fn assignment(id: &str) -> E {
    E::AssignmentFound {
        group: group(),
        assignment: id.parse().unwrap(),
        at: 6,
    }
}

fn assigned(id: &str) -> E {
    E::RolesAssigned {
        group: group(),
        assignment: id.parse().unwrap(),
        at: 6,
    }
}

/// What is left of a way that finds the app there.
fn verified() -> [E; 4] {
    [
        E::AssignmentActivated {
            group: group(),
            at: 6,
        },
        E::AppAccessFound { at: 6 },
        E::AccessVerified {
            organization: "Contoso".to_owned(),
            at: 6,
        },
        E::OnboardingActivated {},
    ]
}

/// All that is done from here on to the end, by the steps that come up.
fn gone_through(events: &mut Vec<E>) -> Vec<String> {
    let at = 7;
    let mut steps = Vec::new();
    while let Some(Task::Do(step)) = task(&folded(events)) {
        steps.push(step.to_string());
        events.push(match step {
            Step::WithdrawApp => E::AppAccessWithdrawn { at },
            Step::RemoveAssignment(group) => E::AssignmentRemoved { group, at },
            Step::DeleteGroup(group) => E::GroupDeleted { group, at },
            Step::EndRelationship => E::RelationshipTerminated { at },
            Step::LeaveFooting(relationship) => E::FootingLeft { relationship, at },
            Step::ReleaseTenant => E::HoldReleased { at },
            other @ (Step::ProbeExisting
            | Step::CreateRelationship
            | Step::WaitUntilCreated
            | Step::LockForApproval
            | Step::WaitForApproval
            | Step::WaitUntilActive
            | Step::CheckGroup(_)
            | Step::AssignRoles(_)
            | Step::WaitUntilAssigned(_)
            | Step::CheckAppAccess
            | Step::AuthoriseApp
            | Step::VerifyAccess
            | Step::EndSuperseded(_)
            | Step::WatchInvitation) => panic!("{other}"),
        });
    }
    steps
}

fn held(state: &Onboarding) -> &RelationshipId {
    let attempt = state.attempt().unwrap();
    &attempt.relationship.as_ref().unwrap().id
}

const ALL: [&str; 5] = [
    "take our app out of the tenant",
    "take the roles from Readers",
    "delete the group Readers",
    "end the relationship",
    "let others have the tenant",
];

const ALL_AND_EARLIER: [&str; 6] = [
    "take our app out of the tenant",
    "take the roles from Readers",
    "delete the group Readers",
    "take what is ours out of an earlier relationship",
    "end the relationship",
    "let others have the tenant",
];

#[test]
fn only_what_is_in_place_is_ended_and_once() {
    given(&[])
        .when(end(1))
        .then_expect_error(OnboardingRefusal::OnboardingNotFound);
    given(&on_the_way(3))
        .when(end(1))
        .then_expect_error(OnboardingRefusal::OnboardingNotInPlace);
    given(&in_place())
        .when(end(1))
        .then_expect_events(vec![asked()]);
    let mut events = with(&in_place(), &[asked()]);
    given(&events).when(end(1)).then_expect_events(vec![]);
    gone_through(&mut events);
    events.push(E::AccessEnded {
        reason: why(),
        at: 8,
    });
    given(&events).when(end(1)).then_expect_events(vec![]);
}

#[test]
fn what_is_put_right_meanwhile_is_looked_at_anew() {
    let moved = || OnboardingRefusal::OnboardingMoved;
    let repairing = with(&in_place(), &[begun(2, true)]);
    given(&repairing).when(end(1)).then_expect_error(moved());
    given(&repairing).when(end(2)).then_expect_error(moved());
    let undoing = with(&repairing, &[failed(Step::ProbeExisting)]);
    given(&undoing).when(end(2)).then_expect_error(moved());
    let failed = E::OnboardingFailed {
        code: "X".to_owned(),
        detail: why(),
    };
    let over = with(&undoing, &[failed]);
    given(&over).when(end(1)).then_expect_error(moved());
    given(&over).when(end(2)).then_expect_events(vec![asked()]);
}

#[test]
fn all_that_was_made_goes_and_then_it_is_said() {
    let mut events = with(&in_place(), &[asked()]);
    assert!(folded(&events).needs_hold());
    given(&events)
        .when(proceed(What::Conclude, 7, 1))
        .then_expect_error(OnboardingRefusal::StepNotAtHand);
    assert_eq!(gone_through(&mut events), ALL);
    let ended = E::AccessEnded {
        reason: why(),
        at: 7,
    };
    given(&events)
        .when(proceed(What::Conclude, 7, 1))
        .then_expect_events(vec![ended.clone()]);
    events.push(ended);
    let state = folded(&events);
    assert!(!state.needs_hold() && !state.has_access() && state.watched().is_none());
    assert_eq!(task(&state), None);
    // From here on it begins from nothing.
    given(&events)
        .when(start(1))
        .then_expect_events(vec![begun(2, false)]);
}

#[test]
fn what_is_being_ended_is_neither_called_off_nor_put_right() {
    let ending = with(&in_place(), &[asked()]);
    let reason = why();
    given(&ending)
        .when(OnboardingCommand::Cancel(CancelOnboarding {
            reason,
            at: 6,
        }))
        .then_expect_error(OnboardingRefusal::OnboardingUnwinding);
    given(&ending)
        .when(repair())
        .then_expect_error(OnboardingRefusal::OnboardingUnwinding);
    let stuck = E::AttentionNeeded {
        step: Step::WithdrawApp,
        fault: fault(),
        at: 6,
    };
    let reason = why();
    let abandon = OnboardingCommand::Abandon(AbandonOnboarding { reason, at: 7 });
    given(&with(&ending, &[stuck]))
        .when(abandon)
        .then_expect_events(vec![E::OnboardingAbandoned {
            reason: why(),
            at: 7,
        }]);
}

#[test]
fn a_repair_that_failed_leaves_what_is_ended_afterwards() {
    // It got as far as another relationship, and was undone.
    let mut events = with(
        &in_place(),
        &[
            begun(2, true),
            named(),
            E::RelationshipProposed {
                relationship: "r-2".parse().unwrap(),
                at: 6,
            },
            failed(Step::WaitUntilCreated),
            E::RelationshipDeleted { at: 6 },
            E::OnboardingFailed {
                code: "X".to_owned(),
                detail: why(),
            },
        ],
    );
    assert!(folded(&events).has_access());
    events.push(asked());
    let state = folded(&events);
    assert_eq!(held(&state).as_str(), "r-1");
    let known = &state.attempt().unwrap().assignments[&group()];
    assert_eq!(known.id.as_str(), "a-1");
    assert_eq!(gone_through(&mut events), ALL);
}

#[test]
fn a_repair_that_found_all_in_place_leaves_it_ours() {
    let mut events = with(
        &in_place(),
        &[
            begun(2, true),
            reused("r-1", &["a-1", "a-9"]),
            found(4),
            assignment("a-1"),
        ],
    );
    events.extend(verified());
    let access = folded(&events).access().unwrap();
    assert!(access.relationship.as_ref().unwrap().ours);
    assert_eq!(access.assignments_of_others(), 1);
    events.push(asked());
    assert_eq!(gone_through(&mut events), ALL);
}

#[test]
fn an_invitation_that_a_repair_left_is_watched_after_the_end_as_well() {
    let at = 6;
    let mut events = with(
        &in_place(),
        &[
            begun(2, true),
            named(),
            E::RelationshipProposed {
                relationship: "r-2".parse().unwrap(),
                at,
            },
            E::RelationshipCreated { at },
            E::RelationshipLocked {
                invitation: "https://invitation".to_owned(),
                at,
            },
            failed(Step::WaitForApproval),
            E::RelationshipLeftToExpire { at },
            E::OnboardingFailed {
                code: "X".to_owned(),
                detail: why(),
            },
            asked(),
        ],
    );
    assert_eq!(gone_through(&mut events), ALL);
    events.push(E::AccessEnded { reason: why(), at });
    let state = folded(&events);
    assert_eq!(task(&state), Some(Task::Do(Step::WatchInvitation)));
    let invited = state.attempt().unwrap().invited.as_ref();
    assert_eq!(invited.unwrap().id.as_str(), "r-2");
    events.push(E::InvitationOver { at });
    assert_eq!(task(&folded(&events)), None);
}

#[test]
fn a_relationship_of_others_is_ended_and_their_assignments_are_not_taken_one_by_one() {
    let mut events = vec![
        started(),
        reused("r-0", &["a-0", "a-1"]),
        found(4),
        assignment("a-1"),
    ];
    events.extend(verified());
    let access = folded(&events).access().unwrap();
    assert_eq!(access.assignments_of_others(), 2);
    assert!(access.made.is_empty());
    events.push(asked());
    let state = folded(&events);
    assert!(matches!(state, Onboarding::Unwinding(_, Turn::Ending(_))));
    assert_eq!(held(&state).as_str(), "r-0");
    assert_eq!(gone_through(&mut events), [ALL[0], ALL[3], ALL[4]]);
}

#[test]
fn what_others_put_in_the_place_of_ours_is_theirs() {
    let repaired = |facts: &[E]| {
        let mut events = with(&in_place(), &[begun(2, true)]);
        events.extend_from_slice(facts);
        events.extend(verified());
        folded(&events).access().unwrap().made
    };
    let ours = repaired(&[reused("r-1", &["a-2"]), found(4), assignment("a-2")]);
    assert!(!ours.contains(&Made::Assignment(group())));
    assert!(ours.contains(&Made::Group(group())));
    let ours = repaired(&[reused("r-1", &[]), found(5), assigned("a-2")]);
    assert!(ours.contains(&Made::Assignment(group())));
    assert!(!ours.contains(&Made::Group(group())));
}

#[test]
fn what_is_left_in_an_earlier_relationship_goes_as_well() {
    let elsewhere = [
        begun(2, true),
        reused("r-0", &["a-2"]),
        found(4),
        assigned("a-3"),
    ];
    let mut moved = with(&in_place(), &elsewhere);
    moved.extend(verified());
    let access = folded(&moved).access().unwrap();
    assert_eq!(access.earlier.len(), 1);
    assert!(access.earlier[0].relationship.ours);
    let back = [
        begun(3, true),
        reused("r-1", &["a-1"]),
        found(4),
        assignment("a-1"),
    ];
    let mut returned = with(&moved, &back);
    returned.extend(verified());
    let access = folded(&returned).access().unwrap();
    assert!(access.relationship.as_ref().unwrap().ours);
    assert!(access.was_made(&Made::Assignment(group())));
    let left: Vec<&str> = access
        .earlier
        .iter()
        .map(|it| it.relationship.id.as_str())
        .collect();
    assert_eq!(left, ["r-0"]);
    assert_eq!(access.earlier[0].assignments[&group()].id.as_str(), "a-3");

    for mut events in [moved, returned] {
        events.push(asked());
        assert_eq!(gone_through(&mut events), ALL_AND_EARLIER);
    }
}

#[test]
fn a_relationship_that_was_replaced_is_over() {
    let name = RelationshipName::new("Contoso - tenantry 00.2").unwrap();
    let id = "r-1".parse::<RelationshipId>().unwrap();
    let mut events = with(
        &in_place(),
        &[
            begun(2, true),
            E::NothingToReuse {
                name,
                supersedes: vec![id.clone()],
                at: 6,
            },
            E::RelationshipProposed {
                relationship: "r-2".parse().unwrap(),
                at: 6,
            },
            found(4),
            assigned("a-2"),
            E::SupersededEnded {
                relationship: id,
                at: 6,
            },
        ],
    );
    events.extend(verified());
    let access = folded(&events).access().unwrap();
    assert_eq!(access.earlier, []);
    events.push(asked());
    assert_eq!(gone_through(&mut events), ALL);
}

#[test]
fn access_of_old_is_put_on_record_before_it_is_ended() {
    let mut old = started();
    if let E::OnboardingStarted { plan, .. } = &mut old {
        *plan = 0;
    }
    let mut events = vec![old, E::OnboardingActivated {}];
    given(&events)
        .when(end(1))
        .then_expect_error(OnboardingRefusal::OnboardingByHand);
    events.extend([
        begun(2, true),
        reused("r-0", &["a-0"]),
        found(4),
        assigned("a-1"),
    ]);
    events.extend(verified());
    events.push(asked());
    assert_eq!(gone_through(&mut events), [ALL[0], ALL[1], ALL[3], ALL[4]]);
    events.push(E::AccessEnded {
        reason: why(),
        at: 8,
    });
    assert!(matches!(
        folded(&events),
        Onboarding::Ended(_, Ending::AccessEnded { .. })
    ));
}
