//! Asking, approving, rejecting, withdrawing.

use super::*;
use crate::approval::{Ending, OperationProblem, Precedent, RejectRequest, WithdrawRequest};
use crate::ids::ProcedureId;
use crate::procedure::{Key, Limits, LowRiskGround, NotGood};
use crate::text::Tag;

#[test]
fn what_is_asked_for_waits_for_a_decision() {
    let operation = disable_user(None);
    given(&[])
        .when(ask(wish(&operation)))
        .then_expect_events(vec![asked(&operation)]);
    given(&[asked(&operation)])
        .when(ask(wish(&operation)))
        .then_expect_events(vec![]);
    given(&[asked(&operation)])
        .when(ask(wish(&archive())))
        .then_expect_error(ApprovalRefusal::ApprovalExists);
    assert_eq!(task(&[asked(&operation)]), Some(Task::Do(Step::Remind)));
}

#[test]
fn what_cannot_be_carried_out_is_not_asked_for() {
    let operation = disable_user(None);
    let refused = |change: fn(&mut RequestApproval), refusal| {
        let mut wish = wish(&disable_user(None));
        change(&mut wish);
        given(&[]).when(ask(wish)).then_expect_error(refusal);
    };
    let nothing = |it: &mut RequestApproval| it.plan = ChangePlan::of(&it.operation, []);
    refused(nothing, ApprovalRefusal::OperationEmpty);
    let foreign = |it: &mut RequestApproval| it.plan = plan(&archive());
    let problem = OperationProblem::ForeignPlan;
    refused(foreign, ApprovalRefusal::OperationUnfit { problem });
    let long = |it: &mut RequestApproval| it.operation = disable_user(Some(366));
    let problem = OperationProblem::GraceTooLong;
    refused(long, ApprovalRefusal::OperationUnfit { problem });
    let wanted = 3;
    let many = |it: &mut RequestApproval| it.decisions_needed = 3;
    refused(
        many,
        ApprovalRefusal::ApprovalDecisionsOutOfRange { wanted },
    );
    for days in [0, 31] {
        let mut wish = wish(&operation);
        wish.valid_days = days;
        let refusal = ApprovalRefusal::ApprovalValidityOutOfRange { most: 30 };
        given(&[]).when(ask(wish)).then_expect_error(refusal);
    }
}

#[test]
fn one_decision_of_somebody_else_grants_it() {
    let operation = disable_user(None);
    let role = Role::Tech;
    let gave = E::ApprovalGiven {
        by: person("linus"),
        role,
        digest: digest(&operation),
        at: 1,
    };
    given(&[asked(&operation)])
        .when(approve(tech("linus"), digest(&operation), 1))
        .then_expect_events(vec![gave, granted(&["linus"], &operation)]);
}

#[test]
fn nobody_decides_about_what_they_asked_for() {
    for operation in [disable_user(None), archive()] {
        for role in Role::ALL {
            let own = as_role("grace", role);
            given(&[asked(&operation)])
                .when(approve(own.clone(), digest(&operation), 1))
                .then_expect_error(ApprovalRefusal::ApprovalOfOwnRequest);
            let reject = ApprovalCommand::Reject(RejectRequest {
                by: own,
                reason: why(),
                at: 1,
            });
            given(&[asked(&operation)])
                .when(reject)
                .then_expect_error(ApprovalRefusal::ApprovalOfOwnRequest);
        }
    }
}

#[test]
fn the_role_of_the_moment_decides() {
    let operation = disable_user(None);
    for role in [Role::Viewer, Role::Auditor] {
        given(&[asked(&operation)])
            .when(approve(as_role("linus", role), digest(&operation), 1))
            .then_expect_error(ApprovalRefusal::ApprovalNeedsTech);
    }
    given(&[asked(&archive())])
        .when(approve(tech("linus"), digest(&archive()), 1))
        .then_expect_error(ApprovalRefusal::ApprovalNeedsAdmin);
    given(&[asked(&archive())])
        .when(approve(admin("linus"), digest(&archive()), 1))
        .then_expect_events(vec![
            gave("linus", &archive()),
            granted(&["linus"], &archive()),
        ]);
}

#[test]
fn where_two_have_to_decide_they_are_two() {
    let operation = archive();
    let first = [asked_of(&operation, 2), gave("linus", &operation)];
    given(&first[..1])
        .when(approve(admin("linus"), digest(&operation), 1))
        .then_expect_events(vec![first[1].clone()]);
    given(&first)
        .when(approve(admin("linus"), digest(&operation), 1))
        .then_expect_error(ApprovalRefusal::ApprovalGivenTwice);
    given(&first)
        .when(approve(admin("ken"), digest(&operation), 1))
        .then_expect_events(vec![
            gave("ken", &operation),
            granted(&["linus", "ken"], &operation),
        ]);
}

#[test]
fn a_plan_that_was_not_looked_at_is_not_approved() {
    let operation = disable_user(None);
    let stale = plan_from(&operation, "unknown").digest;
    let current = digest(&operation);
    for other in [stale, PlanDigest::named("")] {
        given(&[asked(&operation)])
            .when(approve(tech("linus"), other, 1))
            .then_expect_error(ApprovalRefusal::ApprovalPlanMoved {
                current: current.clone(),
            });
    }
}

#[test]
fn after_its_time_nobody_decides_whether_or_not_that_is_on_record() {
    let operation = disable_user(None);
    let over = E::ApprovalExpired { at: WEEK };
    for events in [vec![asked(&operation)], vec![asked(&operation), over]] {
        given(&events)
            .when(approve(tech("linus"), digest(&operation), WEEK))
            .then_expect_error(ApprovalRefusal::ApprovalExpired);
    }
    given(&[asked(&operation)])
        .when(approve(tech("linus"), digest(&operation), WEEK - 1))
        .then_expect_events(vec![
            E::ApprovalGiven {
                by: person("linus"),
                role: Role::Tech,
                digest: digest(&operation),
                at: WEEK - 1,
            },
            E::ApprovalGranted {
                grant: Grant::People(vec![person("linus")]),
                digest: digest(&operation),
                at: WEEK - 1,
            },
        ]);
}

#[test]
fn it_is_reminded_of_once_and_expires_not_before_its_time() {
    let operation = disable_user(None);
    let reminded = E::ApprovalReminded { at: days(6) };
    let early = E::ApprovalReminded { at: 1 };
    given(&[asked(&operation)])
        .when(note(early, 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&[asked(&operation)])
        .when(note(reminded.clone(), days(6)))
        .then_expect_events(vec![reminded.clone()]);
    let events = [asked(&operation), reminded];
    assert_eq!(task(&events), Some(Task::Do(Step::Expire)));
    let over = E::ApprovalExpired { at: WEEK };
    given(&events)
        .when(note(over.clone(), WEEK - 1))
        .then_expect_error(ApprovalRefusal::StepNotAtHand);
    given(&events)
        .when(note(over.clone(), WEEK))
        .then_expect_events(vec![over.clone()]);
    assert_eq!(task(&with(events.to_vec(), [over])), None);
}

fn reject(name: &str) -> ApprovalCommand {
    ApprovalCommand::Reject(RejectRequest {
        by: tech(name),
        reason: why(),
        at: 2,
    })
}

fn withdraw(by: Decider) -> ApprovalCommand {
    let reason = None;
    ApprovalCommand::Withdraw(WithdrawRequest { by, reason, at: 2 })
}

#[test]
fn a_decision_after_the_end_changes_nothing() {
    let operation = disable_user(None);
    let (by, reason) = (person("linus"), why());
    let rejected = E::ApprovalRejected { by, reason, at: 2 };
    let open = [asked(&operation)];
    given(&open)
        .when(reject("linus"))
        .then_expect_events(vec![rejected.clone()]);
    let (by, reason) = (person("grace"), None);
    let withdrawn = E::ApprovalWithdrawn { by, reason, at: 2 };
    given(&open)
        .when(withdraw(tech("grace")))
        .then_expect_events(vec![withdrawn.clone()]);
    for (end, ending) in [(rejected, Ending::Rejected), (withdrawn, Ending::Withdrawn)] {
        let events = [asked(&operation), end];
        let approval = folded(&events);
        assert!(matches!(&approval, Approval::Ended(_, it) if *it == ending));
        assert_eq!(approval.next(), Next::Rest);
        given(&events)
            .when(approve(tech("linus"), digest(&operation), 3))
            .then_expect_error(ApprovalRefusal::ApprovalDecided);
    }
}

#[test]
fn what_is_granted_is_neither_rejected_nor_withdrawn() {
    let operation = disable_user(None);
    let events = begun(&operation);
    for late in [reject("ken"), withdraw(tech("grace"))] {
        given(&events)
            .when(late)
            .then_expect_error(ApprovalRefusal::ApprovalUnderWay);
    }
    given(&events)
        .when(approve(tech("ken"), digest(&operation), 3))
        .then_expect_error(ApprovalRefusal::ApprovalUnderWay);
    // Who said so already is told that it is so.
    given(&events)
        .when(approve(tech("linus"), digest(&operation), 3))
        .then_expect_events(vec![]);
}

#[test]
fn only_who_asked_takes_it_back_or_an_admin() {
    let operation = disable_user(None);
    given(&[asked(&operation)])
        .when(withdraw(tech("linus")))
        .then_expect_error(ApprovalRefusal::NotYoursToWithdraw);
    let (by, reason) = (person("linus"), None);
    given(&[asked(&operation)])
        .when(withdraw(admin("linus")))
        .then_expect_events(vec![E::ApprovalWithdrawn { by, reason, at: 2 }]);
}

#[test]
fn nothing_can_be_decided_that_nobody_asked_for() {
    for command in [
        approve(tech("linus"), PlanDigest::named("x"), 1),
        reject("linus"),
        withdraw(tech("grace")),
        note(E::ChangeMade { at: 1 }, 1),
    ] {
        given(&[])
            .when(command)
            .then_expect_error(ApprovalRefusal::ApprovalNotFound);
    }
}

// Rules

fn ground() -> LowRiskGround {
    let key: Key = "disable".parse().unwrap();
    LowRiskGround {
        procedure_id: ProcedureId::new(Uuid::from_u128(5)),
        version: 2,
        step: key,
        operation: disable_user(None).kind(),
        marked_by: person("ken"),
        until: 100,
        limits: Limits {
            per_day: 3,
            licences: None,
            customers: BTreeSet::new(),
            tags: BTreeSet::new(),
        },
    }
}

fn by_rule(
    ground: &LowRiskGround,
    operation: &Operation,
    used_today: u32,
    tag: &str,
) -> ApprovalCommand {
    let mut wish = wish(operation);
    wish.precedent = Some(Precedent {
        ground: ground.clone(),
        used_today,
        tags: BTreeSet::from([Tag::new(tag).unwrap()]),
    });
    ask(wish)
}

#[test]
fn a_rule_grants_at_once_and_is_on_record_as_what_granted() {
    let operation = disable_user(None);
    let mut asked = asked(&operation);
    if let E::ApprovalRequested { ground: by, .. } = &mut asked {
        *by = Some(Box::new(ground()));
    }
    let granted = E::ApprovalGranted {
        grant: Grant::Rule(ground()),
        digest: digest(&operation),
        at: 0,
    };
    given(&[])
        .when(by_rule(&ground(), &operation, 2, "gold"))
        .then_expect_events(vec![asked, granted]);
}

#[test]
fn a_rule_that_does_not_fit_grants_nothing() {
    let refused = |change: fn(&mut LowRiskGround), operation: &Operation, used, problem| {
        let mut ground = ground();
        change(&mut ground);
        given(&[])
            .when(by_rule(&ground, operation, used, "gold"))
            .then_expect_error(ApprovalRefusal::RuleNotGood { problem });
    };
    let (disable, keep) = (disable_user(None), |_: &mut LowRiskGround| {});
    refused(|it| it.until = 0, &disable, 0, NotGood::Over);
    refused(keep, &disable, 3, NotGood::UsedUp);
    refused(keep, &create_user(), 0, NotGood::OtherOperation);
    let risky = |it: &mut LowRiskGround| it.operation = archive().kind();
    refused(risky, &archive(), 0, NotGood::HighRisk);
    let silver = |it: &mut LowRiskGround| {
        it.limits.tags = BTreeSet::from([Tag::new("silver").unwrap()]);
    };
    refused(silver, &disable, 0, NotGood::OtherCustomer);
    let licensed = |it: &mut LowRiskGround| it.limits.licences = Some(skus(&[1]));
    let with_licences = disable_user(Some(3));
    refused(licensed, &with_licences, 0, NotGood::OtherLicences);
    let creating = |it: &mut LowRiskGround| {
        it.operation = create_user().kind();
        it.limits.licences = Some(skus(&[1]));
    };
    refused(creating, &create_user(), 0, NotGood::OtherLicences);
}

#[test]
fn whom_a_rule_names_it_covers_by_id_or_by_tag() {
    let operation = disable_user(None);
    let grants = |ground: &LowRiskGround, tag: &str| {
        let command = by_rule(ground, &operation, 0, tag);
        Approval::default().decide(&command).is_ok()
    };
    let mut ground = ground();
    ground.limits.tags = BTreeSet::from([Tag::new("gold").unwrap()]);
    assert!(grants(&ground, "gold") && !grants(&ground, "silver"));
    ground.limits.customers = BTreeSet::from([customer()]);
    assert!(grants(&ground, "silver"));
}
