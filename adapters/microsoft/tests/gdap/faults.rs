//! Every way of going wrong while something is made: what may have been done is never done twice
//! without looking, and whoever asked is told so.

use crate::relationships::proposal;
use crate::stage::{Act, say};
use crate::support::{ID, Scene, graph_error, id, json, partner, with};
use serde_json::json as value;
use tenantry_domain::cloud::gdap::{Approver, GdapRelationships};
use tenantry_domain::cloud::{Cause, Class, CloudFault, Effect};
use tenantry_domain::text::RelationshipName;

async fn propose(scene: &Scene) -> Result<(), CloudFault> {
    let made = scene
        .gdap
        .propose(partner(), &proposal(Approver::Anybody))
        .await;
    made.map(drop)
}

/// What is answered to the making of a relationship, and what is said of it. Each is sent once.
#[tokio::test]
async fn an_answer_that_leaves_the_effect_open_is_not_asked_for_again() {
    let error = value!({"error": {"code": "generalException", "message": "An unexpected error."}});
    let page = "<html><body>Bad Gateway</body></html>";
    let half = format!("{{\"id\":\"{ID}\",\"displ");
    let cases: Vec<(&str, Act, Cause)> = vec![
        ("no answer", Act::HangUp, Cause::Silent),
        ("500", json(500, &error), Cause::Unavailable),
        ("503 without an end", json(503, &error), Cause::Unavailable),
        ("a page for people", say(502, page), Cause::AnswerUnreadable),
        (
            "a page that calls itself good",
            say(200, page),
            Cause::AnswerUnreadable,
        ),
        (
            "half an answer",
            Act::Break(500, half.clone().into_bytes()),
            Cause::AnswerUnreadable,
        ),
        ("half a text", say(201, &half), Cause::AnswerUnreadable),
        ("nothing at all", say(201, ""), Cause::AnswerUnreadable),
        (
            "another shape",
            json(201, &value!([1])),
            Cause::AnswerUnreadable,
        ),
        (
            "without an id",
            json(201, &value!({"displayName": "x"})),
            Cause::AnswerUnreadable,
        ),
        (
            "with a strange id",
            json(201, &value!({"id": "../x"})),
            Cause::AnswerUnreadable,
        ),
        (
            "an error called good",
            json(200, &error),
            Cause::Unavailable,
        ),
    ];
    for (what, act, cause) in cases {
        let scene = Scene::open(move |_, _| act.clone()).await;
        let fault = propose(&scene).await.unwrap_err();
        assert_eq!(
            (fault.cause, fault.effect),
            (cause, Effect::Unknown),
            "{what}: {fault}"
        );
        assert_eq!(scene.stage.seen().len(), 1, "{what}");
    }
}

#[tokio::test]
async fn what_got_no_answer_is_found_by_its_name() {
    let scene = Scene::open(|number, seen| match number {
        0 => Act::HangUp,
        _ if seen.line.starts_with("GET") => {
            let row = value!({"id": ID, "displayName": "Contoso", "status": "created"});
            json(200, &value!({"value": [row]}))
        }
        _ => panic!("proposed twice"),
    })
    .await;
    assert_eq!(propose(&scene).await.unwrap_err().effect, Effect::Unknown);
    let name = RelationshipName::new("Contoso").unwrap();
    let found = scene.gdap.named(partner(), &name).await.unwrap();
    assert_eq!(found.map(|found| found.id), Some(id()));
}

#[tokio::test]
async fn what_was_turned_away_is_sent_again() {
    let too_much = value!({"error": {"code": "TooManyRequests", "message": "Too many requests."}});
    let later = [("retry-after", "0")];
    for first in [
        with(429, &later, &too_much),
        json(429, &too_much),
        with(
            503,
            &later,
            &value!({"error": {"code": "serviceNotAvailable", "message": ""}}),
        ),
    ] {
        let scene = Scene::open(move |number, _| match number {
            0 => first.clone(),
            _ => json(201, &value!({"id": ID, "status": "created"})),
        })
        .await;
        propose(&scene).await.unwrap();
        let seen = scene.stage.seen();
        assert_eq!(seen.len(), 2);
        let ids: Vec<_> = seen
            .iter()
            .map(|one| one.header("client-request-id"))
            .collect();
        assert_eq!(ids[0], ids[1], "it is the same request");
    }
}

#[tokio::test]
async fn what_was_refused_changed_nothing() {
    let cases = [
        (400, "badRequest", Cause::Refused, Class::Permanent),
        (403, "Forbidden", Cause::PermissionMissing, Class::Waiting),
        (404, "notFound", Cause::NotThere, Class::Permanent),
        (409, "conflict", Cause::Conflict, Class::Permanent),
        (412, "preconditionFailed", Cause::Changed, Class::Transient),
    ];
    for (status, code, cause, class) in cases {
        let scene = Scene::open(move |_, _| graph_error(status, code, "No.")).await;
        let fault = propose(&scene).await.unwrap_err();
        assert_eq!(
            (fault.cause, fault.class(), fault.effect),
            (cause, class, Effect::None)
        );
        assert_eq!(fault.vendor_code.as_deref(), Some(code));
        assert_eq!(fault.status, Some(status));
        assert_eq!(scene.stage.seen().len(), 1);
    }
}

#[tokio::test]
async fn reading_goes_on_after_what_passes() {
    let page = "<html><body>Bad Gateway</body></html>";
    for bad in [
        Act::HangUp,
        say(500, "{}"),
        say(502, page),
        say(200, page),
        say(200, "{\"id\":"),
        Act::Break(100, b"{\"id\":".to_vec()),
        json(
            200,
            &value!({"error": {"code": "generalException", "message": "x"}}),
        ),
    ] {
        let scene = Scene::open(move |number, _| match number {
            0 => bad.clone(),
            _ => json(200, &value!({"id": ID, "status": "active"})),
        })
        .await;
        scene.gdap.get(partner(), &id()).await.unwrap();
        assert_eq!(scene.stage.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let refused = || {
        graph_error(
            401,
            "InvalidAuthenticationToken",
            "Lifetime validation failed.",
        )
    };
    let scene = Scene::open(
        move |_, seen| match seen.header("authorization").as_deref() {
            Some("Bearer token-0") => refused(),
            _ => json(201, &value!({"id": ID})),
        },
    )
    .await;
    propose(&scene).await.unwrap();
    assert_eq!((scene.purse.forgotten(), scene.stage.seen().len()), (1, 2));

    let scene = Scene::open(move |_, _| refused()).await;
    let fault = propose(&scene).await.unwrap_err();
    assert_eq!(
        (fault.cause, fault.effect),
        (Cause::TokenRefused, Effect::None)
    );
    assert_eq!((scene.purse.forgotten(), scene.stage.seen().len()), (1, 2));
}

#[tokio::test]
async fn faults_and_clients_show_no_token() {
    let scene = Scene::open(|_, seen| {
        let token = seen.header("authorization").unwrap();
        graph_error(400, "badRequest", &format!("cannot use {token} here"))
    })
    .await;
    let fault = propose(&scene).await.unwrap_err();
    let shown = format!("{fault} {fault:?} {:?} {:?}", scene.gdap, scene.center);
    assert!(!shown.contains("token-0"), "{shown}");
}
