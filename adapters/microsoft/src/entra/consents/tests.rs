//! What comes back from the browser is believed only when we signed it.

use super::*;
use jiff::Timestamp;
use secrecy::SecretString;
use std::collections::BTreeMap;
use tenantry_domain::cloud::partner::AppId;
use tenantry_http::{Http, Settings};

/// Nobody gives tokens here: nothing may be asked of the cloud.
#[derive(Debug)]
struct NoTokens;

#[async_trait::async_trait]
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

fn consents() -> EntraConsents {
    EntraConsents {
        endpoints: Arc::new(Endpoints::default()),
        return_address: Url::parse("https://tenantry.example/consent?x=1&y=ä").unwrap(),
        key: StateKey::new(&[1; 32]).unwrap(),
    }
}

fn invitation(number: u128) -> Invitation {
    Invitation {
        id: InvitationId::new(Uuid::from_u128(number)),
        msp: MspId::new(Uuid::from_u128(30)),
        customer: CustomerId::new(Uuid::from_u128(20)),
        tenant: tenant(),
        app: AppId::new(Uuid::from_u128(10)),
        valid_until: Timestamp::from_second(1_700_000_000).unwrap(),
    }
}

fn tenant() -> TenantId {
    TenantId::new(Uuid::from_u128(40))
}

fn fields(address: &str) -> BTreeMap<String, String> {
    let address = Url::parse(address).unwrap();
    address.query_pairs().into_owned().collect()
}

fn state(consents: &EntraConsents, number: u128) -> String {
    let address = consents.address(&invitation(number)).unwrap();
    fields(&address).remove("state").unwrap()
}

fn good(state: &str) -> ConsentReturn {
    ConsentReturn {
        state: Some(state.to_owned()),
        tenant: Some(tenant().to_string()),
        admin_consent: Some("True".to_owned()),
        ..ConsentReturn::default()
    }
}

#[test]
fn the_address_says_all_that_entra_wants_and_is_the_same_whenever_it_is_asked_for() {
    let consents = consents();
    let address = consents.address(&invitation(1)).unwrap();
    assert_eq!(address, consents.address(&invitation(1)).unwrap());
    assert_ne!(address, consents.address(&invitation(2)).unwrap());
    let url = Url::parse(&address).unwrap();
    assert_eq!(url.host_str(), Some("login.microsoftonline.com"));
    assert_eq!(url.path(), format!("/{}/v2.0/adminconsent", tenant()));
    let fields = fields(&address);
    assert_eq!(fields["client_id"], invitation(1).app.to_string());
    assert_eq!(fields["scope"], "https://graph.microsoft.com/.default");
    assert_eq!(fields["redirect_uri"], consents.return_address.as_str());
    assert!(fields["state"].len() < 500);
}

#[test]
fn administrators_are_asked_for_reading_alone() {
    let asked = consents().permissions();
    assert!(asked.len() >= 6, "{asked:?}");
    for permission in asked {
        assert!(permission.name.ends_with(".Read.All"), "{permission:?}");
    }
}

#[test]
fn what_came_back_says_which_invitation_it_belongs_to() {
    let consents = consents();
    let read = consents.read(&good(&state(&consents, 1))).unwrap();
    let asked = invitation(1);
    assert_eq!(
        read,
        ReturnedConsent {
            invitation: asked.id,
            msp: asked.msp,
            customer: asked.customer,
            tenant: asked.tenant,
            answer: ConsentAnswer::Given { tenant: tenant() },
        }
    );
}

#[tokio::test]
async fn the_browsers_word_alone_is_nothing() {
    let http = Http::new(Settings::default()).unwrap();
    let tokens: Arc<dyn Tokens> = Arc::new(NoTokens);
    let probe = ConsentProbe {
        graph: GraphClient::new(http, Arc::new(Endpoints::default()), Arc::clone(&tokens)),
        tokens,
    };
    let fault = probe.confirm(tenant()).await.unwrap_err();
    assert_eq!(fault.code(), "CONSENT_MISSING");
}

#[test]
fn an_error_beats_success() {
    let consents = consents();
    let errors = [
        (
            "access_denied",
            "AADSTS65004: declined",
            "cancel",
            "CONSENT_DECLINED",
        ),
        ("consent_required", "", "", "CONSENT_MISSING"),
        ("permission_denied", "", "", "CONSENT_NOT_PERMITTED"),
        ("server_error", "", "", "CLOUD_UNAVAILABLE"),
        ("", "", "", "CLOUD_REFUSED"),
        (
            "invalid_client",
            "AADSTS500113: no reply address",
            "",
            "APP_REDIRECT_MISMATCH",
        ),
    ];
    for (error, words, subcode, code) in errors {
        let back = ConsentReturn {
            error: Some(error.to_owned()),
            error_description: Some(words.to_owned()),
            error_subcode: Some(subcode.to_owned()),
            ..good(&state(&consents, 1))
        };
        let ConsentAnswer::Refused(fault) = consents.read(&back).unwrap().answer else {
            panic!("{error} counts as consent");
        };
        assert_eq!(fault.code(), code, "{error}");
    }
}

#[test]
fn what_is_not_ours_is_refused() {
    let ours = consents();
    let others = EntraConsents {
        key: StateKey::new(&[2; 32]).unwrap(),
        ..consents()
    };
    let refused = ConsentReturn {
        error: Some("access_denied".to_owned()),
        ..good(&format!("{}x", state(&ours, 1)))
    };
    let stateless = ConsentReturn {
        state: None,
        ..good("")
    };
    for back in [
        good(&state(&others, 1)),
        good(""),
        good("e30.e30"),
        stateless,
        refused,
        ConsentReturn::default(),
    ] {
        assert_eq!(ours.read(&back), Err(ConsentFault::StateForged), "{back:?}");
    }
}

#[test]
fn a_callback_without_its_parts_is_refused() {
    let consents = consents();
    let odd = [
        (Some("False"), Some(tenant().to_string())),
        (Some(""), Some(tenant().to_string())),
        (None, Some(tenant().to_string())),
        (Some("True"), None),
        (Some("True"), Some("contoso.com".to_owned())),
    ];
    for (said, tenant) in odd {
        let back = ConsentReturn {
            admin_consent: said.map(str::to_owned),
            tenant,
            ..good(&state(&consents, 1))
        };
        let fault = consents.read(&back).unwrap_err();
        assert_eq!(fault.code(), "CONSENT_CALLBACK_INCOMPLETE", "{back:?}");
    }
}

mod whatever_comes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_believed_without_our_signature(
            state in prop_oneof![".{0,60}", "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,43}"],
        ) {
            prop_assert_eq!(consents().read(&good(&state)), Err(ConsentFault::StateForged));
        }
    }
}
