//! Every row renders, and every odd answer ends in one typed fault.

use super::*;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tenantry_domain::cloud::{Cause, Class, CloudFault};
use tenantry_http::{Dialect, HeaderMap, HeaderName, HeaderValue, Judgement, StatusCode};

fn answer(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    Answer {
        api: "test",
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: body.into().into(),
        correlation_id: "from-the-header".to_owned(),
        attempts: 1,
    }
}

fn said(status: u16, body: &Value) -> Answer {
    answer(status, "application/json; charset=utf-8", body.to_string())
}

fn page(status: u16) -> Answer {
    answer(status, "text/html", "\r\n<html><h1>Bad Gateway</h1></html>")
}

fn with(mut answer: Answer, name: &'static str, value: &str) -> Answer {
    let value = HeaderValue::from_str(value).unwrap();
    answer.headers.insert(HeaderName::from_static(name), value);
    answer
}

fn bad(dialect: &dyn Dialect, answer: &Answer) -> Option<CloudFault> {
    match dialect.judge(answer) {
        Judgement::Good => None,
        Judgement::Bad(fault) => Some(fault),
    }
}

fn aadsts(number: u64) -> Value {
    json!({"error": "invalid_grant", "error_description": format!("AADSTS{number}: Words. Trace ID: t"),
        "error_codes": [number], "correlation_id": "c0ffee00-0000-4000-8000-000000000001"})
}

#[test]
fn every_row_renders() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        let text = row.to_string();
        assert!(seen.insert(row.code.to_lowercase()), "{} twice", row.code);
        assert!(text.starts_with(row.code), "{text}");
        assert!(
            text.contains(row.cause.sentence()) && text.contains(row.cause.code()),
            "{text}"
        );
        assert!(text.contains("Who acts: "), "{text}");
        assert!(
            row.remark.len() > 10 && !row.remark.ends_with('.'),
            "{text}"
        );
        assert!(row.remark.starts_with(char::is_uppercase), "{text}");
        assert!(!text.contains("  ") && !text.contains('\n'), "{text}");
        assert_eq!(explain(&row.code.to_uppercase()), Some(row));
    }
    assert!(seen.len() > 100, "{}", seen.len());
    assert_eq!(explain("AADSTS1"), None);
}

#[test]
fn every_row_of_entra_is_found_by_number_and_by_words() {
    for row in entra_codes::ROWS {
        let number: u64 = row.code.trim_start_matches("AADSTS").parse().unwrap();
        let fault = entra_fault(&said(400, &aadsts(number)));
        assert_eq!(fault.cause, row.cause, "{}", row.code);
        assert_eq!(fault.vendor_code.as_deref(), Some(row.code));
        assert_eq!(
            fault.correlation_id.as_deref(),
            Some("c0ffee00-0000-4000-8000-000000000001")
        );
        assert!(fault.to_string().contains(row.code));

        let words = json!({"error": "invalid_client", "error_description": format!("{}: Words.", row.code)});
        assert_eq!(
            entra_fault(&said(401, &words)).cause,
            row.cause,
            "{}",
            row.code
        );
    }
}

#[test]
fn every_row_of_graph_and_partner_center_is_found() {
    for row in graph_codes::ROWS {
        let fault = graph_fault(&said(
            400,
            &json!({"error": {"code": row.code, "message": "m"}}),
        ));
        assert_eq!(
            (fault.cause, fault.vendor_code.as_deref()),
            (row.cause, Some(row.code))
        );
    }
    for row in partner_codes::ROWS {
        let number: u64 = row.code.parse().unwrap();
        for code in [json!(row.code), json!(number)] {
            let fault = partner_fault(&said(400, &json!({"code": code, "description": "d"})));
            assert_eq!(
                (fault.cause, fault.vendor_code.as_deref()),
                (row.cause, Some(row.code))
            );
        }
    }
}

#[test]
fn every_phrase_decides_whatever_the_code() {
    for phrase in graph_codes::PHRASES {
        assert_eq!(phrase.words, phrase.words.to_lowercase());
        let message = format!("Prefix. {} - suffix", phrase.words.to_uppercase());
        let body = json!({"error": {"code": "Request_BadRequest", "message": message}});
        assert_eq!(
            graph_fault(&said(400, &body)).cause,
            phrase.cause,
            "{message}"
        );
    }
    for phrase in partner_codes::PHRASES {
        let body =
            json!({"code": "900", "description": phrase.words, "data": [], "source": "PartnerFD"});
        assert_eq!(
            partner_fault(&said(400, &body)).cause,
            phrase.cause,
            "{}",
            phrase.words
        );
    }
}

#[test]
fn the_words_that_microsoft_uses_are_understood() {
    let graph = |status, code: &str, message: &str| {
        graph_fault(&said(
            status,
            &json!({"error": {"code": code, "message": message}}),
        ))
        .cause
    };
    let intune = "{\r\n  \"_version\": 3,\r\n  \"Message\": \"Request not applicable to target tenant. - Operation\"}";
    assert_eq!(graph(400, "Forbidden", intune), Cause::LicenceMissing);
    let premium = "Neither tenant is B2C or tenant doesn't have premium license";
    assert_eq!(
        graph(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            premium
        ),
        Cause::LicenceMissing
    );
    assert_eq!(graph(403, "x", premium), Cause::LicenceMissing);
    let mapped = "Unable to initialize the authorization context";
    assert_eq!(graph(403, "UnknownError", mapped), Cause::PermissionMissing);
    let admin_agents = "The user (principal) does not have the required permissions to perform the \
        specified action on the resource.";
    assert_eq!(
        graph(403, "Forbidden", admin_agents),
        Cause::AdminAgentMissing
    );
    assert_eq!(
        graph(
            400,
            "Request_BadRequest",
            "Permission entry already exists."
        ),
        Cause::Conflict
    );
    assert_eq!(graph(500, "UnknownError", ""), Cause::Unavailable);
    assert_eq!(graph(410, "unheard", ""), Cause::CursorExpired);
    assert_eq!(
        graph(429, "Request_BadRequest", "anything"),
        Cause::Throttled
    );
    let partner = |status, code: &str, description: &str| {
        let body =
            json!({"code": code, "description": description, "data": [], "source": "PartnerFD"});
        partner_fault(&said(status, &body)).cause
    };
    assert_eq!(
        partner(409, "900421", "Permission entry already exists."),
        Cause::Conflict
    );
    assert_eq!(
        partner(400, "", "Permission entry already exists."),
        Cause::Conflict
    );
    assert_eq!(
        partner(401, "10001", "Authentication failed. MFA required."),
        Cause::MfaRequired
    );
    assert_eq!(
        partner(401, "x", "Authentication failed. MFA required."),
        Cause::MfaRequired
    );
}

#[test]
fn an_unknown_number_falls_back_on_the_word_and_then_on_the_status() {
    let cases = [
        (400, "invalid_grant", "", Cause::SignInLapsed),
        (
            400,
            "invalid_grant",
            "consent_required",
            Cause::ConsentMissing,
        ),
        (400, "invalid_grant", "message_only", Cause::BlockedByPolicy),
        (400, "interaction_required", "", Cause::SignInLapsed),
        (401, "invalid_client", "", Cause::SecretWrong),
        (400, "unauthorized_client", "", Cause::AppMisconfigured),
        (400, "invalid_resource", "", Cause::AppMisconfigured),
        (400, "invalid_request", "", Cause::Refused),
        (400, "invalid_tenant", "", Cause::TenantNotFound),
        (400, "temporarily_unavailable", "", Cause::Unavailable),
        (503, "never_heard_of", "", Cause::Unavailable),
        (418, "never_heard_of", "", Cause::Refused),
        (429, "invalid_grant", "", Cause::Throttled),
    ];
    for (status, error, suberror, cause) in cases {
        let body = json!({"error": error, "suberror": suberror, "error_codes": [123_456],
            "error_description": "AADSTS123456: Never seen."});
        let fault = entra_fault(&said(status, &body));
        assert_eq!(
            (fault.cause, fault.vendor_code.as_deref()),
            (cause, Some("AADSTS123456")),
            "{error}"
        );
    }
    let fault = entra_fault(&said(400, &json!({"error": "invalid_request"})));
    assert_eq!(fault.vendor_code.as_deref(), Some("invalid_request"));
    assert_eq!(fault.correlation_id.as_deref(), Some("from-the-header"));
    for status in [401, 403, 404, 409, 412, 418, 500, 501, 503] {
        let empty = answer(status, "application/json", "");
        assert_eq!(graph_fault(&empty).cause, cause_of_status(status));
        assert_eq!(partner_fault(&empty).cause, cause_of_status(status));
        assert_eq!(entra_fault(&empty).cause, cause_of_status(status));
    }
}

#[test]
fn an_error_beneath_a_good_status_is_an_error() {
    let graph = json!({"@odata.context": "x", "error": {"code": "generalException", "message": "m",
        "innerError": {"date": "d"}}});
    let fault = bad(&GraphDialect, &said(200, &graph)).unwrap();
    assert_eq!(fault.cause, Cause::Unavailable);
    let unheard = bad(&GraphDialect, &said(200, &json!({"error": {"code": "x"}}))).unwrap();
    assert_eq!(
        (unheard.cause, unheard.class()),
        (Cause::AnswerUnreadable, Class::Transient)
    );
    let partner = json!({"code": "500", "description": "An unexpected error occurred.", "data": [], "source": "x"});
    assert_eq!(
        bad(&PartnerDialect, &said(200, &partner)).unwrap().cause,
        Cause::Unavailable
    );
    assert_eq!(
        bad(&EntraDialect, &said(200, &aadsts(90033)))
            .unwrap()
            .cause,
        Cause::Unavailable
    );
}

#[test]
fn what_looks_like_an_error_and_is_none_is_good() {
    for body in [
        json!({"value": [{"error": {"code": "x"}}]}),
        json!({"id": "operation", "status": "failed", "error": {"code": "x", "message": "m"}}),
        json!({"error": null, "value": []}),
        json!({"error": "a text"}),
        json!([1, 2]),
        json!("text"),
    ] {
        assert_eq!(bad(&GraphDialect, &said(200, &body)), None, "{body}");
    }
    let csv = answer(200, "application/octet-stream", "<not json>, \"error\"");
    assert_eq!(bad(&GraphDialect, &csv), None);
    assert_eq!(
        bad(&GraphDialect, &answer(204, "application/json", "")),
        None
    );
    assert_eq!(
        bad(&GraphDialect, &answer(304, "application/json", "")),
        None
    );
    let item = json!({"code": "US", "description": "United States"});
    assert_eq!(bad(&PartnerDialect, &said(200, &item)), None);
}

#[test]
fn pages_and_broken_json_are_no_answers() {
    let dialects: [&dyn Dialect; 3] = [&GraphDialect, &PartnerDialect, &EntraDialect];
    for dialect in dialects {
        for status in [400, 403, 502] {
            assert_eq!(
                bad(dialect, &page(status)).unwrap().cause,
                Cause::AnswerUnreadable
            );
        }
        assert_eq!(bad(dialect, &page(503)).unwrap().cause, Cause::Unavailable);
        assert_eq!(bad(dialect, &page(429)).unwrap().cause, Cause::Throttled);
        for text in [
            "{\"value\":[{\"id\":",
            "[1,",
            "<html>",
            "{\"error\": {\"code\": \"x\"",
        ] {
            let fault = bad(dialect, &answer(200, "application/json", text)).unwrap();
            assert_eq!(fault.cause, Cause::AnswerUnreadable, "{text}");
        }
    }
    assert_eq!(
        bad(&EntraDialect, &page(200)).unwrap().cause,
        Cause::AnswerUnreadable
    );
    let marked = [
        b"\xef\xbb\xbf".as_slice(),
        b"{\"code\":\"10001\",\"description\":\"d\"}",
    ]
    .concat();
    assert_eq!(
        partner_fault(&answer(401, "application/json", marked)).cause,
        Cause::MfaRequired
    );
}

#[test]
fn a_challenge_is_read() {
    let header = |claims: &Value| {
        let claims = BASE64_STANDARD.encode(claims.to_string());
        format!(
            "Bearer realm=\"\", authorization_uri=\"https://x\", error=\"insufficient_claims\", claims=\"{claims}\""
        )
    };
    let refused = said(
        401,
        &json!({"error": {"code": "InvalidAuthenticationToken", "message": "m"}}),
    );
    let revoked =
        header(&json!({"access_token": {"nbf": {"essential": true, "value": "1700000000"}}}));
    let fault = graph_fault(&with(refused.clone(), "www-authenticate", &revoked));
    assert_eq!(fault.cause, Cause::TokenRefused, "a fresh token will do");
    let stronger = header(&json!({"access_token": {"acrs": {"essential": true, "value": "c1"}}}));
    let answer = with(refused.clone(), "www-authenticate", &stronger);
    assert_eq!(graph_fault(&answer).cause, Cause::BlockedByPolicy);
    assert_eq!(partner_fault(&answer).cause, Cause::MfaRequired);
    let odd = with(
        refused.clone(),
        "www-authenticate",
        "Bearer error=\"insufficient_claims\", claims=\"%%%\"",
    );
    assert_eq!(graph_fault(&odd).cause, Cause::BlockedByPolicy);
    let bare = with(
        refused.clone(),
        "www-authenticate",
        "Bearer realm=x,error=insufficient_claims",
    );
    assert_eq!(graph_fault(&bare).cause, Cause::BlockedByPolicy);
    let elsewhere = with(
        refused.clone(),
        "www-authenticate",
        "Bearer sub_error=\"insufficient_claims\"",
    );
    assert_eq!(graph_fault(&elsewhere).cause, Cause::TokenRefused);
    let other = with(
        refused,
        "www-authenticate",
        "Bearer error=\"invalid_token\"",
    );
    assert_eq!(graph_fault(&other).cause, Cause::TokenRefused);
    let lapsed = with(answer_of_partner(), "ismfacompliant", "false");
    assert_eq!(partner_fault(&lapsed).cause, Cause::MfaRequired);
}

fn answer_of_partner() -> Answer {
    said(
        401,
        &json!({"code": "401", "description": "Unauthorized", "data": [], "source": "PartnerFD"}),
    )
}

#[test]
fn what_a_browser_brings_back_is_read() {
    let fault = callback_fault(
        "access_denied",
        "AADSTS65004: User declined to consent.",
        "cancel",
    );
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::ConsentDeclined, Some("AADSTS65004"))
    );
    let fault = callback_fault("access_denied", "", "cancel");
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::ConsentDeclined, Some("access_denied"))
    );
    assert_eq!(
        callback_fault("permission_denied", "", "").cause,
        Cause::ConsentNotPermitted
    );
    let fault = callback_fault("<script>", "code=abc&x client_secret=hunter2", "");
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::Refused, None)
    );
    assert!(
        !fault.to_string().contains("hunter2") && !fault.to_string().contains("abc"),
        "{fault}"
    );
}

mod whatever_comes {
    use super::*;
    use proptest::prelude::*;

    fn body() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "[\\[{\"a-z:, 0-9\\]}]{0,80}".prop_map(String::into_bytes),
            ("[a-z_A-Z0-9]{0,20}", ".{0,300}").prop_map(|(code, text)| {
                json!({"error": {"code": code, "message": text}, "code": code, "description": text,
                    "error_description": text})
                .to_string()
                .into_bytes()
            }),
        ]
    }

    proptest! {
        #[test]
        fn one_fault_comes_of_it(status in 300_u16..600, body in body()) {
            let answer = answer(status, "application/json", body);
            for fault in [entra_fault(&answer), graph_fault(&answer), partner_fault(&answer)] {
                prop_assert_eq!(fault.status, Some(status));
                prop_assert!(fault.detail.chars().count() <= 401);
                prop_assert!(!fault.to_string().contains('\n'));
            }
        }

        #[test]
        fn a_good_status_is_judged_without_trouble(body in body()) {
            let answer = answer(200, "application/json", body);
            let dialects: [&dyn Dialect; 3] = [&GraphDialect, &PartnerDialect, &EntraDialect];
            for dialect in dialects {
                if bad(dialect, &answer).is_none() {
                    prop_assert!(answer.body.is_empty() || answer.json::<Value>().is_ok());
                }
            }
        }
    }
}
