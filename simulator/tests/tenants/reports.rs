//! Usage reports.

use crate::room::{Room, refused};
use url::Url;

const AT: &str = "/v1.0/reports/getMailboxUsageDetail(period='D7')";

#[tokio::test]
async fn a_report_is_fetched_elsewhere_without_a_token() {
    let room = Room::with("users = 40\nconcealed-names = true").await;
    let seen = room.get(AT).await;
    assert_eq!(seen.status, 302, "{}", seen.text());
    let place = Url::parse(seen.header("Location")).unwrap();
    let bearer = format!("Bearer {}", room.token);
    let with = [("Authorization", bearer.as_str())];
    let refusal = room
        .client
        .call("GET", &place, &with, String::new())
        .await
        .unwrap();
    assert_eq!(refusal.status, 400);
    let fetched = room
        .client
        .call("GET", &place, &[], String::new())
        .await
        .unwrap();
    assert_eq!(fetched.status, 200);
    let text = fetched.text();
    assert!(text.starts_with('\u{feff}') && text.lines().count() > 10);
    assert!(!text.contains("fabrikam"), "names are concealed");
    room.wait(301);
    let late = room
        .client
        .call("GET", &place, &[], String::new())
        .await
        .unwrap();
    assert_eq!(late.status, 404);
}

#[tokio::test]
async fn only_so_many_reports_may_be_had() {
    let room = Room::with("users = 4").await;
    for _ in 0..14 {
        assert_eq!(room.get(AT).await.status, 302);
    }
    let seen = room.get(AT).await;
    refused(&seen, 429, "TooManyRequests");
    assert_eq!(seen.header("Retry-After"), "600");
    room.wait(600);
    assert_eq!(room.get(AT).await.status, 302);
    let strange = room
        .get("/v1.0/reports/getMailboxUsageDetail(period='D8')")
        .await;
    assert_eq!(strange.status, 400);
}

#[tokio::test]
async fn some_have_no_mailbox() {
    let room = Room::with("users = 80").await;
    let (rows, ..) = room.walk("/v1.0/users?$select=id,mail,userType").await;
    let mut kinds = std::collections::BTreeSet::new();
    for row in &rows {
        let at = format!(
            "/v1.0/users/{}/mailboxSettings?$select=userPurpose",
            row["id"].as_str().unwrap()
        );
        let seen = room.get(&at).await;
        if seen.status == 404 {
            refused(&seen, 404, "MailboxNotEnabledForRESTAPI");
            kinds.insert("none".to_owned());
        } else {
            kinds.insert(seen.json()["userPurpose"].as_str().unwrap().to_owned());
        }
    }
    assert!(
        kinds.contains("none") && kinds.contains("user"),
        "{kinds:?}"
    );
}
