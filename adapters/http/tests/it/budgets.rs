//! Shares: one tenant's storm is nobody else's.

use crate::stage::{Act, Stage, quick, say, say_with, send};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::Cause;
use tenantry_http::{Budget, Limits};
use tokio::task::JoinSet;

#[tokio::test]
async fn a_storm_is_met_by_holding_back() {
    // The cloud lets nobody through until it was left alone for a second.
    let stage = Arc::new(
        Stage::open({
            let last = std::sync::Mutex::new(None::<std::time::Instant>);
            move |number, _| {
                let now = std::time::Instant::now();
                let quiet = last.lock().unwrap().replace(now).map(|before| now - before);
                let rested = quiet.is_some_and(|quiet| quiet >= Duration::from_secs(1));
                if number >= 100 || rested {
                    say(200, "{}")
                } else {
                    say_with(429, "retry-after", "1")
                }
            }
        })
        .await,
    );
    let tenant = Budget {
        in_flight: 4,
        per_second: 2.0,
        burst: 4.0,
    };
    let http = stage.http_with(Limits { tenant, ..quick() });
    let mut calls = JoinSet::new();
    for _ in 0..4 {
        let (http, stage) = (http.clone(), Arc::clone(&stage));
        calls.spawn(async move {
            send(&http, stage.get("/"))
                .await
                .map(|answer| answer.attempts)
        });
    }
    while let Some(outcome) = calls.join_next().await {
        outcome.unwrap().unwrap();
    }
    let requests = stage.seen().len();
    assert!(
        requests <= 14,
        "four calls, and few more requests than that: {requests}"
    );
}

#[tokio::test]
async fn others_go_on_meanwhile() {
    let stage = Stage::open(|_, seen| {
        if seen.line.contains("/busy") {
            say_with(429, "retry-after", "30")
        } else {
            say(200, "{}")
        }
    })
    .await;
    let http = stage.http();
    let busy = stage.get("/busy").deadline(Duration::from_secs(2));
    assert_eq!(send(&http, busy).await.unwrap_err().cause, Cause::Throttled);
    let same = stage.get("/free").deadline(Duration::from_millis(200));
    assert_eq!(
        send(&http, same).await.unwrap_err().cause,
        Cause::BudgetSpent
    );
    let other = stage
        .get("/free")
        .tenant("b")
        .deadline(Duration::from_secs(5));
    assert_eq!(send(&http, other).await.unwrap().status, 200);
    assert_eq!(
        stage.seen().len(),
        2,
        "what did not get its turn was not sent"
    );
}

#[tokio::test]
async fn no_more_under_way_than_the_budget_says() {
    let stage = Arc::new(Stage::open(|_, _| Act::KeepQuiet).await);
    let tenant = Budget {
        in_flight: 3,
        per_second: 1000.0,
        burst: 1000.0,
    };
    let http = stage.http_with(Limits { tenant, ..quick() });
    let mut patient = JoinSet::new();
    for _ in 0..3 {
        let (http, stage) = (http.clone(), Arc::clone(&stage));
        patient.spawn(async move { send(&http, stage.get("/")).await });
    }
    while stage.seen().len() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for _ in 0..5 {
        let call = stage.get("/").deadline(Duration::from_millis(50));
        assert_eq!(
            send(&http, call).await.unwrap_err().cause,
            Cause::BudgetSpent
        );
    }
    assert_eq!(stage.seen().len(), 3, "the others never left");
}
