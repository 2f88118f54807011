//! What is refused before the cloud is asked for anything, and what is made of names.

use super::*;
use crate::entra::tests::Empty;
use tenantry_domain::cloud::{ConsentFault, Taken};
use tenantry_http::Settings;

#[derive(Debug)]
struct States(Result<Taken, ConsentFault>);

#[async_trait]
impl ConsentStates for States {
    async fn take(&self, _: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        self.0.clone()
    }
}

const BROWSER: &str = "the value of one browser";

fn people(app: u128, states: Result<Taken, ConsentFault>) -> EntraPeople {
    let app = PeopleApp {
        id: Uuid::from_u128(app),
        credential: Credential::Secret,
        return_address: Url::parse("https://tenantry.example/signed-in").unwrap(),
        scope: "access_as_user".to_owned(),
    };
    EntraPeople::new(
        Http::new(Settings::default()).unwrap(),
        Arc::new(Endpoints::default()),
        Arc::new(Empty),
        Arc::new(States(states)),
        StateKey::new(&[1; 32]).unwrap(),
        app,
    )
}

fn query(people: &EntraPeople, begun: Timestamp) -> String {
    let address = people.begin_at("/", BROWSER, begun).unwrap();
    let address = Url::parse(&address).unwrap();
    let state = address.query_pairs().find(|(name, _)| name == "state");
    format!("code=abc&state={}", state.unwrap().1)
}

async fn refused(people: &EntraPeople, query: &str) -> &'static str {
    people.finish(BROWSER, query).await.unwrap_err().code()
}

#[tokio::test]
async fn a_sign_in_ends_within_minutes() {
    let people = people(3, Ok(Taken::First));
    let now = Timestamp::now();
    let second = SignedDuration::from_secs(1);
    let late = query(&people, now - KIND.valid - second);
    assert_eq!(refused(&people, &late).await, "SIGN_IN_STATE_EXPIRED");
    let in_time = query(&people, now - KIND.valid + second * 30);
    let code = refused(&people, &in_time).await;
    assert_eq!(
        code, "APP_CREDENTIAL_MISSING",
        "it gets as far as the app's secret"
    );
}

#[tokio::test]
async fn a_sign_in_belongs_to_its_app_and_is_ended_once() {
    let (ours, others) = (people(3, Ok(Taken::First)), people(4, Ok(Taken::First)));
    let foreign = query(&others, Timestamp::now());
    assert_eq!(refused(&ours, &foreign).await, "SIGN_IN_STATE_FORGED");
    let full = ConsentFault::StatesUnavailable {
        reason: "the disk is full".to_owned(),
    };
    for (states, code) in [
        (Ok(Taken::Again), "SIGN_IN_STATE_REPLAYED"),
        (Err(full), "SIGN_IN_STATES_UNAVAILABLE"),
    ] {
        let people = people(3, states);
        let query = query(&people, Timestamp::now());
        assert_eq!(refused(&people, &query).await, code);
    }
}

#[test]
fn names_of_strangers_are_one_line_and_end() {
    assert_eq!(
        shown(" Ada\r\n\u{7f}Lovelace ").as_deref(),
        Some("AdaLovelace")
    );
    assert_eq!(shown(" \n\t"), None);
    assert_eq!(
        shown(&"a".repeat(100_000)).map(|it| it.len()),
        Some(LONGEST_NAME)
    );
}
