//! Two workers, one of which does not know that its lease was taken over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use tenantry_domain::onboarding::{Ending, Onboarding};
use tenantry_domain::saga::seconds;
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Moment, Node, Stage};
use tenantry_simulator::{Fault, Rule};

/// The first worker hangs on its request of this number, which the cloud carries out; the second
/// takes over; then the first gets its answer. False when there are not so many requests.
async fn taken_over_at(request: u32) -> bool {
    let stage = Stage::new(1, 11).await;
    stage.approve_after(1, seconds(30));
    let history = History::on(&stage).await;
    history.start(stage.wish(1)).await;
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
                if history.at_rest().await {
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
                if history.at_rest().await {
                    break;
                }
                second.go_on.notify_one();
            }
        }
    }
    assert_eq!(
        complaints(&history).await,
        Vec::<String>::new(),
        "request {request}"
    );
    let stands = history.stands(stage.customer(1)).await;
    let active = matches!(stands, Onboarding::Ended(_, Ending::Activated));
    assert!(active, "request {request}: {stands:#?}");
    let made = control.relationships_ever_created_for(stage.customer(1).as_uuid());
    assert_eq!(made.len(), 1, "request {request}");
    true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_lost_its_lease_does_no_harm() {
    let mut request = 1;
    while taken_over_at(request).await {
        request += 1;
    }
    println!("taken over at each of {} requests", request - 1);
    assert!(request > 20, "the way is longer than {request} requests");
}
