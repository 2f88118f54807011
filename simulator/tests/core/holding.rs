//! Requests that get no answer: what is done, what is not, and who is told.

use crate::client::Seen;
use crate::desk::{Desk, GRAPH, SECRET};
use futures::poll;
use serde_json::json;
use std::pin::pin;
use std::time::Duration;
use tenantry_simulator::{Act, Cloud, Control, Fault, Rule};
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinHandle;
use url::Url;

const PATH: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";

/// A client that asks for a relationship to be made, and waits.
struct Asking {
    desk: Desk,
    bearer: String,
    url: Url,
}

impl Asking {
    async fn open() -> Self {
        let desk = Desk::open().await;
        let refresh = desk.refresh_token().await;
        let token = desk.renew("Northwind IT", &refresh).await.unwrap();
        let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
        let url = desk.simulator.endpoints().graph.join(PATH).unwrap();
        Self { desk, bearer, url }
    }

    fn control(&self) -> Control {
        self.desk.control()
    }

    fn ask(&self, name: &str) -> JoinHandle<Option<Seen>> {
        let (client, bearer, url) = (
            self.desk.client.clone(),
            self.bearer.clone(),
            self.url.clone(),
        );
        let body = body(name);
        tokio::spawn(async move {
            let headers = [
                ("Authorization", bearer.as_str()),
                ("Content-Type", "application/json"),
            ];
            client.call("POST", &url, &headers, body).await
        })
    }

    async fn ask_and_be_held(&self, fault: Fault) -> JoinHandle<Option<Seen>> {
        self.control()
            .lay_down(Rule::once(Cloud::Graph, PATH, fault));
        let asking = self.ask("Held");
        self.control().somebody_is_held().await;
        assert_eq!(self.control().held(), 1);
        assert!(!asking.is_finished());
        asking
    }

    fn made(&self) -> usize {
        let deeds = self.control().deeds();
        let made = |kind: &str, act: Act| kind == "relationship" && act == Act::Created;
        deeds.iter().filter(|it| made(it.kind, it.act)).count()
    }

    /// The status that the journal has of the last request, and the fault.
    fn last(&self) -> (Option<u16>, Option<String>) {
        let last = self.control().journal().pop().unwrap();
        (last.status, last.fault)
    }
}

fn body(name: &str) -> String {
    let role = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
    json!({
        "displayName": name, "duration": "P30D",
        "accessDetails": {"unifiedRoles": [{"roleDefinitionId": role}]},
    })
    .to_string()
}

/// Long enough for whatever would go wrong.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn what_is_held_before_is_done_and_answered_when_it_is_let_go() {
    let asking = Asking::open().await;
    let answer = asking.ask_and_be_held(Fault::HoldBefore).await;
    a_while().await;
    assert_eq!(asking.made(), 0);
    assert_eq!(asking.last(), (None, Some("HoldBefore".to_owned())));
    asking.desk.wait(90);
    asking.control().release_all();
    let answer = answer.await.unwrap().unwrap();
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.json()["createdDateTime"]
            .as_str()
            .map(|at| &at[..19]),
        Some("2026-06-01T08:01:30")
    );
    assert_eq!((asking.made(), asking.control().held()), (1, 0));
    assert_eq!(asking.last(), (Some(201), Some("HoldBefore".to_owned())));
}

#[tokio::test]
async fn what_is_held_after_is_done_already() {
    let asking = Asking::open().await;
    let answer = asking.ask_and_be_held(Fault::HoldAfter).await;
    a_while().await;
    assert_eq!(asking.made(), 1);
    assert_eq!(asking.last(), (None, Some("HoldAfter".to_owned())));
    asking.control().release_all();
    assert_eq!(answer.await.unwrap().unwrap().status, 201);
    assert_eq!((asking.made(), asking.control().held()), (1, 0));
    assert_eq!(asking.last(), (Some(201), Some("HoldAfter".to_owned())));
}

#[tokio::test]
async fn who_hangs_up_leaves_nothing_or_what_was_done() {
    for (fault, done) in [(Fault::HoldBefore, 0), (Fault::HoldAfter, 1)] {
        let asking = Asking::open().await;
        let answer = asking.ask_and_be_held(fault).await;
        answer.abort();
        asking.control().nobody_is_held().await;
        asking.control().release_all();
        a_while().await;
        assert_eq!((asking.made(), asking.last().0), (done, None));
    }
}

/// One thread: between the end of the connection and the release nobody looks at the connection.
#[tokio::test]
async fn who_hung_up_just_before_the_release_is_not_served() {
    let asking = Asking::open().await;
    for last_words in [false, true] {
        asking
            .control()
            .lay_down(Rule::once(Cloud::Graph, PATH, Fault::HoldBefore));
        let mut line = asking.desk.client.connect(&asking.url).await;
        let body = body("Held");
        let text = format!(
            "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
            asking.bearer,
            body.len(),
            body
        );
        line.write_all(text.as_bytes()).await.unwrap();
        asking.control().somebody_is_held().await;
        if last_words {
            let (_, tls) = line.get_mut();
            tls.send_close_notify();
            assert!(poll!(pin!(line.flush())).is_ready());
        }
        assert_eq!(asking.control().held(), 1);
        if !last_words {
            drop(line);
        }
        asking.control().release_all();
        a_while().await;
        assert_eq!(asking.made(), 0);
        assert_eq!(asking.last().0, None);
    }
}

#[tokio::test]
async fn a_release_lets_go_of_those_who_are_held_now() {
    let asking = Asking::open().await;
    asking
        .control()
        .lay_down(Rule::always(Cloud::Graph, PATH, Fault::HoldBefore));
    let all = ["One", "Two", "Three"].map(|name| asking.ask(name));
    while asking.control().held() < 3 {
        tokio::task::yield_now().await;
    }
    asking.control().release_all();
    for answer in all {
        assert_eq!(answer.await.unwrap().unwrap().status, 201);
    }
    let later = asking.ask("Later");
    asking.control().somebody_is_held().await;
    assert!(!later.is_finished());
    assert_eq!(asking.made(), 3);
    asking.control().lift_all_rules();
    a_while().await;
    assert_eq!(asking.control().held(), 1, "a lifted rule lets nobody go");
    later.abort();
    asking.control().nobody_is_held().await;
    assert_eq!(asking.made(), 3);
}

#[tokio::test]
async fn the_nth_request_is_met_whatever_it_is() {
    for number in 1..=4 {
        let desk = Desk::open().await;
        let app = desk.app().to_string();
        desk.control()
            .lay_down(Rule::nth(number, Fault::Throttle { retry_after: None }));
        let token = desk.login(&format!(
            "/{}/oauth2/v2.0/token",
            desk.tenant("Northwind IT")
        ));
        let graph = desk.simulator.endpoints().graph.join(PATH).unwrap();
        let portal = desk.simulator.endpoints().portal.clone();
        let fields = [
            ("client_id", app.as_str()),
            ("client_secret", SECRET),
            ("grant_type", "client_credentials"),
            ("scope", GRAPH),
        ];
        let seen = [
            desk.form(&token, &fields).await.status,
            desk.get(&graph).await.status,
            desk.form(&token, &fields).await.status,
            desk.get(&portal).await.status,
            desk.form(&token, &fields).await.status,
        ];
        let mut expected = [200, 401, 200, 200, 200];
        expected[number as usize - 1] = 429;
        assert_eq!(seen, expected, "the request of number {number}");
    }
}
