//! Pages of strangers, and the sessions of those who look at them.

use crate::server::{OUR_PAGES, Server};
use crate::wire::{Got, Sent};

const HELLO: &str = "{ hello }";

fn session(sent: Sent) -> Sent {
    sent.header("cookie", "theme=dark; session=ada")
}

async fn refused_with(server: &Server, sent: Sent, code: &str) {
    let got = sent.to(server).await;
    assert_eq!((got.status, got.code().as_str()), (403, code));
}

async fn fine(server: &Server, sent: Sent) -> Got {
    let got = sent.to(server).await;
    assert_eq!(got.status, 200, "{}", got.body);
    got
}

#[tokio::test]
async fn a_session_is_used_from_our_pages_only() {
    let server = Server::start().await;
    let post = || session(Sent::query(HELLO)).header("graphql-require-preflight", "1");
    refused_with(&server, post(), "ORIGIN_REFUSED").await;
    for origin in [
        "https://evil.example",
        "null",
        "https://tenantry.example.evil.example",
        "",
    ] {
        refused_with(&server, post().header("origin", origin), "ORIGIN_REFUSED").await;
    }
    for site in ["cross-site", "same-site"] {
        let sent = post()
            .header("origin", OUR_PAGES)
            .header("sec-fetch-site", site);
        refused_with(&server, sent, "ORIGIN_REFUSED").await;
    }
    assert_eq!(server.runs.count(), 0);
    let ours = post().header("origin", OUR_PAGES);
    fine(&server, ours.header("sec-fetch-site", "same-origin")).await;
}

#[tokio::test]
async fn a_session_s_post_carries_what_strangers_cannot_set() {
    let server = Server::start().await;
    let post = || session(Sent::query("mutation { add }")).header("origin", OUR_PAGES);
    refused_with(&server, post(), "PREFLIGHT_MISSING").await;
    assert_eq!(server.runs.count(), 0);
    for name in ["graphql-require-preflight", "x-requested-with"] {
        fine(&server, post().header(name, "1")).await;
    }
    assert_eq!(server.runs.count(), 2);
}

#[tokio::test]
async fn reading_with_a_session_needs_no_more_than_not_to_be_led_here() {
    let server = Server::start().await;
    let get = || session(Sent::get(&[("query", HELLO)]));
    fine(&server, get()).await;
    fine(&server, get().header("origin", OUR_PAGES)).await;
    refused_with(
        &server,
        get().header("origin", "https://evil.example"),
        "ORIGIN_REFUSED",
    )
    .await;
    refused_with(
        &server,
        get().header("sec-fetch-site", "cross-site"),
        "ORIGIN_REFUSED",
    )
    .await;
}

#[tokio::test]
async fn a_token_comes_from_anywhere() {
    let server = Server::start().await;
    let sent = Sent::query("{ who }").header("authorization", "bearer  grace ");
    let got = fine(&server, sent.header("origin", "https://tools.example")).await;
    assert_eq!(got.json()["data"]["who"], "grace");
}

#[tokio::test]
async fn no_page_of_a_stranger_may_read_answers() {
    let server = Server::start().await;
    let asked = Sent::bare("OPTIONS")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST");
    for sent in [
        asked,
        Sent::query(HELLO).header("origin", "https://evil.example"),
    ] {
        let got = sent.to(&server).await;
        assert_eq!(got.header("access-control-allow-origin"), None);
    }
}
