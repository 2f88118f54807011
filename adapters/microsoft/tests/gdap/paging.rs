//! Lists in pages: resumed, interrupted, misled, throttled.

use crate::stage::{Act, Seen};
use crate::support::{ID, Scene, graph_error, json, partner, with};
use serde_json::{Value, json as value};
use tenantry_domain::cloud::gdap::GdapRelationships;
use tenantry_domain::cloud::{Bookmark, Cause};

const PAGES: usize = 5;

fn page(seen: &Seen) -> Value {
    let number = number(seen);
    let host = seen.header("host").unwrap();
    let row = |place: usize| {
        let name = format!("{number}-{place}");
        value!({"id": ID, "displayName": name, "status": "active"})
    };
    let mut page = value!({"value": [row(0), row(1)]});
    if number + 1 < PAGES {
        let next = format!(
            "https://{host}/v1.0/tenantRelationships/delegatedAdminRelationships?$skiptoken=p{}%2B%2f",
            number + 1
        );
        page["@odata.nextLink"] = value!(next);
    }
    page
}

fn number(seen: &Seen) -> usize {
    let after = seen.line.split("skiptoken=p").nth(1);
    let digits = after.and_then(|rest| rest.split('%').next());
    digits.map_or(0, |digits| digits.parse().unwrap())
}

/// Names in the order they came.
async fn read_on(scene: &Scene, mut from: Option<Bookmark>) -> Vec<String> {
    let client = scene.restarted();
    let mut names = Vec::new();
    loop {
        let part = client.list(partner(), from.as_ref()).await.unwrap();
        names.extend(part.rows.into_iter().map(|row| row.name));
        match part.next {
            Some(next) => from = Some(next),
            None => return names,
        }
    }
}

fn names(pages: std::ops::Range<usize>) -> Vec<String> {
    pages
        .flat_map(|page| [format!("{page}-0"), format!("{page}-1")])
        .collect()
}

#[tokio::test]
async fn a_list_is_read_on_by_another_process_from_where_it_was_left() {
    let scene = Scene::open(|_, seen| json(200, &page(seen))).await;
    let first = scene.gdap.list(partner(), None).await.unwrap();
    let second = scene
        .gdap
        .list(partner(), first.next.as_ref())
        .await
        .unwrap();
    // The bookmark is kept; the process is killed; another one goes on.
    let kept = serde_json::to_string(&second.next).unwrap();
    let restored: Option<Bookmark> = serde_json::from_str(&kept).unwrap();
    assert_eq!(read_on(&scene, restored).await, names(2..PAGES));
    let lines = scene.lines();
    assert_eq!(lines.len(), PAGES, "no page is read twice");
    assert!(
        lines[1].ends_with("?$skiptoken=p1%2B%2f"),
        "as it was given: {}",
        lines[1]
    );
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_page_costs_this_page_only() {
    let scene = Scene::open(|_, seen| json(200, &page(seen))).await;
    let first = scene.gdap.list(partner(), None).await.unwrap();
    // Killed before anything of the second page was kept.
    drop(scene.gdap.list(partner(), first.next.as_ref()));
    assert_eq!(read_on(&scene, first.next).await, names(1..PAGES));
}

#[tokio::test]
async fn every_page_says_how_it_wants_to_be_answered() {
    let scene = Scene::open(|_, seen| json(200, &page(seen))).await;
    read_on(&scene, None).await;
    for seen in scene.stage.seen() {
        assert_eq!(
            seen.header("prefer").unwrap(),
            "include-unknown-enum-members"
        );
        assert_eq!(seen.header("authorization").unwrap(), "Bearer token-0");
    }
}

#[tokio::test]
async fn an_empty_page_is_not_the_end() {
    let scene = Scene::open(|_, seen| {
        let mut page = page(seen);
        if number(seen).is_multiple_of(2) {
            page["value"] = value!([]);
        }
        json(200, &page)
    })
    .await;
    let expected: Vec<String> = [names(1..2), names(3..4)].concat();
    assert_eq!(read_on(&scene, None).await, expected);
    assert_eq!(scene.stage.seen().len(), PAGES);
}

#[tokio::test]
async fn a_place_that_is_forgotten_says_so() {
    for (status, code) in [
        (400, "Directory_ExpiredPageToken"),
        (400, "InvalidSkipToken"),
        (400, "BadRequest"),
        (410, "resyncRequired"),
    ] {
        let scene = Scene::open(move |_, seen| match number(seen) {
            0 => json(200, &page(seen)),
            _ => graph_error(status, code, "The specified page token value has expired."),
        })
        .await;
        let first = scene.gdap.list(partner(), None).await.unwrap();
        let fault = scene
            .gdap
            .list(partner(), first.next.as_ref())
            .await
            .unwrap_err();
        assert_eq!(fault.cause, Cause::CursorExpired, "{code}");
        assert_eq!(scene.stage.seen().len(), 2);
    }
}

#[tokio::test]
async fn no_link_takes_the_token_elsewhere() {
    for strange in [
        "https://evil.test/v1.0/users?$skiptoken=x",
        "http://localhost/v1.0/users",
        "https://localhost:1/v1.0/users",
        "//evil.test/x",
        "https://evil.test:443@localhost/x",
    ] {
        let scene =
            Scene::open(move |_, _| json(200, &value!({"value": [], "@odata.nextLink": strange})))
                .await;
        let fault = scene.gdap.list(partner(), None).await.unwrap_err();
        assert_eq!(fault.cause, Cause::RedirectRefused, "{strange}");
        assert!(
            !fault.to_string().contains("skiptoken"),
            "the place is nobody's business"
        );

        let bookmark = Bookmark::new(strange);
        let fault = scene
            .gdap
            .list(partner(), Some(&bookmark))
            .await
            .unwrap_err();
        assert_eq!(fault.cause, Cause::RedirectRefused, "{strange}");
        assert_eq!(scene.stage.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_token_may_expire_between_two_pages() {
    let scene = Scene::open(|_, seen| {
        let old = seen.header("authorization").as_deref() == Some("Bearer token-0");
        if number(seen) >= 2 && old {
            graph_error(
                401,
                "InvalidAuthenticationToken",
                "Lifetime validation failed, the token is expired.",
            )
        } else {
            json(200, &page(seen))
        }
    })
    .await;
    assert_eq!(read_on(&scene, None).await, names(0..PAGES));
    assert_eq!(scene.purse.forgotten(), 1);
    assert_eq!(scene.stage.seen().len(), PAGES + 1);
}

#[tokio::test]
async fn a_storm_of_refusals_ends_in_all_rows_with_few_requests() {
    // Every page is turned away twice, with and without a word on when to come back.
    let scene = Scene::open(|asked, seen| {
        let too_much = value!({"error": {"code": "TooManyRequests", "message": ""}});
        match asked % 3 {
            0 => with(429, &[("retry-after", "0")], &too_much),
            1 => json(429, &too_much),
            _ => json(200, &page(seen)),
        }
    })
    .await;
    assert_eq!(read_on(&scene, None).await, names(0..PAGES));
    assert_eq!(scene.stage.seen().len(), 3 * PAGES);
}

#[tokio::test]
async fn a_storm_without_end_is_given_up_after_a_bounded_number_of_requests() {
    let scene = Scene::open(|_, _| {
        with(
            429,
            &[("retry-after", "0")],
            &value!({"error": {"code": "TooManyRequests", "message": ""}}),
        )
    })
    .await;
    let fault = scene.gdap.list(partner(), None).await.unwrap_err();
    assert_eq!(fault.cause, Cause::Throttled);
    assert_eq!(
        scene.stage.seen().len(),
        6,
        "as many attempts as one call has"
    );
}

#[tokio::test]
async fn a_page_that_breaks_off_is_asked_for_again() {
    let scene = Scene::open(|asked, seen| {
        if asked == 2 {
            let text = page(seen).to_string().into_bytes();
            let half = text[..text.len() / 2].to_vec();
            return Act::Break(text.len(), half);
        }
        json(200, &page(seen))
    })
    .await;
    assert_eq!(read_on(&scene, None).await, names(0..PAGES));
    assert_eq!(scene.stage.seen().len(), PAGES + 1);
}

#[tokio::test]
async fn a_list_that_never_ends_is_not_kept_in_memory() {
    let scene = Scene::open(|asked, seen| {
        let host = seen.header("host").unwrap();
        let row = value!({"id": ID, "displayName": "x", "status": "active"});
        let rows: Vec<Value> = std::iter::repeat_n(row, 300).collect();
        let next = format!("https://{host}/v1.0/x?$skiptoken={asked}");
        json(200, &value!({"value": rows, "@odata.nextLink": next}))
    })
    .await;
    let customer = crate::support::customer();
    let fault = scene
        .gdap
        .of_customer(partner(), customer)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AnswerTooLarge);
    assert_eq!(
        scene.stage.seen().len(),
        17,
        "5000 rows are too many, and the page after them"
    );
}
