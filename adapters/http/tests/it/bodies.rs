//! Bodies that are too large, end too early, or are not what was agreed.

use crate::stage::{Act, ByStatus, Stage, say, send};
use serde_json::{Value, json};
use tenantry_domain::cloud::{Cause, Effect};

const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_read_to_its_end() {
    for act in [
        Act::Say(200, Vec::new(), vec![b'x'; 2 * MIB]),
        Act::Chunks(64, 32 * 1024),
    ] {
        let stage = Stage::open(move |_, _| act.clone()).await;
        let fault = send(&stage.http(), stage.get("/").limit(MIB))
            .await
            .unwrap_err();
        assert_eq!(fault.cause, Cause::AnswerTooLarge);
        assert_eq!(stage.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_body_that_ends_too_early_is_asked_for_again() {
    let stage = Stage::open(|number, _| {
        if number == 0 {
            Act::Break(100, b"{\"value\":".to_vec())
        } else {
            say(200, "{\"value\":1}")
        }
    })
    .await;
    let answer = send(&stage.http(), stage.get("/")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap(), json!({"value": 1}));
    assert_eq!(answer.attempts, 2);
}

#[tokio::test]
async fn what_is_no_json_is_named_without_its_text() {
    for (body, words) in [
        ("<html><b>Jane Doe</b></html>", "a page for people"),
        ("{\"name\":\"Jane Doe", "ends too early"),
        ("{\"name\":\"Jane Doe\",}", "no JSON"),
        ("[\"Jane Doe\"]", "another shape"),
    ] {
        let stage = Stage::open(move |_, _| say(200, body)).await;
        let answer = send(&stage.http(), stage.get("/")).await.unwrap();
        let fault = answer
            .json::<std::collections::BTreeMap<String, String>>()
            .unwrap_err();
        assert_eq!(fault.cause, Cause::AnswerUnreadable);
        assert!(
            fault.detail.contains(words) && !fault.detail.contains("Jane"),
            "{fault}"
        );
        assert!(fault.correlation_id.is_some());
    }
}

#[tokio::test]
async fn a_mark_before_the_text_is_no_part_of_it() {
    let stage = Stage::open(|_, _| say(200, "\u{feff}{\"a\":1}")).await;
    let answer = send(&stage.http(), stage.get("/")).await.unwrap();
    assert_eq!(answer.json::<Value>().unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn a_long_body_comes_piece_by_piece() {
    let stage = Stage::open(|_, _| Act::Chunks(64, 32 * 1024)).await;
    let mut streamed = stage
        .http()
        .stream(stage.get("/"), &ByStatus)
        .await
        .unwrap();
    let (mut pieces, mut bytes) = (0, 0);
    while let Some(piece) = streamed.next().await.unwrap() {
        pieces += 1;
        bytes += piece.len();
    }
    assert_eq!(bytes, 2 * MIB);
    assert!(pieces > 1);
}

#[tokio::test]
async fn a_stream_is_bounded_and_its_end_is_told_from_a_break() {
    let stage = Stage::open(|number, _| match number {
        0 => Act::Chunks(64, 32 * 1024),
        _ => Act::Break(100, b"half".to_vec()),
    })
    .await;
    for cause in [Cause::AnswerTooLarge, Cause::AnswerUnreadable] {
        let call = stage.get("/").limit(MIB);
        let mut streamed = stage.http().stream(call, &ByStatus).await.unwrap();
        let fault = loop {
            match streamed.next().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("a broken stream ended as if it were whole"),
                Err(fault) => break fault,
            }
        };
        assert_eq!((fault.cause, fault.effect), (cause, Effect::None));
    }
}

#[tokio::test]
async fn a_stream_that_does_not_begin_is_tried_again_and_judged() {
    let stage = Stage::open(|number, _| match number {
        0 => say(500, ""),
        1 => say(200, "abc"),
        _ => say(404, "no such report"),
    })
    .await;
    let http = stage.http();
    let mut streamed = http.stream(stage.get("/"), &ByStatus).await.unwrap();
    assert_eq!(
        streamed.next().await.unwrap().as_deref(),
        Some(b"abc".as_slice())
    );
    let fault = http.stream(stage.get("/"), &ByStatus).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.detail.as_str()),
        (Cause::Refused, "no such report")
    );
}
