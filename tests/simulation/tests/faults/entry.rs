//! The way into the customer's tenant.

use tenantry_domain::cloud::Actor::{CustomerAdmin, MspAdmin, Nobody};
use tenantry_domain::gdap_template::AppAccess;
use tenantry_domain::saga::hours;
use tenantry_simulation::Stage;
use tenantry_simulation::stage::{APP_ADMINS, READERS};
use tenantry_simulator::{Barrier, Order, Quirks};

use crate::case::{Case, Fate, later, play};

/// Something keeps partners out for some hours.
fn blocked(barrier: Barrier) -> impl Fn(&Stage) {
    move |stage| {
        let tenant = stage.customer(1).as_uuid();
        let turn = move |by| Order::Block { tenant, by };
        stage.control().order(turn(Some(barrier))).unwrap();
        later(stage, hours(12), move |control| {
            control.order(turn(None)).unwrap();
        });
    }
}

fn waits(name: &'static str, code: &'static str, said: &'static str, barrier: Barrier) -> Case {
    Case::new(name, code, CustomerAdmin, Fate::WentOn)
        .said("entra", said)
        .first(blocked(barrier))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_policies_keep_us_out() {
    use Barrier as B;
    let cases = [
        waits(
            "access policy",
            "BLOCKED_BY_POLICY",
            "AADSTS53003",
            B::ConditionalAccess,
        ),
        waits(
            "compliant device",
            "BLOCKED_BY_POLICY",
            "AADSTS53000",
            B::DeviceCompliance,
        ),
        waits(
            "managed device",
            "BLOCKED_BY_POLICY",
            "AADSTS530003",
            B::ManagedDevice,
        ),
        waits(
            "control of others",
            "BLOCKED_BY_POLICY",
            "AADSTS50177",
            B::ExternalControl,
        ),
        waits(
            "cross-tenant",
            "CROSS_TENANT_BLOCKED",
            "AADSTS500213",
            B::CrossTenantInbound,
        ),
        waits(
            "blocked tenant",
            "TENANT_BLOCKED",
            "AADSTS5000224",
            B::TenantUnavailable,
        ),
    ];
    play(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_tenant_is_throttled() {
    let case = Case::new("throttled", "CLOUD_THROTTLED", Nobody, Fate::WentOn)
        .said("entra", "AADSTS90055")
        .first(blocked(Barrier::TenantThrottled));
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customers_tenant_is_not_there_any_more() {
    let case = Case::new("deleted", "TENANT_NOT_FOUND", MspAdmin, Fate::Failed)
        .said("entra", "AADSTS90002")
        .first(blocked(Barrier::TenantDeleted));
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_has_no_way_in() {
    let case = |name| {
        Case::new(name, "ACCOUNT_NOT_IN_TENANT", MspAdmin, Fate::WentOn)
            .said("entra", "AADSTS50020")
    };
    let account = |stage: &Stage| {
        let name = "service@northwindit.onmicrosoft.com";
        stage.scenario.account_id(name)
    };
    let cases = [
        case("in no group with roles").first(move |stage| {
            let member = account(stage);
            for name in [READERS, APP_ADMINS] {
                let group = stage.scenario.group_id("Northwind IT", name);
                let out = Order::RemoveFromGroup { group, member };
                stage.control().order(out).unwrap();
                later(stage, hours(12), move |control| {
                    control.order(Order::AddToGroup { group, member }).unwrap();
                });
            }
        }),
        case("a guest of its name is in the way").first(move |stage| {
            let (tenant, account) = (stage.customer(1).as_uuid(), account(stage));
            let turn = move |on| Order::GuestCopy {
                tenant,
                account,
                on,
            };
            stage.control().order(turn(true)).unwrap();
            later(stage, hours(12), move |control| {
                control.order(turn(false)).unwrap();
            });
        }),
    ];
    play(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_has_to_consent() {
    let case = Case::new(
        "not authorised",
        "DELEGATION_NOT_AUTHORISED",
        MspAdmin,
        Fate::WentOn,
    )
    .said("entra", "AADSTS90099")
    .terms(|terms| terms.app_access = AppAccess::ByCustomer)
    .first(|stage| {
        let (tenant, app) = (stage.customer(1).as_uuid(), stage.app().as_uuid());
        later(stage, hours(12), move |control| {
            control.order(Order::Consent { tenant, app }).unwrap();
        });
    });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_never_shows() {
    let case = Case::new(
        "never visible",
        "CONSENT_MISSING",
        CustomerAdmin,
        Fate::Failed,
    )
    .said("entra", "AADSTS65001")
    .first(|stage| {
        let quirks = Quirks {
            consents_never_show: true,
            ..Quirks::default()
        };
        let partner = stage.partner().0.as_uuid();
        stage.control().set_quirks(partner, quirks).unwrap();
    });
    play([case]).await;
}
