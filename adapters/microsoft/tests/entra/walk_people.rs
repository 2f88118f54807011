//! The service account and the customer's administrator in the simulated clouds, page by page.

use crate::world::{CONSENT, World};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::cloud::{
    AdminConsents, Cause, Class, ConsentAnswer, ConsentReturn, Invitation, TenantId,
};
use tenantry_domain::ids::{CustomerId, InvitationId};
use tenantry_microsoft::entra::{
    Access, ConsentProbe, Credential, EntraConsents, Resource, SignInFault, StateKey, Tokens,
    Untrusted,
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
    EntraConsents {
        endpoints: Arc::clone(&world.endpoints),
        return_address: Url::parse(CONSENT).unwrap(),
        key: StateKey::new(&[3; 32]).unwrap(),
    }
}

fn probe(world: &World) -> ConsentProbe {
    let broker = world.broker(Credential::Secret);
    ConsentProbe {
        graph: world.graph(&broker),
        tokens: Arc::new(broker),
    }
}

fn invitation(world: &World, tenant: TenantId) -> Invitation {
    Invitation {
        id: InvitationId::new(Uuid::now_v7()),
        msp: world.app(Credential::Secret).msp,
        customer: CustomerId::new(Uuid::from_u128(5)),
        tenant,
        app: AppId::new(world.app_id()),
        valid_until: jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24),
    }
}

/// What the address says that a browser was sent back to.
fn brought(address: &Url) -> ConsentReturn {
    let fields: BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    let field = |name: &str| fields.get(name).cloned();
    ConsentReturn {
        state: field("state"),
        tenant: field("tenant"),
        admin_consent: field("admin_consent"),
        error: field("error"),
        error_description: field("error_description"),
        error_subcode: field("error_subcode"),
    }
}

/// Sends an administrator out, and reads what they bring back.
async fn walk(
    world: &World,
    tenant: TenantId,
    (account, fields): (&str, &[(&str, &str)]),
) -> (ConsentReturn, ConsentAnswer) {
    let consents = consents(world);
    let invitation = invitation(world, tenant);
    let address = Url::parse(&consents.address(&invitation).unwrap()).unwrap();
    let back = world.fill_in(&address, account, fields).await.unwrap();
    let back = brought(&back);
    let read = consents.read(&back).unwrap();
    assert_eq!((read.invitation, read.tenant), (invitation.id, tenant));
    (back, read.answer)
}

fn code(answer: &ConsentAnswer) -> &'static str {
    match answer {
        ConsentAnswer::Refused(fault) => fault.code(),
        ConsentAnswer::Given { .. } => "given",
    }
}

#[tokio::test]
async fn an_administrator_consents_and_the_cloud_confirms_it() {
    let world = World::small().await;
    let tenant = world.tenant(NEW);
    let (_, answer) = walk(&world, tenant, (ADMIN, ACCEPT)).await;
    assert_eq!(answer, ConsentAnswer::Given { tenant });
    let early = probe(&world).confirm(tenant).await.unwrap_err();
    assert_eq!(
        early.code(),
        "APP_NOT_IN_TENANT",
        "not everybody knows of it yet"
    );
    world.control().jump(Duration::from_mins(1));
    let confirmed = probe(&world).confirm(tenant).await.unwrap();
    assert_eq!(confirmed.tenant, tenant);
    assert_eq!(confirmed.organization, NEW);
    assert!(
        confirmed
            .domains
            .iter()
            .any(|domain| domain == "fabrikam.example"),
        "{confirmed:?}"
    );
}

#[tokio::test]
async fn a_tenant_is_not_believed_because_an_address_says_so() {
    let world = World::small().await;
    let fault = probe(&world).confirm(world.tenant(NEW)).await.unwrap_err();
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
        let tenant = world.tenant(NEW);
        walk(&world, tenant, (ADMIN, ACCEPT)).await;
        world.control().jump(Duration::from_mins(1));
        let outcome = probe(&world).confirm(tenant).await;
        if works {
            assert!(outcome.is_ok(), "{outcome:?}");
        } else {
            assert_eq!(outcome.unwrap_err().code(), "CLOUD_PERMISSION_MISSING");
        }
    }
    let needs = tenantry_microsoft::permissions::NEEDS.iter();
    let mut ours = needs.filter(|need| need.operation == "ConsentedTenants::confirm");
    assert_eq!(ours.next().unwrap().permission, "Organization.Read.All");
}

#[tokio::test]
async fn no_stays_no_whatever_else_the_address_says() {
    let world = World::small().await;
    let tenant = world.tenant(NEW);
    let (back, answer) = walk(&world, tenant, (ADMIN, &[("choice", "cancel")])).await;
    assert_eq!(back.admin_consent.as_deref(), Some("True"));
    assert_eq!(code(&answer), "CONSENT_DECLINED");

    world
        .control()
        .order(Order::MisleadConsents {
            app: world.app_id(),
            on: true,
        })
        .unwrap();
    let (back, answer) = walk(&world, tenant, (ADMIN, ACCEPT)).await;
    assert_eq!(back.admin_consent.as_deref(), Some("True"));
    assert_eq!(code(&answer), "APP_NOT_IN_TENANT");

    let ada = "ada@northwindit.onmicrosoft.com";
    let (_, answer) = walk(&world, tenant, (ada, ACCEPT)).await;
    assert_eq!(code(&answer), "CONSENT_NOT_PERMITTED");
}

#[tokio::test]
async fn an_administrator_of_another_tenant_may_not_consent() {
    let world = World::small().await;
    let other = ("admin@contoso.onmicrosoft.com", ACCEPT);
    let (_, answer) = walk(&world, world.tenant(NEW), other).await;
    assert_eq!(code(&answer), "CONSENT_NOT_PERMITTED");
}
