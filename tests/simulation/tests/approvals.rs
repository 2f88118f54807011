//! Changes from their approval to their outcome, and every way in which they can be interrupted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use tenantry_domain::approval::{Approval, Ending, Step};
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::saga::{days, seconds};
use tenantry_engine::approvals::{ApprovalError, OperationWish};
use tenantry_engine::time::Clock as _;
use tenantry_simulation::asking::{GRACE, NEW, scenario};
use tenantry_simulation::{Asking, Moment, Node, Stage, Tampering};
use tenantry_simulator::{Fault, Rule};

/// Of both databases and clouds: what the first process does until all is at rest.
struct Length {
    commits: usize,
    requests: u32,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
enum Change {
    Create,
    Disable,
}

impl Change {
    fn wish(self, asking: &Asking<'_>) -> OperationWish {
        match self {
            Self::Create => asking.new_user(),
            Self::Disable => OperationWish::DisableUser {
                account: asking.grace(),
                remove_licences_after_days: Some(30),
            },
        }
    }
}

async fn new_stage(tampering: Tampering<Step>) -> Stage {
    let stage = Stage::of(scenario(), 5).await;
    *stage.approval_tampering.lock().unwrap() = tampering;
    stage
}

async fn run(stage: &Stage, change: Change, deaths: &[Moment]) -> (Approval, Length) {
    let asking = Asking::on(stage).await;
    asking.ask(change.wish(&asking)).await;
    asking.approve("ben").await.unwrap();
    let told = asking.run(deaths).await;
    assert_eq!(
        asking.complaints().await,
        Vec::<String>::new(),
        "{change:?} {deaths:?}"
    );
    let length = Length {
        commits: told.commits,
        requests: u32::try_from(told.requests).unwrap(),
    };
    (asking.stands().await, length)
}

fn is_done(stands: &Approval) -> bool {
    matches!(stands, Approval::Ended(_, Ending::Done))
}

fn is_undone(stands: &Approval) -> bool {
    matches!(stands, Approval::Ended(_, Ending::Undone(_)))
}

/// Every moment at which a process can die on a way of this length.
fn moments(length: &Length) -> Vec<Moment> {
    let commits =
        (1..=length.commits).flat_map(|n| [Moment::BeforeCommit(n), Moment::AfterCommit(n)]);
    let requests =
        (1..=length.requests).flat_map(|n| [Moment::BeforeRequest(n), Moment::AfterRequest(n)]);
    commits.chain(requests).collect()
}

async fn dies_anywhere(
    change: Change,
    tampering: Tampering<Step>,
    ended_well: fn(&Approval) -> bool,
) {
    let (stands, length) = run(&new_stage(tampering.clone()).await, change, &[]).await;
    assert!(ended_well(&stands), "{stands:#?}");
    let moments = moments(&length);
    println!("{} crash points, {change:?} {tampering:?}", moments.len());
    for moment in moments {
        let stage = new_stage(tampering.clone()).await;
        let (stands, _) = run(&stage, change, &[moment]).await;
        assert!(ended_well(&stands), "{moment:?}: {stands:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_anywhere_creates_a_user_once() {
    dies_anywhere(Change::Create, Tampering::None, is_done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_anywhere_on_the_way_back_leaves_nothing() {
    let fails = Tampering::FailsBefore(Step::ChangeLicences);
    dies_anywhere(Change::Create, fails, is_undone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_anywhere_disables_a_leaver_once() {
    dies_anywhere(Change::Disable, Tampering::None, is_done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_out_at_once_and_licences_go_after_the_grace() {
    let stage = new_stage(Tampering::None).await;
    let asking = Asking::on(&stage).await;
    asking.ask(Change::Disable.wish(&asking)).await;
    asking.approve("ben").await.unwrap();
    let begun = stage.clock.now();
    let granted = async || {
        let stands = asking.stands().await;
        let done = &stands.request().unwrap().execution.done;
        done.contains(&Step::RevokeSessions)
    };
    asking.history.run_until(&[], granted).await;
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!(grace.sign_in, SignIn::Blocked);
    assert_eq!(grace.licences.len(), 1);
    assert!(stage.clock.now() - begun < days(1));
    asking.run(&[]).await;
    let grace = asking.account(GRACE).await.unwrap();
    assert_eq!((grace.sign_in, grace.licences.len()), (SignIn::Blocked, 0));
    assert!(stage.clock.now() - begun >= days(30));
}

/// The first worker hangs on its request of this number, which the cloud carries out; the second takes
/// over; then the first gets its answer. False when there are not so many requests.
async fn taken_over_at(request: u32) -> bool {
    let stage = new_stage(Tampering::None).await;
    let asking = Asking::on(&stage).await;
    asking.ask(asking.new_user()).await;
    asking.approve("ben").await.unwrap();
    let at_rest = async || is_done(&asking.stands().await);
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
                if at_rest().await {
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
                if at_rest().await {
                    break;
                }
                second.go_on.notify_one();
            }
        }
    }
    let wrong = asking.complaints().await;
    assert_eq!(wrong, Vec::<String>::new(), "request {request}");
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_lease_makes_nobody_twice() {
    let mut request = 1;
    while taken_over_at(request).await {
        request += 1;
    }
    println!("taken over at each of {} requests", request - 1);
    assert!(request > 4, "the way is longer than {request} requests");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_approve_at_once_approve_once() {
    let stage = new_stage(Tampering::None).await;
    let (asking, beside) = (Asking::on(&stage).await, Asking::beside(&stage).await);
    asking.ask(asking.new_user()).await;
    let (one, other) = tokio::join!(asking.approve("ben"), beside.approve("cleo"));
    let refused: Vec<&str> = [one, other]
        .iter()
        .filter_map(|it| it.as_ref().err().map(ApprovalError::code))
        .collect();
    assert_eq!(refused, ["APPROVAL_UNDER_WAY"]);
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    assert_eq!(asking.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_approval_and_a_withdrawal_at_once_one_counts() {
    for turn in 0..6 {
        let stage = new_stage(Tampering::None).await;
        let (asking, beside) = (Asking::on(&stage).await, Asking::beside(&stage).await);
        asking.ask(asking.new_user()).await;
        let (approved, withdrawn) = if turn % 2 == 0 {
            tokio::join!(asking.approve("ben"), beside.withdraw())
        } else {
            let (withdrawn, approved) = tokio::join!(beside.withdraw(), asking.approve("ben"));
            (approved, withdrawn)
        };
        assert_ne!(approved.is_ok(), withdrawn.is_ok(), "turn {turn}");
        asking.run(&[]).await;
        let there = asking.account(NEW).await.is_some();
        assert_eq!(there, approved.is_ok(), "turn {turn}");
        assert_eq!(asking.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_after_the_end_changes_nothing() {
    for late in [false, true] {
        let stage = new_stage(Tampering::None).await;
        let asking = Asking::on(&stage).await;
        asking.ask(asking.new_user()).await;
        let stands = asking.stands().await;
        let until = stands.request().unwrap().valid_until;
        stage
            .clock
            .reach(if late { until } else { until - seconds(2) });
        let approved = asking.approve("ben").await;
        let code = approved.as_ref().err().map(ApprovalError::code);
        assert_eq!(code, late.then_some("APPROVAL_EXPIRED"));
        asking.run(&[]).await;
        assert_eq!(asking.account(NEW).await.is_none(), late);
        let expired = matches!(asking.stands().await, Approval::Ended(_, Ending::Expired));
        assert_eq!(expired, late);
        assert_eq!(asking.complaints().await, Vec::<String>::new());
    }
}
