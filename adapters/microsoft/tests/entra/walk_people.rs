//! The service account and the customer's administrator in the simulated clouds, page by page.

use crate::sign_in::States;
use crate::world::{CONSENT, World};
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::{
    AdminConsents, Cause, Class, ConsentFault, ConsentRequest, GivenConsent, TenantId,
};
use tenantry_domain::ids::CustomerId;
use tenantry_microsoft::entra::{
    Access, Credential, EntraConsents, Resource, SignInFault, StateKey, Tokens, Untrusted,
};
use tenantry_simulator::{AccountTrouble, Barrier, Order, Scenario};
use url::Url;
use uuid::Uuid;

const HOME: &str = "Northwind IT";
const MANAGED: &str = "Contoso";
const NEW: &str = "Fabrikam";
const ADMIN: &str = "admin@fabrikam.onmicrosoft.com";
const ACCEPT: &[(&str, &str)] = &[("choice", "accept"), ("second_factor", "on")];

#[tokio::test]
async fn one_sign_in_opens_all_tenants_that_let_it_in() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    let account = world.signed_in(&broker).await.unwrap();
    assert_eq!(account.account, world.service());
    assert_eq!(account.second_factor, Some(true));
    world.token(&broker, HOME, Access::Delegated).await.unwrap();
    world
        .token(&broker, MANAGED, Access::Delegated)
        .await
        .unwrap();
    world
        .read(&world.graph(&broker), Access::Delegated)
        .await
        .unwrap();
    let partner_center = broker.bearer(
        world.tenant(MANAGED),
        Resource::PartnerCenter,
        Access::Delegated,
    );
    partner_center.await.unwrap();
    let fault = world
        .token(&broker, NEW, Access::Delegated)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::AccountNotInTenant, Some("AADSTS50020"))
    );
}

#[tokio::test]
async fn two_programs_renew_at_once_and_both_go_on() {
    let world = Arc::new(World::small().await);
    let first = world.broker(Credential::Secret);
    world.signed_in(&first).await.unwrap();
    let brokers = [Arc::new(first), Arc::new(world.broker(Credential::Secret))];
    for _ in 0..5 {
        let both = brokers
            .iter()
            .flat_map(|broker| [HOME, MANAGED].map(|tenant| (broker, tenant)));
        let both = both.map(|(broker, tenant)| {
            let (world, broker) = (Arc::clone(&world), Arc::clone(broker));
            tokio::spawn(async move {
                broker
                    .forget(world.tenant(tenant), Resource::Graph, Access::Delegated)
                    .await;
                world.token(&broker, tenant, Access::Delegated).await
            })
        });
        for one in futures::future::join_all(both).await {
            one.unwrap().unwrap();
        }
        world.control().jump(Duration::from_hours(24 * 60));
    }
}

#[tokio::test]
async fn without_a_second_factor_nothing_is_kept() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    let fault = world
        .walk(&world.sign_in(&broker), &[("choice", "sign-in")])
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "MFA_REQUIRED");
    assert_eq!(
        broker.service_account().await.unwrap_err().cause,
        Cause::SignInLapsed
    );
    let fault = world
        .walk(&world.sign_in(&broker), &[("choice", "cancel")])
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "CONSENT_DECLINED");
}

#[tokio::test]
async fn a_revoked_sign_in_stops_everything_until_a_new_one() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    world.signed_in(&broker).await.unwrap();
    world
        .control()
        .order(Order::RevokeSessions {
            account: world.service(),
        })
        .unwrap();
    let fault = world
        .token(&broker, MANAGED, Access::Delegated)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.class()),
        (Cause::SignInLapsed, Class::AccountWide)
    );
    assert_eq!(fault.vendor_code.as_deref(), Some("AADSTS50173"));
    let asked = world.tokens_asked(HOME);
    assert!(world.token(&broker, HOME, Access::Delegated).await.is_err());
    assert_eq!(world.tokens_asked(HOME), asked, "nobody is asked again");
    world.signed_in(&broker).await.unwrap();
    world
        .token(&broker, MANAGED, Access::Delegated)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_sign_in_that_lay_unused_has_lapsed() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    world.signed_in(&broker).await.unwrap();
    world.control().jump(Duration::from_hours(24 * 91));
    let fault = world
        .token(&broker, MANAGED, Access::Delegated)
        .await
        .unwrap_err();
    assert_eq!(
        (fault.cause, fault.vendor_code.as_deref()),
        (Cause::SignInLapsed, Some("AADSTS700082"))
    );
}

#[tokio::test]
async fn what_is_the_matter_with_the_account_is_said() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    world.signed_in(&broker).await.unwrap();
    let account = world.service();
    for (trouble, cause) in [
        (AccountTrouble::MfaExpired, Cause::MfaRequired),
        (AccountTrouble::MfaNotRegistered, Cause::MfaRequired),
        (AccountTrouble::AtRisk, Cause::AccountAtRisk),
        (AccountTrouble::LockedOut, Cause::AccountBlocked),
        (AccountTrouble::PasswordExpired, Cause::AccountBlocked),
    ] {
        // A broker of its own each time: what was said lately is not asked again.
        let broker = world.broker(Credential::Secret);
        world
            .control()
            .order(Order::Trouble {
                account,
                trouble,
                on: true,
            })
            .unwrap();
        let fault = world
            .token(&broker, MANAGED, Access::Delegated)
            .await
            .unwrap_err();
        assert_eq!(
            (fault.cause, fault.class()),
            (cause, Class::AccountWide),
            "{trouble:?}"
        );
        world
            .control()
            .order(Order::Trouble {
                account,
                trouble,
                on: false,
            })
            .unwrap();
    }
    world
        .control()
        .order(Order::SwitchAccount { account, on: false })
        .unwrap();
    let fault = world
        .token(
            &world.broker(Credential::Secret),
            MANAGED,
            Access::Delegated,
        )
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AccountBlocked);
}

#[tokio::test]
async fn what_stands_in_the_way_in_one_tenant_is_said() {
    let world = World::small().await;
    world
        .signed_in(&world.broker(Credential::Secret))
        .await
        .unwrap();
    let tenant = world.tenant(MANAGED).as_uuid();
    for (barrier, cause) in [
        (Barrier::ConditionalAccess, Cause::BlockedByPolicy),
        (Barrier::DeviceCompliance, Cause::BlockedByPolicy),
        (Barrier::ManagedDevice, Cause::BlockedByPolicy),
        (Barrier::ExternalControl, Cause::BlockedByPolicy),
        (Barrier::CrossTenantInbound, Cause::CrossTenantBlocked),
        (Barrier::TenantUnavailable, Cause::TenantBlocked),
        (Barrier::TenantThrottled, Cause::Throttled),
        (Barrier::TenantDeleted, Cause::TenantNotFound),
    ] {
        let broker = world.broker(Credential::Secret);
        world
            .control()
            .order(Order::Block {
                tenant,
                by: Some(barrier),
            })
            .unwrap();
        let fault = world
            .token(&broker, MANAGED, Access::Delegated)
            .await
            .unwrap_err();
        assert_eq!(fault.cause, cause, "{barrier:?}");
        assert_ne!(fault.class(), Class::AccountWide);
        world.token(&broker, HOME, Access::Delegated).await.unwrap();
    }
    let broker = world.broker(Credential::Secret);
    let copy = Order::GuestCopy {
        tenant,
        account: world.service(),
        on: true,
    };
    world
        .control()
        .order(Order::Block { tenant, by: None })
        .unwrap();
    world.control().order(copy).unwrap();
    let fault = world
        .token(&broker, MANAGED, Access::Delegated)
        .await
        .unwrap_err();
    assert_eq!(fault.cause, Cause::AccountNotInTenant);
}

#[tokio::test]
async fn keys_change_and_clocks_differ() {
    let world = World::small().await;
    let broker = world.broker(Credential::Secret);
    let sign_in = world.sign_in(&broker);
    let with_both = [("second_factor", "on"), ("choice", "sign-in")];
    world.walk(&sign_in, &with_both).await.unwrap();
    for _ in 0..3 {
        world.control().order(Order::RotateKeys).unwrap();
        world.walk(&sign_in, &with_both).await.unwrap();
    }
    world.control().jump(Duration::from_mins(4));
    world.walk(&sign_in, &with_both).await.unwrap();
    world.control().jump(Duration::from_mins(4));
    let fault = world.walk(&sign_in, &with_both).await.unwrap_err();
    assert_eq!(
        fault,
        SignInFault::IdentityUntrusted {
            reason: Untrusted::TooEarly
        }
    );
}

fn consents(world: &World) -> EntraConsents {
    let broker = world.broker(Credential::Secret);
    EntraConsents {
        graph: world.graph(&broker),
        tokens: Arc::new(broker),
        endpoints: Arc::clone(&world.endpoints),
        app: world.app_id(),
        return_address: Url::parse(CONSENT).unwrap(),
        key: StateKey::new(&[3; 32]).unwrap(),
        states: Arc::new(States::default()),
    }
}

fn request(world: &World, tenant: Option<TenantId>) -> ConsentRequest {
    let in_a_day = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    ConsentRequest {
        msp: world.app(Credential::Secret).msp,
        customer: CustomerId::new(Uuid::from_u128(5)),
        tenant,
        valid_until: in_a_day,
    }
}

/// Sends an administrator out, and reads what they bring back.
async fn walk(
    world: &World,
    consents: &EntraConsents,
    tenant: Option<TenantId>,
    (account, fields): (&str, &[(&str, &str)]),
) -> (String, Result<GivenConsent, ConsentFault>) {
    let request = request(world, tenant);
    let address = Url::parse(&consents.invite(&request).unwrap().address).unwrap();
    let back = world.fill_in(&address, account, fields).await.unwrap();
    let query = back.query().unwrap().to_owned();
    let given = consents.receive(request.msp, &query).await;
    (query, given)
}

#[tokio::test]
async fn an_administrator_consents_and_the_cloud_confirms_it() {
    let world = World::small().await;
    let consents = consents(&world);
    for asked in [None, Some(world.tenant(NEW))] {
        let (query, given) = walk(&world, &consents, asked, (ADMIN, ACCEPT)).await;
        let given = given.unwrap();
        assert_eq!(given.claimed_tenant, world.tenant(NEW));
        let again = consents.receive(given.msp, &query).await;
        assert_eq!(again, Err(ConsentFault::StateReplayed));
        if asked.is_none() {
            let early = consents.confirm(&given).await.unwrap_err();
            assert_eq!(
                early.code(),
                "APP_NOT_IN_TENANT",
                "not everybody knows of it yet"
            );
            world.control().jump(Duration::from_mins(1));
        }
        let confirmed = consents.confirm(&given).await.unwrap();
        assert_eq!(confirmed.tenant, world.tenant(NEW));
        assert_eq!(confirmed.organization, NEW);
        assert!(
            confirmed
                .domains
                .iter()
                .any(|domain| domain == "fabrikam.example"),
            "{confirmed:?}"
        );
    }
}

#[tokio::test]
async fn a_tenant_is_not_believed_because_an_address_says_so() {
    let world = World::small().await;
    let consents = consents(&world);
    let request = request(&world, None);
    let address = Url::parse(&consents.invite(&request).unwrap().address).unwrap();
    let state = address
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let query = format!(
        "admin_consent=True&tenant={}&state={state}",
        world.tenant(NEW)
    );
    let given = consents.receive(request.msp, &query).await.unwrap();
    let fault = consents.confirm(&given).await.unwrap_err();
    assert_eq!(fault.code(), "APP_NOT_IN_TENANT");
}

#[tokio::test]
async fn confirming_needs_the_permission_that_the_table_names() {
    let mut scenario = Scenario::small();
    scenario.partners[0].apps[0].roles.clear();
    for (permission, works) in [(None, false), (Some("Organization.Read.All"), true)] {
        let mut scenario = scenario.clone();
        let roles = permission.into_iter().map(str::to_owned);
        scenario.partners[0].apps[0].roles.extend(roles);
        let world = World::of(scenario).await;
        let (_, given) = walk(&world, &consents(&world), None, (ADMIN, ACCEPT)).await;
        world.control().jump(Duration::from_mins(1));
        let outcome = consents(&world).confirm(&given.unwrap()).await;
        if works {
            assert!(outcome.is_ok(), "{outcome:?}");
        } else {
            assert_eq!(outcome.unwrap_err().code(), "CLOUD_PERMISSION_MISSING");
        }
    }
    let needs = tenantry_microsoft::permissions::NEEDS.iter();
    let mut ours = needs.filter(|need| need.operation == "AdminConsents::confirm");
    assert_eq!(ours.next().unwrap().permission, "Organization.Read.All");
}

#[tokio::test]
async fn no_stays_no_whatever_else_the_address_says() {
    let world = World::small().await;
    let consents = consents(&world);
    let (query, given) = walk(&world, &consents, None, (ADMIN, &[("choice", "cancel")])).await;
    assert!(query.contains("admin_consent=True"), "{query}");
    assert_eq!(given.unwrap_err().code(), "CONSENT_DECLINED");

    world
        .control()
        .order(Order::MisleadConsents {
            app: world.app_id(),
            on: true,
        })
        .unwrap();
    let (query, given) = walk(&world, &consents, None, (ADMIN, ACCEPT)).await;
    assert!(query.contains("admin_consent=True"), "{query}");
    assert_eq!(given.unwrap_err().code(), "APP_NOT_IN_TENANT");

    let ada = "ada@northwindit.onmicrosoft.com";
    let (_, given) = walk(&world, &consents, None, (ada, ACCEPT)).await;
    assert_eq!(given.unwrap_err().code(), "CONSENT_NOT_PERMITTED");
}

#[tokio::test]
async fn consent_of_the_wrong_tenant_is_not_taken() {
    let world = World::small().await;
    let consents = consents(&world);
    let (query, given) = walk(
        &world,
        &consents,
        None,
        ("admin@contoso.onmicrosoft.com", ACCEPT),
    )
    .await;
    assert_eq!(given.unwrap().claimed_tenant, world.tenant(MANAGED));
    let request = request(&world, Some(world.tenant(NEW)));
    let address = Url::parse(&consents.invite(&request).unwrap().address).unwrap();
    let state = address
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let (before, _) = query.split_once("&state=").unwrap();
    let fault = consents
        .receive(request.msp, &format!("{before}&state={state}"))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), "CONSENT_TENANT_DIFFERS");
}
