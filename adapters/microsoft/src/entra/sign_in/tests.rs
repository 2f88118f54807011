//! What is refused before the cloud is asked for anything.

use super::*;
use crate::entra::tests::Empty;
use crate::entra::{App, Credential};
use crate::settings::Endpoints;
use async_trait::async_trait;
use tenantry_domain::cloud::{ConsentFault, Taken, TenantId};
use tenantry_domain::ids::MspId;
use tenantry_http::Settings;
use uuid::Uuid;

/// Answers with what it holds.
#[derive(Debug)]
struct States(Result<Taken, ConsentFault>);

#[async_trait]
impl ConsentStates for States {
    async fn take(&self, _: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        self.0.clone()
    }
}

fn sign_in(app: u128, states: Result<Taken, ConsentFault>) -> ServiceSignIn {
    let http = Http::new(Settings::default()).unwrap();
    let app = App {
        msp: MspId::new(Uuid::from_u128(1)),
        home: TenantId::new(Uuid::from_u128(2)),
        id: Uuid::from_u128(app),
        credential: Credential::Secret,
    };
    let endpoints = Arc::new(Endpoints::default());
    let broker = TokenBroker::new(http.clone(), endpoints, Arc::new(Empty), app);
    let key = StateKey::new(&[1; 32]).unwrap();
    let back = Url::parse("https://tenantry.example/signed-in").unwrap();
    ServiceSignIn::new(http, broker, Arc::new(States(states)), key, back)
}

fn query(sign_in: &ServiceSignIn, begun: Timestamp) -> String {
    let address = sign_in.begin_at("session", None, begun).unwrap();
    let mut fields = address.query_pairs();
    let state = fields
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    format!("code=abc&state={state}")
}

#[tokio::test]
async fn a_sign_in_ends_within_its_time() {
    let sign_in = sign_in(3, Ok(Taken::First));
    let now = Timestamp::now();
    let late = query(&sign_in, now - KIND.valid - SignedDuration::from_secs(1));
    let fault = sign_in.finish("session", &late).await.unwrap_err();
    assert_eq!(fault.code(), "SIGN_IN_STATE_EXPIRED");
    let in_time = query(&sign_in, now);
    let fault = sign_in.finish("session", &in_time).await.unwrap_err();
    assert_eq!(
        fault.code(),
        "APP_CREDENTIAL_MISSING",
        "it gets as far as the app's secret"
    );
}

#[tokio::test]
async fn a_sign_in_belongs_to_its_app() {
    let (ours, others) = (sign_in(3, Ok(Taken::First)), sign_in(4, Ok(Taken::First)));
    let fault = ours
        .finish("session", &query(&others, Timestamp::now()))
        .await;
    assert_eq!(fault, Err(SignInFault::StateForged));
}

#[tokio::test]
async fn nothing_is_redeemed_that_cannot_be_recorded() {
    let full = ConsentFault::StatesUnavailable {
        reason: "the disk is full".to_owned(),
    };
    for (states, code) in [
        (Err(full), "SIGN_IN_STATES_UNAVAILABLE"),
        (Ok(Taken::Again), "SIGN_IN_STATE_REPLAYED"),
        (
            Err(CloudFault::new(Cause::Unavailable, "x", "").into()),
            "CLOUD_UNAVAILABLE",
        ),
    ] {
        let sign_in = sign_in(3, states);
        let fault = sign_in
            .finish("session", &query(&sign_in, Timestamp::now()))
            .await;
        assert_eq!(fault.unwrap_err().code(), code);
    }
}
