//! Answers that point elsewhere.

use crate::stage::{Stage, say, say_with, send};
use tenantry_domain::cloud::Cause;
use tenantry_http::Redirects;

fn to(host: &str) -> Redirects {
    Redirects::To(vec![host.to_owned()])
}

#[tokio::test]
async fn to_a_known_host_without_the_token() {
    let stage = Stage::open(|_, seen| match seen.line.split(' ').nth(1) {
        Some("/report") => {
            let port = seen
                .header("host")
                .unwrap()
                .rsplit_once(':')
                .unwrap()
                .1
                .to_owned();
            say_with(
                302,
                "location",
                &format!("https://127.0.0.1:{port}/file?sig=s3cret"),
            )
        }
        _ => say(200, "a,b\n1,2\n"),
    })
    .await;
    let call = stage
        .get("/report")
        .bearer("the-token")
        .unwrap()
        .redirects(to("127.0.0.1"));
    let answer = send(&stage.http(), call).await.unwrap();
    assert_eq!(answer.text(), b"a,b\n1,2\n");
    let seen = stage.seen();
    assert_eq!(
        seen[0].header("authorization").as_deref(),
        Some("Bearer the-token")
    );
    assert_eq!(seen[1].header("authorization"), None);
    assert_eq!(seen[1].header("referer"), None);
}

#[tokio::test]
async fn nowhere_else() {
    let stage =
        Stage::open(|_, _| say_with(302, "location", "https://evil.test/file?sig=s3cret")).await;
    for redirects in [Redirects::Refuse, to("127.0.0.1")] {
        let fault = send(&stage.http(), stage.get("/").redirects(redirects))
            .await
            .unwrap_err();
        assert_eq!(fault.cause, Cause::RedirectRefused);
        assert!(
            fault.detail.contains("evil.test") && !fault.detail.contains("s3cret"),
            "{fault}"
        );
    }
    assert_eq!(stage.seen().len(), 2, "and it is not tried again");
}

#[tokio::test]
async fn not_twice() {
    let stage = Stage::open(|_, _| say_with(307, "location", "/again")).await;
    let fault = send(&stage.http(), stage.get("/").redirects(to("localhost")))
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::RedirectRefused);
    assert_eq!(stage.seen().len(), 2);
}

#[tokio::test]
async fn handed_over_when_asked_for() {
    let stage = Stage::open(|_, _| say_with(302, "location", "https://evil.test/")).await;
    let answer = send(&stage.http(), stage.get("/").redirects(Redirects::Hand))
        .await
        .unwrap();
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (302, Some("https://evil.test/"))
    );
}
