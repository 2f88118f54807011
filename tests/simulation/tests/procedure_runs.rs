//! A procedure of three steps, from its start to its end, and every moment at which a process can die.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tenantry_domain::approval::{Approval, Ending};
use tenantry_domain::cloud::administration::SignIn;
use tenantry_domain::procedure_run::{ProcedureRun, approval_of};
use tenantry_domain::role::Role;
use tenantry_domain::text::Reason;
use tenantry_simulation::asking::{NEW, by, scenario};
use tenantry_simulation::following::{Following, RUN, definition, key, operator};
use tenantry_simulation::{Moment, Node, Stage};

async fn new_stage() -> Stage {
    Stage::of(scenario(), 7).await
}

/// How many times the first process wrote.
async fn run(stage: &Stage, deaths: &[Moment]) -> usize {
    let following = Following::on(stage, definition()).await;
    following.start(operator()).await.unwrap();
    let told = following.run(deaths).await;
    let stands = following.stands().await;
    assert!(
        matches!(stands, ProcedureRun::Done(_)),
        "{deaths:?}: {stands:#?}"
    );
    let wrong = following.complaints().await;
    assert_eq!(wrong, Vec::<String>::new(), "{deaths:?}");
    let ada = following.asking.account(NEW).await.unwrap();
    assert_eq!((ada.sign_in, ada.licences.len()), (SignIn::Blocked, 1));
    told.commits
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_between_any_two_events_asks_for_each_step_once() {
    let commits = run(&new_stage().await, &[]).await;
    println!("{commits} commits");
    assert!(
        commits > 10,
        "a run of three steps takes more than {commits}"
    );
    for number in 1..=commits {
        for moment in [Moment::BeforeCommit(number), Moment::AfterCommit(number)] {
            run(&new_stage().await, &[moment]).await;
        }
    }
}

/// The first worker is held before a commit of its own while a second takes over.
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_ask_for_each_step_once() {
    let stage = new_stage().await;
    let following = Following::on(&stage, definition()).await;
    following.start(operator()).await.unwrap();
    let first = Node::start(&stage, 1, Moment::Never).await;
    let mut hangs = Box::pin(first.run());
    // Until the first step waits for a decision.
    loop {
        tokio::select! {
            biased;
            () = &mut hangs => panic!("a runner ended by itself"),
            () = first.idle.notified() => {
                if following.step("create").await.request().is_some() {
                    break;
                }
                first.go_on.notify_one();
            }
        }
    }
    // Both believe that they hold the lease: each hears of what people decide.
    stage.leases.end_all();
    let second = Node::start(&stage, 2, Moment::Never).await;
    let mut goes_on = Box::pin(second.run());
    let ids = ["create", "license", "disable"].map(|it| approval_of(RUN, &key(it)));
    loop {
        tokio::select! {
            biased;
            () = &mut hangs => panic!("a runner ended by itself"),
            () = &mut goes_on => panic!("a runner ended by itself"),
            () = first.idle.notified() => {
                // Before time passes, so that nothing expires.
                following.approve_all(&ids).await;
                first.go_on.notify_one();
            }
            () = second.idle.notified() => {
                let approved = following.approve_all(&ids).await;
                let stands = following.stands().await;
                assert!(!matches!(stands, ProcedureRun::Stopped(_)), "{stands:#?}");
                let over = matches!(stands, ProcedureRun::Done(_));
                if over && !approved {
                    break;
                }
                second.go_on.notify_one();
            }
        }
    }
    let wrong = following.complaints().await;
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_counts_wherever_it_falls() {
    let stage = new_stage().await;
    let following = Following::on(&stage, definition()).await;
    following.start(operator()).await.unwrap();
    following.run_until_asked("create").await;
    let why = Reason::new("she does not come after all").unwrap();
    let stopped = following.runs.stop(stage.msp, RUN, why, by("cleo")).await;
    stopped.unwrap();
    let ids = ["create", "license", "disable"].map(|it| approval_of(RUN, &key(it)));
    let settled = async || {
        let approved = following.approve_all(&ids).await;
        let open = following.stands().await.run().unwrap().open().count();
        !approved && open == 0
    };
    following.asking.history.run_until(&[], settled).await;
    // What was asked for went on; what was not is not.
    let stands = following.stands().await;
    assert!(matches!(&stands, ProcedureRun::Stopped(run) if run.is_done(&key("create"))));
    assert!(matches!(
        following.step("create").await,
        Approval::Ended(_, Ending::Done)
    ));
    assert_eq!(following.step("license").await, Approval::Unknown);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_what_they_started() {
    let stage = new_stage().await;
    let following = Following::on(&stage, definition()).await;
    following.start(operator()).await.unwrap();
    following.run_until_asked("create").await;
    let stands = following.step("create").await;
    let digest = stands.request().unwrap().plan.digest.clone();
    let id = approval_of(RUN, &key("create"));
    let approvals = &following.asking.approvals;
    let own = approvals.approve(stage.msp, id, digest, Role::Admin, operator());
    let refused = own.await.unwrap_err();
    assert_eq!(refused.code(), "APPROVAL_OF_OWN_REQUEST");
}
