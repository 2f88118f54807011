//! Several reads in one request.

use crate::stage::{Act, Seen};
use crate::support::{Scene, at, body, graph_error, json};
use serde_json::{Value, json as value};
use std::collections::HashSet;
use std::sync::Mutex;
use tenantry_domain::cloud::Cause;
use tenantry_microsoft::graph::BatchItem;

fn items(count: usize) -> Vec<BatchItem> {
    let item = |number| BatchItem {
        url: format!("/things/{number}?$select=id"),
        eventual: number == 0,
    };
    (0..count).map(item).collect()
}

fn inner(seen: &Seen) -> Vec<Value> {
    body(seen)["requests"].as_array().unwrap().clone()
}

/// Answers each inner request, the last first.
fn answered(seen: &Seen, answer: impl Fn(&Value) -> Value) -> Act {
    let responses: Vec<Value> = inner(seen)
        .iter()
        .rev()
        .map(|request| {
            let mut response = answer(request);
            response["id"] = request["id"].clone();
            response
        })
        .collect();
    json(200, &value!({ "responses": responses }))
}

fn good(request: &Value) -> Value {
    value!({"status": 200, "headers": {"Content-Type": "application/json"},
        "body": {"asked": request["url"]}})
}

fn too_much(pause: &str) -> Value {
    value!({"status": 429, "headers": {"Retry-After": pause},
        "body": {"error": {"code": "TooManyRequests", "message": "Too many requests."}}})
}

#[tokio::test]
async fn twenty_at_once_and_answers_in_the_order_asked() {
    let scene = Scene::open(|_, seen| answered(seen, good)).await;
    let answers = scene.graph.batch(at(), &items(45)).await.unwrap();
    for (number, answer) in answers.iter().enumerate() {
        let body = answer.outcome.as_ref().unwrap();
        assert_eq!(
            body["asked"],
            value!(format!("/things/{number}?$select=id"))
        );
    }
    let seen = scene.stage.seen();
    let sizes: Vec<usize> = seen.iter().map(|one| inner(one).len()).collect();
    assert_eq!(sizes, [20, 20, 5]);
    let first = &inner(&seen[0])[0];
    assert_eq!(
        (&first["method"], &first["headers"]["ConsistencyLevel"]),
        (&value!("GET"), &value!("eventual"))
    );
    assert_eq!(inner(&seen[0])[1].get("headers"), None);
}

#[tokio::test]
async fn nothing_is_asked_for_nothing() {
    let scene = Scene::open(|_, _| panic!("asked")).await;
    assert!(scene.graph.batch(at(), &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_what_was_turned_away_is_asked_again() {
    let once: Mutex<HashSet<String>> = Mutex::default();
    let scene = Scene::open(move |_, seen| {
        answered(seen, |request| {
            let id = request["id"].as_str().unwrap().to_owned();
            let third = id.parse::<usize>().unwrap() % 3 == 0;
            if third && once.lock().unwrap().insert(id) {
                too_much("0")
            } else {
                good(request)
            }
        })
    })
    .await;
    let answers = scene.graph.batch(at(), &items(9)).await.unwrap();
    assert!(answers.iter().all(|answer| answer.outcome.is_ok()));
    let asked: Vec<usize> = scene
        .stage
        .seen()
        .iter()
        .map(|one| inner(one).len())
        .collect();
    assert_eq!(asked, [9, 3]);
}

#[tokio::test]
async fn what_is_turned_away_for_good_is_given_up_and_the_rest_is_kept() {
    let scene = Scene::open(|_, seen| {
        answered(seen, |request| {
            if request["id"] == "1" {
                too_much("0")
            } else {
                good(request)
            }
        })
    })
    .await;
    let answers = scene.graph.batch(at(), &items(3)).await.unwrap();
    assert!(answers[0].outcome.is_ok() && answers[2].outcome.is_ok());
    assert_eq!(
        answers[1].outcome.as_ref().unwrap_err().cause,
        Cause::Throttled
    );
    assert_eq!(scene.stage.seen().len(), 6);
}

#[tokio::test]
async fn who_is_told_to_wait_long_comes_back_with_what_there_is() {
    let scene = Scene::open(|_, seen| {
        answered(seen, |request| {
            if request["id"] == "1" {
                too_much("3600")
            } else {
                good(request)
            }
        })
    })
    .await;
    let answers = scene.graph.batch(at(), &items(2)).await.unwrap();
    let fault = answers[1].outcome.as_ref().unwrap_err();
    assert_eq!(fault.retry_after.map(|pause| pause.as_secs()), Some(3600));
    assert_eq!(scene.stage.seen().len(), 1);
}

#[tokio::test]
async fn each_failure_is_its_own() {
    let scene = Scene::open(|_, seen| {
        answered(seen, |request| match request["id"].as_str().unwrap() {
            "0" => value!({"status": 404, "body": {"error": {"code": "Request_ResourceNotFound", "message": "x"}}}),
            "1" => value!({"status": 200, "body": {"error": {"code": "generalException", "message": "x"}}}),
            "2" => value!({"status": 7000, "body": {}}),
            _ => good(request),
        })
    })
    .await;
    let answers = scene.graph.batch(at(), &items(4)).await.unwrap();
    let cause = |place: usize| {
        answers[place]
            .outcome
            .as_ref()
            .map(drop)
            .map_err(|fault| fault.cause)
    };
    assert_eq!(cause(0), Err(Cause::NotThere));
    assert_eq!(cause(1), Err(Cause::Unavailable));
    assert_eq!(cause(2), Err(Cause::AnswerUnreadable));
    assert_eq!(cause(3), Ok(()));
}

#[tokio::test]
async fn answers_to_what_was_not_asked_are_dropped_and_missing_ones_are_faults() {
    let scene = Scene::open(|_, _| {
        let response = |id: &str| value!({"id": id, "status": 200, "body": {"of": id}});
        json(
            200,
            &value!({"responses": [response("7"), response("x"), response("1")]}),
        )
    })
    .await;
    let answers = scene.graph.batch(at(), &items(2)).await.unwrap();
    assert_eq!(
        answers[0].outcome.as_ref().unwrap_err().cause,
        Cause::AnswerUnreadable
    );
    assert_eq!(answers[1].outcome.as_ref().unwrap(), &value!({"of": "1"}));
}

#[tokio::test]
async fn a_batch_of_reads_is_sent_again_like_a_read() {
    let scene = Scene::open(|number, seen| match number {
        0 => Act::HangUp,
        1 => graph_error(500, "generalException", "x"),
        _ => answered(seen, good),
    })
    .await;
    let answers = scene.graph.batch(at(), &items(2)).await.unwrap();
    assert!(answers.iter().all(|answer| answer.outcome.is_ok()));
    assert_eq!(scene.stage.seen().len(), 3);
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_one_fault() {
    let scene = Scene::open(|_, _| graph_error(403, "Forbidden", "x")).await;
    let fault = scene.graph.batch(at(), &items(2)).await.unwrap_err();
    assert_eq!(fault.cause, Cause::PermissionMissing);
}
