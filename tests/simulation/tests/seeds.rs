//! Histories made up from seeds: processes that die, answers that are lost, clouds that throttle and
//! fail, customers who refuse, dawdle and change their minds, people who start twice and cancel.
//!
//! `TENANTRY_SEED=n` repeats one history; `make soak SEEDS=n` tells many.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::env;

use tenantry_domain::onboarding::{Ending, Onboarding};
use tenantry_domain::saga::{days, hours, minutes, seconds};
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Moment, Order, Stage};
use tenantry_simulator::{Fault, Quirks, Rule};
use tenantry_support::Dice;

/// Told with every test run, each from the seeds that follow this one.
const SEEDS: u64 = 48;
const FIRST: u64 = 1;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}

/// What came of a history, to see that the seeds reach every kind of end.
#[derive(Debug, Default, Clone, Copy)]
struct Ends {
    active: u32,
    failed: u32,
    cancelled: u32,
    deaths: u64,
}

fn fault(dice: &mut Dice) -> Fault {
    match dice.below(11) {
        0 => Fault::DropBefore,
        1 => Fault::DropAfter,
        2 => Fault::Throttle { retry_after: None },
        3 => Fault::Throttle {
            retry_after: Some(dice.below(2)),
        },
        4 => Fault::Fail {
            status: 500,
            done_all_the_same: true,
            retry_after: None,
        },
        5 => Fault::Fail {
            status: 503,
            done_all_the_same: false,
            retry_after: None,
        },
        6 => Fault::Truncate,
        7 => Fault::Malformed,
        8 => Fault::HtmlPage,
        9 => Fault::ErrorIn200,
        _ => Fault::Fail {
            status: 502,
            done_all_the_same: dice.below(2) == 0,
            retry_after: None,
        },
    }
}

fn death(dice: &mut Dice) -> Moment {
    let within = dice.below(60);
    let (commit, request) = (
        usize::try_from(within / 2 + 1).unwrap(),
        u32::try_from(within + 1).unwrap(),
    );
    match dice.below(4) {
        0 => Moment::BeforeCommit(commit),
        1 => Moment::AfterCommit(commit),
        2 => Moment::BeforeRequest(request),
        _ => Moment::AfterRequest(request),
    }
}

/// Some time between moments and weeks, each length as likely as the others.
fn pause(dice: &mut Dice) -> i64 {
    let most = [seconds(20), minutes(5), hours(2), days(2), days(35)];
    let most = *dice.pick(&most);
    i64::try_from(dice.below(u64::try_from(most).unwrap())).unwrap() + 1
}

fn fate_of_customer(stage: &Stage, number: u32, dice: &mut Dice) {
    match dice.below(8) {
        0 => stage.refuse_after(number, pause(dice)),
        // Nobody ever answers.
        1 => {}
        2 => {
            let approval = pause(dice);
            stage.approve_after(number, approval);
            stage.remove_after(number, approval + pause(dice));
        }
        _ => {
            // Whoever comes before the invitation is there comes again.
            stage.approve_after(number, pause(dice));
            stage.approve_after(number, pause(dice));
        }
    }
    let tenant = stage.customer(number);
    for _ in 0..dice.below(3) {
        let order = match dice.below(4) {
            0 => Order::Cancel(tenant),
            1 => Order::Retry(tenant),
            _ => Order::Start(Box::new(stage.wish(number))),
        };
        stage.order_after(pause(dice), order);
    }
}

fn fate_of_clouds(stage: &Stage, dice: &mut Dice) {
    let control = stage.control();
    for _ in 0..dice.below(6) {
        let rule = Rule::nth(u32::try_from(dice.below(80) + 1).unwrap(), fault(dice));
        let times = u32::try_from(dice.below(4) + 1).unwrap();
        control.lay_down(rule.times(times));
    }
    let few = |dice: &mut Dice| {
        let rare = dice.below(4) == 0;
        u32::from(rare)
    };
    let quirks = Quirks {
        assignments_that_fail: few(dice),
        assignments_that_land_with_500: few(dice) * 2,
        ..Quirks::default()
    };
    control
        .set_quirks(stage.partner().0.as_uuid(), quirks)
        .unwrap();
}

async fn tell(seed: u64) -> Ends {
    let mut dice = Dice::seeded(seed);
    let customers = u32::try_from(dice.below(3) + 1).unwrap();
    let stage = Stage::new(customers, seed).await;
    let history = History::on(&stage).await;
    for number in 1..=customers {
        history.start(stage.wish(number)).await;
        fate_of_customer(&stage, number, &mut dice);
    }
    fate_of_clouds(&stage, &mut dice);
    let deaths: Vec<Moment> = (0..dice.below(5)).map(|_| death(&mut dice)).collect();
    let told = history.run(&deaths).await;
    stage.control().lift_all_rules();
    assert_eq!(complaints(&history).await, Vec::<String>::new());
    tables_are_what_a_rebuild_makes(&stage).await;
    let mut ends = Ends {
        deaths: told.deaths,
        ..Ends::default()
    };
    for number in 1..=customers {
        match history.stands(stage.customer(number)).await {
            Onboarding::Ended(_, Ending::Activated) => ends.active += 1,
            Onboarding::Ended(_, Ending::Failed { .. }) => ends.failed += 1,
            Onboarding::Ended(_, Ending::Cancelled) => ends.cancelled += 1,
            stands => panic!("not at rest: {stands:?}"),
        }
    }
    ends
}

async fn tables_are_what_a_rebuild_makes(stage: &Stage) {
    let projections = stage.world.projections().await;
    assert!(projections.catch_up().await.unwrap().is_empty());
    for name in ["onboardings", "tenants"] {
        let followed = projections.content_hash(name).await.unwrap();
        projections.rebuild(name, &mut |_| {}).await.unwrap();
        assert_eq!(
            projections.content_hash(name).await.unwrap(),
            followed,
            "{name}"
        );
    }
    projections.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_nothing_is_left_over() {
    let (first, count) = match (number("TENANTRY_SEED"), number("TENANTRY_SEEDS")) {
        (Some(seed), None) => (seed, 1),
        (first, Some(count)) => (first.unwrap_or(FIRST), count),
        (None, None) => (FIRST, SEEDS),
    };
    let mut sum = Ends::default();
    for seed in first..first + count {
        println!("TENANTRY_SEED={seed} cargo test -p tenantry-simulation --test seeds");
        let ends = tell(seed).await;
        sum.active += ends.active;
        sum.failed += ends.failed;
        sum.cancelled += ends.cancelled;
        sum.deaths += ends.deaths;
    }
    println!("{count} seeds: {sum:?}");
    if count >= SEEDS {
        let reached = sum.active > 0 && sum.failed > 0 && sum.cancelled > 0 && sum.deaths > 0;
        assert!(reached, "the seeds miss a kind of end: {sum:?}");
    }
}
