//! People of two MSPs in the simulated clouds, page by page, and a program that speaks for them.

use crate::people::{AT_ONCE, BROWSER, app, with_head};
use crate::sign_in::States;
use crate::walk_app::certificate;
use crate::world::{Anything, World};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::directory::{GroupId, UserId};
use tenantry_domain::cloud::people::{BearerFault, PeopleSignIn, PersonGroups, PersonSignedIn};
use tenantry_domain::cloud::vault::{Expected, Purpose, SecretName, SecretValue, Vault};
use tenantry_domain::ids::MspId;
use tenantry_http::{Call, Method};
use tenantry_microsoft::entra::{
    Credential, EntraPeople, PeopleApp, SignInFault, StateKey, Untrusted,
};
use tenantry_microsoft::permissions::{NEEDS, Who};
use tenantry_simulator::{
    AccountSeed, AccountTrouble, AppSeed, Cloud, Fault, GroupSeed, Order, PartnerSeed, Rule,
    Scenario, UseSeed,
};
use url::Url;

const RETURN: &str = "https://localhost:8443/people";
const APP: &str = "Tenantry";
const PROGRAM: &str = "Reports";
const ADA: &str = "ada@northwindit.onmicrosoft.com";
const GRACE: &str = "grace@litware.onmicrosoft.com";
const LITWARE: &str = "Litware";
const SIGN_IN: &[(&str, &str)] = &[("choice", "sign-in"), ("second_factor", "on")];

/// Northwind IT runs Tenantry; Litware lets it in, and has Grace in groups, one through another.
fn scenario() -> Scenario {
    let mut scenario = Scenario::small();
    let mut program = AppSeed::for_people(PROGRAM, RETURN);
    program.offers.clear();
    program.uses = vec![UseSeed {
        app: APP.to_owned(),
        scopes: vec!["access_as_user".to_owned()],
    }];
    let mut own = AppSeed::for_people(&format!("{LITWARE} Onboarding"), RETURN);
    own.multi_tenant = false;
    let mut litware = PartnerSeed::new(LITWARE, own);
    litware.accounts.push(AccountSeed::new(GRACE));
    litware.groups.extend([
        group("Admins", &[GRACE], true),
        group("Everybody", &["Admins"], true),
        group("News", &[GRACE], false),
    ]);
    litware.consents = vec![APP.to_owned(), PROGRAM.to_owned()];
    scenario.partners[0]
        .apps
        .extend([AppSeed::for_people(APP, RETURN), program]);
    scenario.partners.push(litware);
    scenario
}

fn group(name: &str, members: &[&str], security_enabled: bool) -> GroupSeed {
    GroupSeed {
        name: name.to_owned(),
        members: members.iter().map(|it| (*it).to_owned()).collect(),
        security_enabled,
    }
}

/// Grace is in more groups than a token names.
fn with_many_groups(mut scenario: Scenario) -> Scenario {
    let many = (0..200).map(|number| group(&format!("Team {number}"), &[GRACE], true));
    scenario.partners[1].groups.extend(many);
    scenario
}

async fn people(world: &World, scenario: &Scenario) -> EntraPeople {
    let secret = (Purpose::APP_SECRET, "secret of Tenantry");
    people_showing(world, scenario, secret, Credential::Secret).await
}

async fn people_showing(
    world: &World,
    scenario: &Scenario,
    (purpose, secret): (Purpose, &str),
    credential: Credential,
) -> EntraPeople {
    let id = scenario.app_id(APP);
    let name = SecretName::new(MspId::INSTALLATION, purpose).of_app(id);
    let secret = SecretValue::new(secret).unwrap();
    let kept = world.vault.put(&name, &secret, &Expected::Anything).await;
    kept.unwrap();
    let app = PeopleApp {
        credential,
        ..app(id, RETURN)
    };
    let vault: Arc<dyn Vault> = Arc::clone(&world.vault) as _;
    EntraPeople::new(
        world.http.clone(),
        Arc::clone(&world.endpoints),
        vault,
        Arc::new(States::default()),
        StateKey::new(&[1; 32]).unwrap(),
        app,
    )
    .with_key_rules(AT_ONCE)
}

/// Through the page, as this person; nothing when Entra keeps the browser there.
async fn walk(
    world: &World,
    people: &EntraPeople,
    account: &str,
    fields: &[(&str, &str)],
) -> Option<Result<PersonSignedIn, SignInFault>> {
    let address = Url::parse(&people.begin("/", BROWSER).unwrap()).unwrap();
    let back = world.fill_in(&address, account, fields).await?;
    let finished = people.finish(BROWSER, back.query().unwrap()).await;
    Some(finished.map(|(person, _)| person))
}

async fn signed_in(world: &World, people: &EntraPeople, account: &str) -> PersonSignedIn {
    walk(world, people, account, SIGN_IN)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn people_of_two_msps_sign_in_to_one_app() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let grace = signed_in(&world, &people, GRACE).await;
    assert_eq!(grace.tenant, world.tenant(LITWARE));
    assert_eq!(grace.account, UserId::new(scenario.account_id(GRACE)));
    assert_eq!(grace.name.as_deref(), Some("grace"));
    assert_eq!(grace.login.as_deref(), Some(GRACE));
    assert_eq!(grace.second_factor, Some(true));
    let PersonGroups::Known(mut groups) = grace.groups else {
        panic!("the token names them");
    };
    let mut expected =
        ["Admins", "Everybody"].map(|it| GroupId::new(scenario.group_id(LITWARE, it)));
    expected.sort_unstable();
    groups.sort_unstable();
    assert_eq!(groups, expected, "security groups, also through others");

    let ada = signed_in(&world, &people, ADA).await;
    assert_eq!(ada.tenant, world.tenant("Northwind IT"));
    assert_eq!(ada.groups, PersonGroups::Known(Vec::new()));
    let alone = [("choice", "sign-in")];
    let ada = walk(&world, &people, ADA, &alone).await.unwrap().unwrap();
    assert_eq!(ada.second_factor, Some(false));
}

#[tokio::test]
async fn a_certificate_serves_as_well_as_a_secret() {
    let (certificate, key) = certificate();
    let mut scenario = scenario();
    let app = &mut scenario.partners[0].apps[1];
    (app.secret, app.certificate) = (None, Some(certificate.clone()));
    let world = World::of(scenario.clone()).await;
    let both = certificate + &key;
    let shown = (Purpose::APP_CERTIFICATE, both.as_str());
    let people = people_showing(&world, &scenario, shown, Credential::Certificate).await;
    let grace = signed_in(&world, &people, GRACE).await;
    assert_eq!(grace.tenant, world.tenant(LITWARE));
}

#[tokio::test]
async fn who_leaves_a_group_is_no_longer_told_to_be_in_it() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let left = Order::RemoveFromGroup {
        group: scenario.group_id(LITWARE, "Admins"),
        member: scenario.account_id(GRACE),
    };
    world.control().order(left).unwrap();
    let grace = signed_in(&world, &people, GRACE).await;
    assert_eq!(grace.groups, PersonGroups::Known(Vec::new()));
}

#[tokio::test]
async fn many_groups_need_the_permission_that_the_table_names() {
    let needs = NEEDS.iter().filter(|need| need.who == Who::Person);
    let needed: Vec<&str> = needs.map(|need| need.permission).collect();
    assert_eq!(needed, ["User.Read", "GroupMember.Read.All"]);
    for consented in [false, true] {
        let mut scenario = with_many_groups(scenario());
        if consented {
            let scopes = needed.iter().map(|it| (*it).to_owned()).collect();
            scenario.partners[0].apps[1].scopes = scopes;
        }
        let world = World::of(scenario.clone()).await;
        let people = people(&world, &scenario).await;
        let grace = signed_in(&world, &people, GRACE).await;
        match grace.groups {
            PersonGroups::Known(groups) => assert_eq!((groups.len(), consented), (202, true)),
            PersonGroups::Unknown => assert!(!consented),
        }
    }
    let mut scenario = scenario();
    scenario.partners[0].apps[1].scopes.clear();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let outcome = walk(&world, &people, ADA, SIGN_IN).await;
    assert_eq!(outcome, None, "without the first nobody gets past the page");
}

#[tokio::test]
async fn where_nobody_consented_people_stay_at_the_page() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let admin = "admin@fabrikam.onmicrosoft.com";
    assert_eq!(walk(&world, &people, admin, SIGN_IN).await, None);
    let consent = Order::Consent {
        tenant: world.tenant("Fabrikam").as_uuid(),
        app: scenario.app_id(APP),
    };
    world.control().order(consent).unwrap();
    world.control().jump(Duration::from_mins(1));
    let person = signed_in(&world, &people, admin).await;
    assert_eq!(
        person.tenant,
        world.tenant("Fabrikam"),
        "whose tenant it is, others decide"
    );
}

#[tokio::test]
async fn whoever_cancels_or_cannot_sign_in_is_told() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let outcome = walk(&world, &people, ADA, &[("choice", "cancel")]).await;
    assert_eq!(outcome, Some(Err(SignInFault::Cancelled)));
    let trouble = |trouble, on| Order::Trouble {
        account: scenario.account_id(ADA),
        trouble,
        on,
    };
    for reason in [AccountTrouble::MfaNotRegistered, AccountTrouble::LockedOut] {
        world.control().order(trouble(reason, true)).unwrap();
        assert_eq!(
            walk(&world, &people, ADA, SIGN_IN).await,
            None,
            "{reason:?}"
        );
        world.control().order(trouble(reason, false)).unwrap();
    }
    // Between the page and the code something may happen.
    let address = Url::parse(&people.begin("/", BROWSER).unwrap()).unwrap();
    let back = world.fill_in(&address, ADA, SIGN_IN).await.unwrap();
    world
        .control()
        .order(trouble(AccountTrouble::MfaExpired, true))
        .unwrap();
    let fault = people
        .finish(BROWSER, back.query().unwrap())
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "MFA_REQUIRED");
}

#[tokio::test]
async fn keys_change_and_clocks_differ() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    for _ in 0..3 {
        signed_in(&world, &people, GRACE).await;
        world.control().order(Order::RotateKeys).unwrap();
    }
    world.control().jump(Duration::from_mins(6));
    let fault = walk(&world, &people, GRACE, SIGN_IN).await.unwrap();
    let reason = Untrusted::TooEarly;
    assert_eq!(fault, Err(SignInFault::IdentityUntrusted { reason }));
}

/// What the token endpoint gives a program.
async fn given(world: &World, scenario: &Scenario, place: &str, fields: &[(&str, &str)]) -> Value {
    let id = scenario.app_id(PROGRAM).to_string();
    let mut all = vec![
        ("client_id", id.as_str()),
        ("client_secret", "secret of Reports"),
    ];
    all.extend_from_slice(fields);
    let path = format!("/{place}/oauth2/v2.0/token");
    let url = world.endpoints.login.join(&path).unwrap();
    let call = Call::new(Method::POST, url, "program").form(&all);
    let answer = world.http.send(call, &Anything).await.unwrap();
    serde_json::from_slice(answer.text()).unwrap()
}

/// Grace signs in to the program, and it asks for a token for Tenantry.
async fn given_for_grace(world: &World, scenario: &Scenario) -> Value {
    let (id, tenantry) = (scenario.app_id(PROGRAM), scenario.app_id(APP));
    let scope = format!("openid profile api://{tenantry}/access_as_user");
    let page = "/organizations/oauth2/v2.0/authorize";
    let mut address = world.endpoints.login.join(page).unwrap();
    address
        .query_pairs_mut()
        .append_pair("client_id", &id.to_string())
        .append_pair("response_type", "code")
        .append_pair("redirect_uri", RETURN)
        .append_pair("scope", &scope);
    let back = world.fill_in(&address, GRACE, SIGN_IN).await.unwrap();
    let mut came = back.query_pairs();
    let code = came
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", RETURN),
        ("scope", &*scope),
    ];
    given(world, scenario, "organizations", &fields).await
}

#[tokio::test]
async fn a_program_speaks_for_a_person_and_an_app_for_nobody() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = people(&world, &scenario).await;
    let body = given_for_grace(&world, &scenario).await;
    let token = body["access_token"].as_str().unwrap();
    let bearer = people.bearer(token).await.unwrap();
    let account = UserId::new(scenario.account_id(GRACE));
    assert_eq!(bearer.person.account, account);
    assert_eq!(bearer.person.tenant, world.tenant(LITWARE));
    assert_eq!(bearer.person.login.as_deref(), Some(GRACE));
    assert!(matches!(bearer.person.groups, PersonGroups::Known(groups) if groups.len() == 2));
    let token = body["id_token"].as_str().unwrap();
    let fault = people.bearer(token).await.unwrap_err();
    assert_eq!(
        fault.code(),
        "ACCESS_TOKEN_UNTRUSTED",
        "that is for the program itself"
    );

    let everything = format!("api://{}/.default", scenario.app_id(APP));
    let fields = [
        ("grant_type", "client_credentials"),
        ("scope", &*everything),
    ];
    let place = world.tenant(LITWARE).to_string();
    let body = given(&world, &scenario, &place, &fields).await;
    let token = body["access_token"].as_str().unwrap();
    let fault = people.bearer(token).await.unwrap_err();
    assert_eq!(fault.code(), "ACCESS_TOKEN_OF_APP");
}

#[tokio::test]
async fn who_brings_a_known_key_does_not_wait_for_who_brings_an_unknown_one() {
    let scenario = scenario();
    let world = World::of(scenario.clone()).await;
    let people = Arc::new(people(&world, &scenario).await);
    let body = given_for_grace(&world, &scenario).await;
    let good = body["access_token"].as_str().unwrap();
    people.bearer(good).await.unwrap();
    let keys = "/organizations/v2.0/*";
    let held = Rule::always(Cloud::Login, keys, Fault::HoldBefore);
    world.control().lay_down(held);
    let strange = with_head(good, &json!({"alg": "RS256", "kid": "strange"}), "AAAA");
    let looking = tokio::spawn({
        let people = Arc::clone(&people);
        async move { people.bearer(&strange).await }
    });
    world.control().somebody_is_held().await;
    people.bearer(good).await.unwrap();
    world.control().lift_all_rules();
    world.control().release_all();
    let reason = Untrusted::KeyUnknown;
    assert_eq!(
        looking.await.unwrap(),
        Err(BearerFault::Untrusted { reason })
    );
}
