//! What holds whatever is asked, decided and answered, in whatever order.

use proptest::prelude::*;

use super::*;
use crate::approval::{
    AbandonChange, HandOutPassword, RejectRequest, RetryChange, WithdrawRequest, steps_of,
};

/// One thing that somebody does, in terms of how things stand then.
#[derive(Debug, Clone)]
enum Deed {
    Ask,
    Approve {
        who: usize,
        role: Role,
        stale: bool,
    },
    Reject {
        who: usize,
    },
    Withdraw {
        who: usize,
    },
    Retry,
    Abandon,
    HandOut {
        who: usize,
    },
    /// The step at hand has the outcome that it is for.
    Succeed,
    /// The plan is another one by now.
    Move {
        how: u8,
    },
    Vanish,
    Lose,
    Refuse {
        permanently: bool,
    },
    Request,
    /// Something that is not at hand.
    Stray {
        number: usize,
    },
}

const PEOPLE: [&str; 4] = ["grace", "linus", "ken", "barbara"];

fn deeds() -> impl Strategy<Value = Deed> {
    let who = 0..PEOPLE.len();
    let role = prop_oneof![
        6 => Just(Role::Admin),
        1 => proptest::sample::select(Role::ALL.to_vec()),
    ];
    prop_oneof![
        2 => Just(Deed::Ask),
        10 => (who.clone(), role, proptest::bool::weighted(0.1))
            .prop_map(|(who, role, stale)| Deed::Approve { who, role, stale }),
        1 => who.clone().prop_map(|who| Deed::Reject { who }),
        1 => who.clone().prop_map(|who| Deed::Withdraw { who }),
        1 => Just(Deed::Retry),
        1 => Just(Deed::Abandon),
        2 => who.prop_map(|who| Deed::HandOut { who }),
        12 => Just(Deed::Succeed),
        3 => (0..3_u8).prop_map(|how| Deed::Move { how }),
        1 => Just(Deed::Vanish),
        2 => Just(Deed::Lose),
        2 => any::<bool>().prop_map(|permanently| Deed::Refuse { permanently }),
        4 => Just(Deed::Request),
        2 => (0..20_usize).prop_map(|number| Deed::Stray { number }),
    ]
}

/// What people do at first, so that most histories get somewhere: it is asked for, and approved by two.
fn opening() -> Vec<(Deed, Micros)> {
    let approve = |who| Deed::Approve {
        who,
        role: Role::Admin,
        stale: false,
    };
    vec![(Deed::Ask, 0), (approve(1), 0), (approve(2), 0)]
}

fn operations() -> impl Strategy<Value = Operation> {
    let assign = Operation::AssignLicences {
        account: account(),
        licences: skus(&[1]),
        usage_location: Some("DE".parse().unwrap()),
    };
    proptest::sample::select(vec![
        create_user(),
        disable_user(Some(1)),
        disable_user(None),
        assign,
        archive(),
    ])
}

/// What a step is for.
fn outcome(step: Step, operation: &Operation, state: &Approval, at: Micros) -> E {
    let removed = skus(&[9]);
    match step {
        Step::Remind => E::ApprovalReminded { at },
        Step::Expire => E::ApprovalExpired { at },
        Step::ConfirmPlan => {
            let digest = state.request().unwrap().plan.digest.clone();
            E::PlanConfirmed { digest, at }
        }
        Step::KeepPassword => E::PasswordKept { at },
        Step::CreateUser => E::UserCreated {
            user: account().user.id,
            at,
        },
        Step::SetUsageLocation => E::UsageLocationSet {
            before: None,
            after: "DE".parse().unwrap(),
            at,
        },
        Step::ChangeLicences => E::LicencesChanged {
            added: skus(&[operation.needs().len() as u128]),
            removed,
            at,
        },
        Step::BlockSignIn => E::SignInBlocked { at },
        Step::AllowSignIn => E::SignInAllowed { at },
        Step::RevokeSessions => E::SessionsRevoked { at },
        Step::WaitForGrace => E::GraceEnded { at },
        Step::FreeLicences => E::LicencesFreed { removed, at },
        Step::DeleteUser => E::UserDeleted { at },
        Step::CarryOut => E::CarriedOut { at },
        Step::TakeBackSignIn => E::SignInTakenBack { at },
        Step::TakeBackLicences => E::LicencesTakenBack { at },
        Step::TakeBackUsageLocation => E::UsageLocationTakenBack { at },
        Step::TakeBackUser => E::UserTakenBack { at },
        Step::DropPassword => E::PasswordDropped { at },
    }
}

fn at_hand(state: &Approval) -> Option<(Step, bool)> {
    match state.next() {
        Next::Due {
            task: Task::Do(step),
            ..
        } => Some((step, false)),
        Next::Due {
            task: Task::Clarify(step),
            ..
        } => Some((step, true)),
        Next::Due { .. } | Next::Rest => None,
    }
}

/// The deed as a command, and when.
fn command(deed: &Deed, operation: &Operation, state: &Approval, now: Micros) -> ApprovalCommand {
    let who = |who: usize| admin(PEOPLE[who]);
    let step = at_hand(state);
    let do_step = step.map_or(Step::ConfirmPlan, |(step, _)| step);
    let progress = |what| proceed(what, now, 1);
    match deed {
        Deed::Ask => ask(RequestApproval {
            at: now,
            decisions_needed: 2,
            ..wish(operation)
        }),
        Deed::Approve { who, role, stale } => {
            let current = state.request().map(|it| it.plan.digest.clone());
            let digest = current.filter(|_| !stale);
            let digest = digest.unwrap_or_else(|| PlanDigest::named("stale"));
            approve(as_role(PEOPLE[*who], *role), digest, now)
        }
        Deed::Reject { who: by } => ApprovalCommand::Reject(RejectRequest {
            by: who(*by),
            reason: why(),
            at: now,
        }),
        Deed::Withdraw { who: by } => ApprovalCommand::Withdraw(WithdrawRequest {
            by: who(*by),
            reason: None,
            at: now,
        }),
        Deed::Retry => ApprovalCommand::Retry(RetryChange { at: now }),
        Deed::Abandon => ApprovalCommand::Abandon(AbandonChange {
            by: who(1),
            reason: why(),
            at: now,
        }),
        Deed::HandOut { who: to } => ApprovalCommand::HandOut(HandOutPassword {
            to: who(*to),
            at: now,
        }),
        Deed::Succeed if step.is_none() => progress(What::Conclude),
        Deed::Succeed => progress(What::Note(outcome(do_step, operation, state, now))),
        Deed::Move { how } => {
            let plan = plan_from(operation, &format!("moved {how}"));
            let moved = state.request().map(|it| it.compared(plan, now));
            progress(What::Note(moved.unwrap_or(E::ChangeMade { at: now })))
        }
        Deed::Vanish => progress(What::Note(E::EffectNotFound {
            step: do_step,
            at: now,
        })),
        Deed::Lose => progress(What::Delay {
            step: do_step,
            fault: unknown(),
            until: now,
        }),
        Deed::Refuse { permanently: true } => progress(What::GiveUp {
            step: do_step,
            fault: fault(),
        }),
        Deed::Refuse { permanently: false } => progress(What::Delay {
            step: do_step,
            fault: fault(),
            until: now,
        }),
        Deed::Request => progress(What::Request(do_step)),
        Deed::Stray { number } => {
            let all = steps_of(operation);
            let step = all[number % all.len()];
            progress(What::Note(outcome(step, operation, state, now)))
        }
    }
}

/// What has to hold, told from the events alone.
#[derive(Debug, Default)]
struct Watch {
    granted: Option<PlanDigest>,
    given: Vec<Person>,
    confirmed: bool,
    made: Vec<Step>,
    done: Vec<Step>,
    handed_out: usize,
    over: bool,
}

impl Watch {
    fn see(&mut self, event: &E, plan: &PlanDigest) {
        #[allow(clippy::wildcard_enum_match_arm)] // What is left is seen by the step that it ends.
        match event {
            E::ApprovalGiven {
                by, digest, role, ..
            } => {
                assert!(self.granted.is_none() && !self.over);
                assert!(*by != person("grace"), "decided about the own request");
                assert!(!self.given.contains(by), "decided twice");
                assert!(matches!(role, Role::Tech | Role::Admin));
                assert_eq!(digest, plan, "another plan was looked at");
                self.given.push(by.clone());
            }
            E::ApprovalGranted { digest, .. } => {
                assert_eq!(self.granted, None, "granted twice");
                assert_eq!(self.given.len(), 2, "granted by too few");
                assert_eq!(digest, plan);
                self.granted = Some(digest.clone());
            }
            E::PlanConfirmed { digest, .. } => {
                assert_eq!(Some(digest), self.granted.as_ref());
                self.confirmed = true;
            }
            E::PlanMoved { .. } => {
                assert_eq!(self.made, [], "moved after something was changed");
                (self.granted, self.confirmed) = (None, false);
                self.given.clear();
            }
            E::PasswordHandedOut { .. } => self.handed_out += 1,
            E::ApprovalRejected { .. }
            | E::ApprovalWithdrawn { .. }
            | E::ApprovalExpired { .. } => {
                assert_eq!(self.granted, None, "called off while it was carried out");
                self.over = true;
            }
            E::ChangeMade { .. } | E::ChangeAbandoned { .. } => self.over = true,
            E::ChangeUndone { .. } => {
                assert_eq!(self.made, [], "reported before all was undone");
                self.over = true;
            }
            _ => self.see_step(event),
        }
        assert!(self.handed_out <= 1);
    }

    fn see_step(&mut self, event: &E) {
        let Some(step) = event.ends() else { return };
        if step == Step::Remind || step == Step::ConfirmPlan {
            return;
        }
        if crate::saga::Step::class(&step).leaves_traces() {
            assert!(
                self.granted.is_some() && self.confirmed,
                "{step} without a grant"
            );
            assert!(!self.over, "{step} after the end");
            assert!(!self.done.contains(&step), "{step} twice");
            self.done.push(step);
            self.made.extend(step.undo().map(|_| step));
        } else if let Some(last) = self.made.last()
            && !self.over
            && step != Step::WaitForGrace
            && step != Step::FreeLicences
        {
            assert_eq!(last.undo(), Some(step), "undone out of order");
            self.made.pop();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Nothing is changed without a grant for the very plan; there is one grant at a time, and each
    /// change is made once; what was made is undone in reverse before that is reported; after the end
    /// nothing is decided or changed.
    #[test]
    fn what_is_approved_is_what_is_done_and_once(
        operation in operations(),
        opened in 1..=3_usize,
        all in proptest::collection::vec((deeds(), 0..days(1)), 0..60),
    ) {
        let mut state = Approval::default();
        let mut watch = Watch::default();
        let mut now = 0;
        for (deed, pause) in opening().into_iter().take(opened).chain(all) {
            now += pause;
            let command = command(&deed, &operation, &state, now);
            let Ok(decision) = state.decide(&command) else { continue };
            for event in decision.into_events() {
                let before = state.request().map(|it| it.plan.digest.clone());
                watch.see(&event, &before.unwrap_or_else(|| digest(&operation)));
                state.evolve(&event);
            }
            let json = serde_json::to_string(&state).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Approval>(&json).unwrap(), &state);
        }
    }

    /// Whatever happened, it comes to its end when the steps at hand do what they are for.
    #[test]
    fn what_is_under_way_comes_to_an_end(
        operation in operations(),
        opened in 1..=3_usize,
        all in proptest::collection::vec((deeds(), 0..days(1)), 0..40),
    ) {
        let mut state = Approval::default();
        let mut now = 0;
        for (deed, pause) in opening().into_iter().take(opened).chain(all) {
            now += pause;
            if let Ok(decision) = state.decide(&command(&deed, &operation, &state, now)) {
                for event in decision.into_events() {
                    state.evolve(&event);
                }
            }
        }
        for _ in 0..20 {
            let Next::Due { not_before, .. } = state.next() else { break };
            now = now.max(not_before);
            let succeed = command(&Deed::Succeed, &operation, &state, now);
            let events = state.decide(&succeed).unwrap().into_events();
            for event in events {
                state.evolve(&event);
            }
        }
        prop_assert_eq!(state.next(), Next::Rest);
        prop_assert!(matches!(state, Approval::Ended(..)));
    }
}
