//! What is sent again, and what is not.

use crate::stage::{Act, Stage, quick, say, say_with, send};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, Effect};
use tenantry_http::{Breaking, Limits, Repeat, Repeating};

#[tokio::test]
async fn a_read_is_repeated_until_it_works_under_one_id() {
    let stage = Stage::open(|number, _| match number {
        0 => say(500, ""),
        1 => Act::HangUp,
        2 => say_with(429, "retry-after", "0"),
        3 => say(502, "<html>Bad Gateway</html>"),
        _ => say_with(200, "request-id", "the-clouds-own"),
    })
    .await;
    let answer = send(&stage.http(), stage.get("/thing")).await.unwrap();
    assert_eq!(
        (answer.attempts, answer.correlation_id.as_str()),
        (5, "the-clouds-own")
    );
    let ids: Vec<_> = stage
        .seen()
        .iter()
        .map(|seen| seen.header("client-request-id").unwrap())
        .collect();
    assert_eq!(ids.len(), 5);
    assert!(
        ids.iter().all(|id| *id == ids[0] && id.len() == 36),
        "{ids:?}"
    );
}

#[tokio::test]
async fn a_change_that_may_have_been_made_is_not_sent_again() {
    let unclear = [
        say(500, ""),
        Act::HangUp,
        Act::Break(100, b"half".to_vec()),
        say(503, ""),
    ];
    for act in unclear {
        let told = act.clone();
        let stage = Stage::open(move |_, _| told.clone()).await;
        let fault = send(&stage.http(), stage.post("/thing")).await.unwrap_err();
        assert_eq!(fault.effect, Effect::Unknown, "{act:?}: {fault}");
        assert_eq!(stage.seen().len(), 1, "{act:?}");
    }
}

#[tokio::test]
async fn a_change_that_was_turned_away_is_sent_again() {
    let stage = Stage::open(|number, _| match number {
        0 => say_with(429, "retry-after", "0"),
        1 => say_with(503, "retry-after", "0"),
        _ => say(201, "{}"),
    })
    .await;
    let answer = send(&stage.http(), stage.post("/thing")).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.attempts), (201, 3));
    assert!(
        stage.seen().iter().all(|seen| seen.body == "\"{}\""),
        "the body is sent whole each time"
    );
}

#[tokio::test]
async fn a_change_made_safe_by_its_id_is_sent_again() {
    let stage = Stage::open(|number, _| {
        if number == 0 {
            Act::HangUp
        } else {
            say(201, "{}")
        }
    })
    .await;
    let call = stage.post("/thing").repeat(Repeat::Freely);
    assert_eq!(send(&stage.http(), call).await.unwrap().attempts, 2);
}

#[tokio::test]
async fn what_an_earlier_attempt_may_have_done_stays_open() {
    let stage = Stage::open(|number, _| {
        if number == 0 {
            Act::HangUp
        } else {
            say(403, "not any more")
        }
    })
    .await;
    let call = stage.post("/thing").repeat(Repeat::Freely);
    let fault = send(&stage.http(), call).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::Refused, Effect::Unknown)
    );
}

#[tokio::test]
async fn what_is_wrong_in_itself_is_not_repeated() {
    let stage = Stage::open(|_, _| say(400, "AADSTS900144: no scope")).await;
    let fault = send(&stage.http(), stage.get("/")).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.status, fault.effect),
        (Cause::Refused, Some(400), Effect::None)
    );
    assert_eq!(fault.detail, "AADSTS900144: no scope");
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_it() {
    let stage = Stage::open(|_, _| Act::KeepQuiet).await;
    let call = stage.get("/").deadline(Duration::from_millis(300));
    let fault = send(&stage.http(), call).await.unwrap_err();
    assert_eq!(fault.cause, Cause::Silent);
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_left_to_the_caller() {
    let stage = Stage::open(|_, _| say_with(429, "retry-after", "3600")).await;
    let fault = send(&stage.http(), stage.get("/")).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.retry_after),
        (Cause::Throttled, Some(Duration::from_hours(1)))
    );
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test]
async fn an_instant_to_come_back_at_is_understood() {
    let stage = Stage::open(|_, _| {
        let headers = vec![
            ("date", "Fri, 20 Nov 2026 08:00:00 GMT".to_owned()),
            ("retry-after", "Fri, 20 Nov 2026 09:00:00 GMT".to_owned()),
        ];
        Act::Say(503, headers, Vec::new())
    })
    .await;
    let fault = send(&stage.http(), stage.get("/")).await.unwrap_err();
    assert_eq!(
        fault.retry_after,
        Some(Duration::from_hours(1)),
        "by the server's clock, not ours"
    );
}

#[tokio::test]
async fn attempts_come_to_an_end() {
    let stage = Stage::open(|_, _| say(500, "")).await;
    let fault = send(&stage.http(), stage.get("/")).await.unwrap_err();
    assert_eq!(fault.cause, Cause::Unavailable);
    assert_eq!(stage.seen().len(), Repeating::default().attempts as usize);
}

#[tokio::test]
async fn an_interface_that_fails_on_and_on_is_left_alone() {
    let stage = Stage::open(|number, _| {
        if number < 3 {
            say(500, "")
        } else {
            say(200, "{}")
        }
    })
    .await;
    let breaking = Breaking {
        after: 3,
        rest: Duration::from_millis(300),
    };
    let http = stage.http_with(Limits {
        breaking,
        ..quick()
    });
    let fault = send(&http, stage.get("/")).await.unwrap_err();
    assert_eq!(fault.cause, Cause::Resting);
    assert!(fault.retry_after.is_some());
    assert_eq!(stage.seen().len(), 3, "while it rests nothing is sent");
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert_eq!(send(&http, stage.get("/")).await.unwrap().status, 200);
}
