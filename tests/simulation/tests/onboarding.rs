//! An onboarding from its start to its end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tenantry_domain::onboarding::{Ending, Onboarding};
use tenantry_domain::saga::hours;
use tenantry_engine::time::Clock;
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Stage};

fn approve_after(stage: &Stage, number: u32, pause: i64) {
    let (control, tenant) = (stage.control(), stage.customer(number).as_uuid());
    stage.agenda.at(stage.clock.now() + pause, move || {
        for id in control.relationships_ever_created_for(tenant) {
            control.approve(&id, tenant).unwrap();
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_becomes_active() {
    let stage = Stage::new(1, 1).await;
    let history = History::on(&stage).await;
    history.start(stage.wish(1)).await;
    approve_after(&stage, 1, hours(5));
    let told = history.run(&[]).await;
    println!("{told:?}");
    let stands = history.stands(stage.customer(1)).await;
    for entry in stage.control().journal() {
        println!(
            "{} {} {} {:?}",
            entry.at, entry.method, entry.path, entry.status
        );
    }
    assert!(
        matches!(stands, Onboarding::Ended(_, Ending::Activated)),
        "{stands:#?}"
    );
    assert_eq!(complaints(&history).await, Vec::<String>::new());
}
