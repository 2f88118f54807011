//! Partner Center read as a vendor's account: of the simulated cloud, and of a server that does as it
//! is told.

use crate::stage::{Act, Seen, quick};
use crate::support::{Scene, json, partner};
use crate::world::{PARTNER, World};
use async_trait::async_trait;
use serde_json::{Value, json as value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::vendor::{
    Account, Doubt, FoundRecord, RecordFacts, RecordKind, Subscription, Term, Vendor,
    VendorAccount, VendorAccounts, VendorReach,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_http::{Http, Settings};
use tenantry_microsoft::Endpoints;
use tenantry_microsoft::partner::{PartnerAccounts, PartnerCenter, PartnerCenters};
use tenantry_simulator::{Cloud, CustomerPlan, CustomerSeed, Fault, Quirks, Rule, Scenario};
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

#[derive(Debug)]
struct Only(Partner, PartnerCenter);

#[async_trait]
impl PartnerCenters for Only {
    async fn center(&self, _msp: MspId) -> Result<(Partner, PartnerCenter), CloudFault> {
        Ok((self.0, self.1.clone()))
    }
}

async fn opened(
    partner: Partner,
    center: &PartnerCenter,
    tenant: &str,
) -> Result<Box<dyn VendorAccount>, CloudFault> {
    let accounts = PartnerAccounts::new(Arc::new(Only(partner, center.clone())));
    let tenant = ("partner-tenant".to_owned(), tenant.to_owned());
    accounts
        .open(&VendorReach {
            msp: MspId::new(Uuid::from_u128(1)),
            connection: VendorConnectionId::new(Uuid::from_u128(2)),
            vendor: Vendor::PartnerCenter,
            settings: BTreeMap::from([tenant]),
        })
        .await
}

async fn account(world: &World) -> Box<dyn VendorAccount> {
    let partner = world.partner();
    let opened = opened(partner, &world.center, &partner.to_string()).await;
    opened.unwrap()
}

async fn of_stage(scene: &Scene) -> Box<dyn VendorAccount> {
    let opened = opened(partner(), &scene.center, &partner().to_string()).await;
    opened.unwrap()
}

/// Every record of a kind, and how many portions they came in.
async fn all(
    account: &dyn VendorAccount,
    kind: RecordKind,
) -> Result<(Vec<FoundRecord>, usize), CloudFault> {
    let (mut rows, mut from, mut portions) = (Vec::new(), None, 0);
    loop {
        let portion = account.read(kind, from.as_ref()).await?;
        rows.extend(portion.rows);
        portions += 1;
        match portion.next {
            None => return Ok((rows, portions)),
            next => from = next,
        }
    }
}

/// So many customers beside Contoso, each with what it bought.
fn sold_to(count: usize) -> Scenario {
    let mut scenario = Scenario::small();
    for number in 0..count {
        let domain = format!("c{number}.onmicrosoft.com");
        let mut tenant: CustomerSeed = scenario.customers[2].clone();
        tenant.name = format!("Customer {number}");
        tenant.domains = vec![domain.clone()];
        tenant.admins.clear();
        tenant.contents.users = 0;
        scenario.customers.push(tenant);
        let bought = value!({"name": format!("Product {}", number % 7), "quantity": number + 1,
            "id": Uuid::from_u128(0x1000 + number as u128)});
        let plan = value!({"tenant": domain, "subscriptions": [bought]});
        let plan: CustomerPlan = serde_json::from_value(plan).unwrap();
        scenario.partners[0].business.customers.push(plan);
    }
    scenario
}

fn facts(record: &FoundRecord) -> &Subscription {
    match &record.facts {
        RecordFacts::Subscription(facts) => facts,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_customer_and_all_that_was_bought_comes_as_it_is() {
    let world = World::of(sold_to(520)).await;
    let account = account(&world).await;
    let (accounts, portions) = all(&*account, RecordKind::Account).await.unwrap();
    assert_eq!((accounts.len(), portions), (521, 2));
    let ids: BTreeSet<&String> = accounts.iter().map(|it| &it.id).collect();
    assert_eq!(ids.len(), 521);
    let tenant = world.tenant("Customer 519");
    let last = accounts.last().unwrap();
    assert_eq!(last.name, "Customer 519");
    assert!(last.active);
    assert_eq!(
        last.facts,
        RecordFacts::Account(Account {
            domains: BTreeSet::from(["c519.onmicrosoft.com".to_owned()]),
            tenant: Some(tenant),
            category: Some("reseller".to_owned()),
            ..Account::default()
        })
    );

    let (bought, portions) = all(&*account, RecordKind::Subscription).await.unwrap();
    assert_eq!((bought.len(), portions), (521, 11));
    for number in 0..520_u128 {
        let id = Uuid::from_u128(0x1000 + number).to_string();
        let found = bought.iter().find(|it| it.id == id).unwrap();
        assert_eq!(found.name, format!("Product {}", number % 7));
        let quantity = (number + 1).to_string().parse().unwrap();
        assert_eq!(facts(found).quantity, Some(quantity));
        let buyer = world.tenant(&format!("Customer {number}"));
        assert_eq!(found.account, Some(buyer.to_string()));
    }
    let journal = world.control().journal();
    let asked = journal.iter().filter(|it| it.cloud == Cloud::PartnerCenter);
    assert!(asked.into_iter().all(|it| it.method == "GET"));
}

#[tokio::test]
async fn both_commerces_trials_and_usage_are_told_apart() {
    let mut scenario = Scenario::small();
    let sold = value!([
        {"name": "Microsoft 365 Business Premium", "friendly-name": "Premium of Contoso",
            "offer": "CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R", "quantity": 25,
            "id": Uuid::from_u128(1), "days-ago": 31, "billing-cycle": "annual", "renews": false},
        {"name": "Exchange Online", "offer": "195416c1-3447-423a-b37b-ee59a99a19c4", "quantity": 3,
            "id": Uuid::from_u128(2), "suspended": true},
        {"name": "Copilot", "quantity": 25, "id": Uuid::from_u128(3), "kind": "trial"},
        {"name": "Azure plan", "quantity": 1, "id": Uuid::from_u128(4), "kind": "usage",
            "billing-cycle": "one_time"},
        {"name": "Three years", "quantity": 1, "id": Uuid::from_u128(5), "term": "P3Y",
            "billing-cycle": "triennial", "status": "wondrous"},
        {"name": "Monthly", "quantity": 1, "id": Uuid::from_u128(6), "term": "P1M",
            "billing-cycle": "fortnightly", "status": "deleted"},
        {"name": "Backup", "quantity": 1, "id": Uuid::from_u128(7), "of-others": true},
    ]);
    let customer = &mut scenario.partners[0].business.customers[0];
    customer.subscriptions = serde_json::from_value(sold).unwrap();
    let world = World::of(scenario).await;
    let (rows, _) = all(&*account(&world).await, RecordKind::Subscription)
        .await
        .unwrap();
    let id = Uuid::from_u128(1).to_string();
    assert_eq!(rows[0].name, "Premium of Contoso");
    assert!(rows[0].active);
    assert_eq!(
        *facts(&rows[0]),
        Subscription {
            product: Some("CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R".to_owned()),
            maker_sku: Some("CFQ7TTC0LCHC:0002".to_owned()),
            maker_subscription: Some(id),
            status: Some("active".to_owned()),
            quantity: "25".parse().ok(),
            billing: Some(Term::YEARLY),
            term: Some(Term::YEARLY),
            starts: "2026-05-01".parse().ok(),
            ends: "2027-04-30".parse().ok(),
            renews: Some(false),
            of_microsoft: Some(true),
            ..Subscription::default()
        }
    );
    let old = facts(&rows[1]);
    assert_eq!((old.maker_sku.as_deref(), rows[1].active), (None, false));
    assert_eq!(old.status.as_deref(), Some("suspended"));
    assert_eq!(
        (old.of_microsoft, facts(&rows[6]).of_microsoft),
        (Some(true), Some(false))
    );
    let trial = facts(&rows[2]);
    assert!(trial.trial);
    assert_eq!((&trial.billing, &trial.term), (&None, &Some(Term::MONTHLY)));
    assert_eq!(facts(&rows[3]).billing, Some(Term::Usage));
    let three = facts(&rows[4]);
    assert_eq!(
        (&three.billing, &three.term),
        (&Some(Term::THREE_YEARS), &Some(Term::THREE_YEARS))
    );
    assert_eq!(
        (three.status.as_deref(), rows[4].active),
        (Some("wondrous"), false)
    );
    let odd = facts(&rows[5]);
    assert_eq!(odd.billing, Some(Term::Other("fortnightly".to_owned())));
    assert_eq!(odd.status.as_deref(), Some("deleted"));
}

#[tokio::test]
async fn names_come_unharmed_and_advisors_customers_buy_nothing_here() {
    let long = "Ω".repeat(200);
    let names = [long.as_str(), "🦀 Crab & Söhne", "شركة كونتوسو", ""];
    let mut scenario = sold_to(names.len());
    for (number, name) in names.iter().enumerate() {
        // The scenario names tenants by their names: an empty one is given to the customer's own.
        if !name.is_empty() {
            scenario.customers[3 + number].name = (*name).to_owned();
        }
    }
    scenario.partners[0].business.customers[4].relationship = "advisor".to_owned();
    let world = World::of(scenario).await;
    let account = account(&world).await;
    let (accounts, _) = all(&*account, RecordKind::Account).await.unwrap();
    let told: Vec<&str> = accounts[1..4].iter().map(|it| it.name.as_str()).collect();
    assert_eq!(told, &names[..3]);
    let before = world.seen("GET", "/v1/customers");
    let (bought, _) = all(&*account, RecordKind::Subscription).await.unwrap();
    assert_eq!(bought.len(), 4, "the advisor's customer is not asked for");
    assert_eq!(world.seen("GET", "/v1/customers"), before + 1 + 4);
}

#[tokio::test]
async fn a_partner_without_customers_and_kinds_that_it_does_not_have_are_empty() {
    let mut scenario = Scenario::small();
    scenario.partners[0].business.customers.clear();
    let world = World::of(scenario).await;
    let account = account(&world).await;
    let nothing = Portion {
        rows: Vec::new(),
        next: None,
    };
    for kind in RecordKind::ALL {
        assert_eq!(
            account.read(*kind, None).await,
            Ok(nothing.clone()),
            "{kind:?}"
        );
    }
    let tested = account.test().await.unwrap();
    assert!(tested.kinds.iter().all(|kind| kind.doubt.is_none()));
}

#[tokio::test]
async fn rows_that_come_twice_and_customers_who_leave_in_between_do_no_harm() {
    let world = World::of(sold_to(120)).await;
    let account = account(&world).await;
    world
        .control()
        .set_quirks(
            world.scenario.tenant_id(PARTNER),
            Quirks {
                rows_again: 3,
                ..Quirks::default()
            },
        )
        .unwrap();
    // One customer is gone when it is asked for.
    let path = format!(
        "/v1/customers/{}/subscriptions",
        world.tenant("Customer 60")
    );
    let gone = Fault::Fail {
        status: 404,
        done_all_the_same: false,
        retry_after: None,
    };
    world
        .control()
        .lay_down(Rule::always(Cloud::PartnerCenter, &path, gone));
    let (bought, _) = all(&*account, RecordKind::Subscription).await.unwrap();
    let ids: BTreeSet<&String> = bought.iter().map(|it| &it.id).collect();
    assert_eq!(ids.len(), 120, "all but one");
    assert!(bought.len() > 120, "some came twice");
}

#[tokio::test]
async fn the_test_tells_what_may_be_read() {
    let world = World::open().await;
    let account = account(&world).await;
    let tested = account.test().await.unwrap();
    let kinds: Vec<RecordKind> = tested.kinds.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, Vendor::PartnerCenter.reads());
    assert!(tested.kinds.iter().all(|it| it.doubt.is_none()));
    let refuse = Fault::Fail {
        status: 403,
        done_all_the_same: false,
        retry_after: None,
    };
    let path = "/v1/customers/*/subscriptions";
    world
        .control()
        .lay_down(Rule::always(Cloud::PartnerCenter, path, refuse));
    let tested = account.test().await.unwrap();
    assert_eq!(tested.kinds[0].doubt, None);
    let Some(Doubt::Refused(fault)) = &tested.kinds[1].doubt else {
        panic!("{tested:?}");
    };
    assert_eq!(fault.cause, Cause::PermissionMissing);
    let fault = account
        .read(RecordKind::Subscription, None)
        .await
        .unwrap_err();
    assert_eq!(
        fault.cause,
        Cause::PermissionMissing,
        "half a list is no list"
    );
}

#[tokio::test]
async fn the_test_tells_a_lapsed_second_factor_from_a_refused_token() {
    let world = World::open().await;
    let account = account(&world).await;
    world.tokens.second_factor.store(false, Ordering::SeqCst);
    world.tokens.sign_in(world.tenant(PARTNER)).await;
    let fault = account.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::MfaRequired);
    let scene = Scene::open(|_, _| refusal(401, "401", "The token is wrong.")).await;
    let fault = of_stage(&scene).await.test().await.unwrap_err();
    assert_eq!(fault.cause, Cause::TokenRefused);
}

#[tokio::test]
async fn another_tenant_than_the_msp_s_own_is_not_opened() {
    let world = World::open().await;
    let partner = world.partner();
    for (entered, cause) in [
        (
            world.tenant("Contoso").to_string(),
            Cause::AccountNotInTenant,
        ),
        ("northwind".to_owned(), Cause::TenantNotFound),
        (String::new(), Cause::TenantNotFound),
    ] {
        let fault = opened(partner, &world.center, &entered).await.unwrap_err();
        assert_eq!(fault.cause, cause, "{fault}");
    }
    let before = world.control().journal().len();
    let accounts = PartnerAccounts::new(Arc::new(Only(partner, world.center.clone())));
    let strange = VendorReach {
        msp: MspId::new(Uuid::from_u128(1)),
        connection: VendorConnectionId::new(Uuid::from_u128(2)),
        vendor: Vendor::Pax8,
        settings: BTreeMap::new(),
    };
    assert_eq!(
        accounts.open(&strange).await.unwrap_err().cause,
        Cause::Refused
    );
    assert_eq!(world.control().journal().len(), before, "nothing was sent");
}

#[tokio::test]
async fn what_fails_for_a_moment_is_asked_again_and_what_goes_on_failing_is_told() {
    let throttle = |retry_after| Fault::Throttle { retry_after };
    let fail = Fault::Fail {
        status: 503,
        done_all_the_same: false,
        retry_after: None,
    };
    for (fault, cause) in [
        (throttle(Some(0)), Cause::Throttled),
        (throttle(None), Cause::Throttled),
        (fail, Cause::Unavailable),
        (Fault::Truncate, Cause::AnswerUnreadable),
        (Fault::Malformed, Cause::AnswerUnreadable),
        (Fault::HtmlPage, Cause::AnswerUnreadable),
        (Fault::ErrorIn200, Cause::Unavailable),
    ] {
        let world = World::open().await;
        let account = account(&world).await;
        let path = "/v1/customers*";
        let once = Rule::once(Cloud::PartnerCenter, path, fault.clone());
        world.control().lay_down(once);
        for kind in [RecordKind::Account, RecordKind::Subscription] {
            let (rows, _) = all(&*account, kind).await.unwrap();
            assert_eq!(rows.len(), 1);
        }
        world
            .control()
            .lay_down(Rule::always(Cloud::PartnerCenter, path, fault));
        let told = account.read(RecordKind::Account, None).await.unwrap_err();
        assert_eq!(told.cause, cause, "{told}");
    }
}

fn refusal(status: u16, code: &str, description: &str) -> Act {
    let body =
        value!({"code": code, "description": description, "data": [], "source": "PartnerFD"});
    json(status, &body)
}

fn page(number: u128, next: Option<&str>) -> Value {
    let row = value!({"id": Uuid::from_u128(number), "relationshipToPartner": "reseller",
        "companyProfile": {"tenantId": Uuid::from_u128(number), "companyName": "C"}});
    match next {
        None => value!({"items": [row], "links": {}}),
        Some(uri) => value!({"items": [row], "links": {"next": {"uri": uri, "headers":
            [{"key": "MS-ContinuationToken", "value": "T"}]}}}),
    }
}

#[tokio::test]
async fn a_page_elsewhere_is_not_fetched_and_one_that_leads_to_itself_is_left() {
    for elsewhere in [
        "https://evil.example/v1/customers?seekOperation=Next",
        "http://api.partnercenter.microsoft.com/v1/customers",
        "//evil.example/v1/customers",
    ] {
        let scene = Scene::open(move |_, _| json(200, &page(1, Some(elsewhere)))).await;
        let account = of_stage(&scene).await;
        let first = account.read(RecordKind::Account, None).await.unwrap();
        let fault = account.read(RecordKind::Account, first.next.as_ref()).await;
        assert_eq!(fault.unwrap_err().cause, Cause::RedirectRefused);
        assert_eq!(scene.stage.seen().len(), 1);
    }
    let itself = "/v1/customers?size=500&seekOperation=Next";
    let scene = Scene::open(move |_, _: &Seen| json(200, &page(1, Some(itself)))).await;
    let fault = all(&*of_stage(&scene).await, RecordKind::Account).await;
    assert_eq!(fault.unwrap_err().cause, Cause::AnswerUnreadable);
    assert_eq!(scene.stage.seen().len(), 2);
    let made_up = Bookmark::new("made up");
    for kind in [RecordKind::Account, RecordKind::Subscription] {
        let fault = of_stage(&scene).await.read(kind, Some(&made_up)).await;
        assert_eq!(fault.unwrap_err().cause, Cause::CursorExpired);
    }
}

#[tokio::test]
async fn who_does_not_answer_and_who_is_not_trusted_are_told_apart() {
    let scene = Scene::open(|_, _| json(200, &page(1, None))).await;
    let there = scene.stage.url("/");
    let strict = Http::new(Settings {
        limits: quick(),
        ..Settings::default()
    });
    // Nothing listens where a listener just went away.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let closed = Url::parse(&format!("https://localhost:{port}")).unwrap();
    for (http, at, cause) in [
        (strict.unwrap(), there, Cause::TlsRefused),
        (scene.stage.http_with(quick()), closed, Cause::Unreachable),
    ] {
        let endpoints = Endpoints {
            partner_center: at,
            ..Endpoints::default()
        };
        let center = PartnerCenter::new(http, Arc::new(endpoints), scene.purse.clone());
        let account = opened(partner(), &center, &partner().to_string())
            .await
            .unwrap();
        assert_eq!(account.test().await.unwrap_err().cause, cause);
    }
}
