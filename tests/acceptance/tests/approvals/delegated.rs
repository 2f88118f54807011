//! The first change in a tenant that is reached over a delegated relationship: the MSP's own access gives its app
//! what the change takes, and nobody of the customer's is asked.

use std::sync::Arc;
use tenantry_domain::approval::{Approval, ApprovalEvent};
use tenantry_domain::cloud::administration::{Seen, SignIn};
use tenantry_domain::cloud::gdap::RoleSet;
use tenantry_domain::customer::Customer;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::saga::hours;
use tenantry_engine::approvals::OperationWish;
use tenantry_engine::commands::Request;
use tenantry_engine::holdings::Holdings;
use tenantry_simulation::asking::{CUSTOMER, GRACE, by};
use tenantry_simulation::stage::{APP_ADMINS, READERS};
use tenantry_simulation::{Asking, Moment, Stage};
use tenantry_simulator::{PersonSeed, Scenario};
use tenantry_support::{World, customers, on_both_databases};

use crate::stage::{is_done, of_approvals, run_until, stage_of};

on_both_databases!(
    the_partner_gives_its_app_what_a_change_takes,
    who_dies_in_between_gives_all_of_it,
    a_role_that_is_missing_is_named,
);

const APPLICATION_ADMINISTRATOR: &str = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
const USER_ADMINISTRATOR: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";

async fn stage(world: World) -> Stage {
    let mut scenario = Scenario::with_customers(1);
    scenario.customers[0].people = vec![PersonSeed::new(GRACE)];
    stage_of(world, scenario).await
}

/// The customer is onboarded with these roles for the group that the service account is in, and somebody
/// asked to block a user, which was approved.
async fn asked<'a>(stage: &'a Stage, roles: &[&str]) -> Asking<'a> {
    let asking = Asking::beside(stage).await;
    let engine = asking.history.desk().clone();
    let request = Request::<Customer> {
        msp: stage.msp,
        id: CUSTOMER.to_string(),
        command: customers::register("Customer 1"),
        context: by("ada"),
    };
    engine.execute(request).await.unwrap();
    let holdings = Holdings::new(engine, Arc::new(stage.clock.clone()));
    let claimed = holdings.claim(stage.msp, asking.tenant(), CUSTOMER, by("ada"));
    claimed.await.unwrap();
    let mut wish = stage.wish(1);
    let of_group = |group: &str| group == READERS || group == APP_ADMINS;
    wish.terms.shares.retain(|it| of_group(it.group.as_str()));
    let roles = roles.iter().map(|role| role.parse().unwrap());
    wish.terms.shares[1].roles = RoleSet::new(roles).unwrap();
    asking.history.start(wish).await;
    stage.approve_after(1, hours(1));
    let active = async || {
        let stands: Onboarding = asking.history.stands(asking.tenant()).await;
        stands.has_access()
    };
    asking.history.run_until(&[], active).await;
    asking
        .ask(OperationWish::DisableUser {
            account: asking.grace(),
            remove_licences_after_days: None,
        })
        .await;
    asking
}

async fn may(asking: &Asking<'_>) -> Vec<String> {
    let clouds = asking.stage().clouds();
    let held = clouds.administration.permitted(asking.tenant(), Seen::Now);
    let held = held.await.unwrap();
    held.iter().map(ToString::to_string).collect()
}

async fn is_blocked(asking: &Asking<'_>) -> bool {
    let clouds = asking.stage().clouds();
    let name = GRACE.parse().unwrap();
    let found = clouds.administration.named(asking.tenant(), &name).await;
    found.unwrap().unwrap().sign_in == SignIn::Blocked
}

const READING: [&str; 2] = ["Organization.Read.All", "User.Read.All"];
const ALL: [&str; 4] = [
    "Organization.Read.All",
    "User.EnableDisableAccount.All",
    "User.Read.All",
    "User.RevokeSessions.All",
];

async fn the_partner_gives_its_app_what_a_change_takes(world: World) {
    let stage = stage(world).await;
    let asking = asked(&stage, &[APPLICATION_ADMINISTRATOR, USER_ADMINISTRATOR]).await;
    assert_eq!(may(&asking).await, READING);
    let stands = asking.stands().await;
    let operation = &stands.request().unwrap().operation;
    let missing = asking.approvals.missing_permissions(stage.msp, operation);
    assert_eq!(
        missing.await.unwrap().len(),
        2,
        "known before it is approved"
    );
    asking.approve("ben").await.unwrap();
    asking.run(&[]).await;
    assert!(is_done(&asking.stands().await));
    assert!(is_blocked(&asking).await);
    assert_eq!(may(&asking).await, ALL);
    let told = of_approvals(&asking).await;
    let sought = told.iter().find_map(|it| match it {
        ApprovalEvent::PermissionsSought { scopes, .. } => Some(scopes.clone()),
        _ => None,
    });
    let sought: Vec<String> = sought.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(sought, ALL, "on record");
    let given = told
        .iter()
        .filter(|it| matches!(it, ApprovalEvent::PermissionsGiven { .. }));
    assert_eq!(given.count(), 1);
}

async fn who_dies_in_between_gives_all_of_it(world: World) {
    let stage = stage(world).await;
    let asking = asked(&stage, &[APPLICATION_ADMINISTRATOR, USER_ADMINISTRATOR]).await;
    asking.approve("ben").await.unwrap();
    // One process after the other, each a little later.
    let deaths: Vec<Moment> = (1..=12).map(Moment::AfterRequest).collect();
    asking.run(&deaths).await;
    assert!(is_done(&asking.stands().await));
    assert!(is_blocked(&asking).await);
    assert_eq!(may(&asking).await, ALL);
}

async fn a_role_that_is_missing_is_named(world: World) {
    let stage = stage(world).await;
    let asking = asked(&stage, &[APPLICATION_ADMINISTRATOR]).await;
    asking.approve("ben").await.unwrap();
    let met = |stands: &Approval| {
        let fault = stands.request().and_then(|it| it.pace.fault.as_ref());
        fault.is_some_and(|it| it.code == "SERVICE_ACCOUNT_ROLE_MISSING")
    };
    run_until(&asking, met).await;
    let stands = asking.stands().await;
    let fault = stands.request().unwrap().pace.fault.clone().unwrap();
    assert!(fault.detail.contains("User Administrator"), "{fault:?}");
    assert!(!is_blocked(&asking).await);
}
