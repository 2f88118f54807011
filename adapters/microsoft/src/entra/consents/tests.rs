//! What comes back from the browser is believed only when everything fits.

use super::*;
use secrecy::SecretString;
use std::collections::BTreeSet;
use std::sync::Mutex;
use tenantry_http::{Http, Settings};

const NOW: i64 = 1_700_000_000;
const DAY: i64 = 24 * 60 * 60;

/// Nobody gives tokens here: nothing may be asked of the cloud.
#[derive(Debug)]
struct NoTokens;

#[async_trait]
impl Tokens for NoTokens {
    async fn bearer(
        &self,
        _: TenantId,
        _: Resource,
        _: Access,
    ) -> Result<SecretString, CloudFault> {
        Err(CloudFault::new(Cause::ConsentMissing, API, "no token"))
    }

    async fn forget(&self, _: TenantId, _: Resource, _: Access) {}
}

#[derive(Debug, Default)]
struct States(Mutex<BTreeSet<String>>);

#[async_trait]
impl ConsentStates for States {
    async fn take(&self, nonce: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        let first = self.0.lock().unwrap().insert(nonce.to_owned());
        Ok(if first { Taken::First } else { Taken::Again })
    }
}

#[derive(Debug)]
struct Unavailable;

#[async_trait]
impl ConsentStates for Unavailable {
    async fn take(&self, _: &str, _: Timestamp) -> Result<Taken, ConsentFault> {
        let reason = "the disk is full".to_owned();
        Err(ConsentFault::StatesUnavailable { reason })
    }
}

fn consents() -> EntraConsents {
    let http = Http::new(Settings::default()).unwrap();
    let endpoints = Arc::new(Endpoints::default());
    let tokens: Arc<dyn Tokens> = Arc::new(NoTokens);
    EntraConsents {
        graph: GraphClient::new(http, Arc::clone(&endpoints), Arc::clone(&tokens)),
        tokens,
        endpoints,
        app: Uuid::from_u128(10),
        return_address: Url::parse("https://tenantry.example/consent?x=1&y=ä").unwrap(),
        key: StateKey::new(&[1; 32]).unwrap(),
        states: Arc::new(States::default()),
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn request(tenant: Option<TenantId>) -> ConsentRequest {
    ConsentRequest {
        msp: msp(),
        customer: CustomerId::new(Uuid::from_u128(20)),
        tenant,
        valid_until: at(NOW + DAY),
    }
}

fn msp() -> MspId {
    MspId::new(Uuid::from_u128(30))
}

fn tenant() -> TenantId {
    TenantId::new(Uuid::from_u128(40))
}

fn state(consents: &EntraConsents, tenant: Option<TenantId>) -> String {
    let invitation = consents.invite_at(&request(tenant), at(NOW)).unwrap();
    let address = Url::parse(&invitation.address).unwrap();
    let mut fields = address.query_pairs();
    fields
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned()
}

fn good(state: &str) -> String {
    let scope = "https%3A%2F%2Fgraph.microsoft.com%2F.default";
    format!(
        "admin_consent=True&tenant={}&scope={scope}&state={state}",
        tenant()
    )
}

async fn receive(consents: &EntraConsents, query: &str) -> Result<GivenConsent, ConsentFault> {
    consents.receive_at(msp(), query, at(NOW + 60)).await
}

#[test]
fn the_address_says_all_that_entra_wants() {
    let consents = consents();
    for (asked, place) in [
        (None, "organizations".to_owned()),
        (Some(tenant()), tenant().to_string()),
    ] {
        let invitation = consents.invite_at(&request(asked), at(NOW)).unwrap();
        assert_eq!(invitation.valid_until, at(NOW + DAY));
        let address = Url::parse(&invitation.address).unwrap();
        assert_eq!(address.host_str(), Some("login.microsoftonline.com"));
        assert_eq!(address.path(), format!("/{place}/v2.0/adminconsent"));
        let fields: BTreeMap<_, _> = address.query_pairs().collect();
        assert_eq!(fields["client_id"], consents.app.to_string());
        assert_eq!(fields["scope"], "https://graph.microsoft.com/.default");
        assert_eq!(fields["redirect_uri"], consents.return_address.as_str());
        assert!(fields["state"].len() < 500);
    }
    assert_ne!(
        state(&consents, None),
        state(&consents, None),
        "each is good once by itself"
    );
}

#[test]
fn an_invitation_has_a_sensible_time() {
    let consents = consents();
    for valid_until in [at(NOW), at(NOW - 1), at(NOW + LONGEST_DAYS * DAY + 1)] {
        let request = ConsentRequest {
            valid_until,
            ..request(None)
        };
        let fault = consents.invite_at(&request, at(NOW)).unwrap_err();
        assert_eq!(fault.code(), "CONSENT_VALIDITY_OUT_OF_RANGE");
    }
}

#[tokio::test]
async fn consent_is_received_once() {
    let consents = consents();
    let query = good(&state(&consents, None));
    let given = receive(&consents, &query).await.unwrap();
    assert_eq!(given.claimed_tenant, tenant());
    assert_eq!(given.customer, request(None).customer);
    assert_eq!(
        receive(&consents, &query).await,
        Err(ConsentFault::StateReplayed)
    );
    let fault = consents.confirm(&given).await.unwrap_err();
    assert_eq!(
        fault.code(),
        "CONSENT_MISSING",
        "the browser's word alone is nothing"
    );
}

#[tokio::test]
async fn an_error_beats_success() {
    let consents = consents();
    let errors = [
        (
            "error=access_denied&error_description=AADSTS65004%3A%20declined&error_subcode=cancel",
            "CONSENT_DECLINED",
        ),
        ("error=consent_required", "CONSENT_MISSING"),
        ("error=permission_denied", "CONSENT_NOT_PERMITTED"),
        ("error=server_error", "CLOUD_UNAVAILABLE"),
        ("error=", "CLOUD_REFUSED"),
        (
            "error=invalid_client&error_description=AADSTS500113%3A+no+reply+address",
            "APP_REDIRECT_MISMATCH",
        ),
    ];
    for (error, code) in errors {
        for query in [
            format!("{}&{error}", good(&state(&consents, None))),
            format!("{error}&{}", good(&state(&consents, None))),
        ] {
            assert_eq!(
                receive(&consents, &query).await.unwrap_err().code(),
                code,
                "{query}"
            );
            let again = receive(&consents, &query).await;
            assert_eq!(
                again,
                Err(ConsentFault::StateReplayed),
                "an old refusal is not shown again"
            );
        }
    }
}

#[tokio::test]
async fn what_is_not_ours_is_refused() {
    let (ours, others) = (
        consents(),
        EntraConsents {
            key: StateKey::new(&[2; 32]).unwrap(),
            ..consents()
        },
    );
    let forged = [
        good(&state(&others, None)),
        good(""),
        good("e30.e30"),
        format!("admin_consent=True&tenant={}", tenant()),
        String::new(),
        format!("error=access_denied&state={}x", state(&ours, None)),
    ];
    for query in forged {
        assert_eq!(
            receive(&ours, &query).await,
            Err(ConsentFault::StateForged),
            "{query}"
        );
    }
    let query = good(&state(&ours, None));
    let stranger = MspId::new(Uuid::from_u128(31));
    let foreign = ours.receive_at(stranger, &query, at(NOW + 60)).await;
    assert_eq!(foreign, Err(ConsentFault::StateForeign));
    let late = ours.receive_at(msp(), &query, at(NOW + DAY)).await;
    assert_eq!(
        late,
        Err(ConsentFault::StateExpired {
            until: at(NOW + DAY)
        })
    );
    assert!(
        receive(&ours, &query).await.is_ok(),
        "neither of them used it up"
    );
}

#[tokio::test]
async fn a_callback_without_its_parts_is_refused() {
    let consents = consents();
    for odd in [
        "admin_consent=False",
        "admin_consent=",
        "",
        "tenant=contoso.com",
        "admin_consent=True&tenant=x",
    ] {
        let query = format!("{odd}&state={}", state(&consents, None));
        let fault = receive(&consents, &query).await.unwrap_err();
        assert_eq!(fault.code(), "CONSENT_CALLBACK_INCOMPLETE", "{odd}");
    }
}

#[tokio::test]
async fn consent_of_another_tenant_is_refused() {
    let consents = consents();
    assert!(
        receive(&consents, &good(&state(&consents, Some(tenant()))))
            .await
            .is_ok()
    );
    let asked = TenantId::new(Uuid::from_u128(41));
    let fault = receive(&consents, &good(&state(&consents, Some(asked)))).await;
    assert_eq!(
        fault,
        Err(ConsentFault::TenantDiffers {
            asked,
            came: tenant()
        })
    );
}

#[tokio::test]
async fn of_many_at_once_one_is_the_first() {
    let consents = Arc::new(consents());
    let query = good(&state(&consents, None));
    let all = (0..32).map(|_| {
        let (consents, query) = (Arc::clone(&consents), query.clone());
        tokio::spawn(async move { receive(&consents, &query).await })
    });
    let outcomes = futures::future::join_all(all).await;
    let believed = outcomes.iter().filter(|it| matches!(it, Ok(Ok(_)))).count();
    assert_eq!(believed, 1);
}

#[tokio::test]
async fn nothing_is_believed_that_cannot_be_recorded() {
    let consents = EntraConsents {
        states: Arc::new(Unavailable),
        ..consents()
    };
    let fault = receive(&consents, &good(&state(&consents, None)))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "CONSENT_STATES_UNAVAILABLE");
}

mod whatever_comes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_believed_without_our_signature(
            state in prop_oneof![".{0,60}", "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,43}"],
            rest in "(&?[a-z_]{1,10}=[a-zA-Z0-9%+-]{0,40}){0,4}",
        ) {
            let consents = consents();
            let query = format!("admin_consent=True&tenant={}&{rest}&state={state}", tenant());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let outcome = runtime.block_on(receive(&consents, &query));
            prop_assert_eq!(outcome, Err(ConsentFault::StateForged));
        }
    }
}
