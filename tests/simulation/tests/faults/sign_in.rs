//! The MSP's own side: its service account, and its app.

use tenantry_domain::cloud::Actor::MspAdmin;
use tenantry_domain::cloud::vault::Purpose;
use tenantry_domain::saga::{days, hours};
use tenantry_simulation::Stage;
use tenantry_simulation::stage::Account;
use tenantry_simulator::{AccountTrouble, Cloud, Control, Fault, Order, Rule};
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use uuid::Uuid;

use crate::case::{Case, Fate, later, play, signs_in_later};

fn service(stage: &Stage) -> Uuid {
    stage
        .scenario
        .account_id("service@northwindit.onmicrosoft.com")
}

/// Something is the matter with the account for some hours.
fn trouble(trouble: AccountTrouble) -> impl Fn(&Stage) {
    move |stage| {
        let account = service(stage);
        let turn = move |on| Order::Trouble {
            account,
            trouble,
            on,
        };
        stage.control().order(turn(true)).unwrap();
        later(stage, hours(9), move |control| {
            control.order(turn(false)).unwrap();
        });
    }
}

fn stands_still(name: &'static str, code: &'static str, said: &'static str) -> Case {
    Case::new(name, code, MspAdmin, Fate::StoodStill).said("entra", said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_missing() {
    let cases = [
        stands_still("too long ago", "MFA_REQUIRED", "AADSTS50078")
            .first(trouble(AccountTrouble::MfaExpired)),
        stands_still("not registered", "MFA_REQUIRED", "AADSTS50079")
            .first(trouble(AccountTrouble::MfaNotRegistered)),
        stands_still("demanded from now on", "MFA_REQUIRED", "AADSTS50076")
            .signed_in_without_second_factor()
            .first(|stage| {
                let account = service(stage);
                let trouble = AccountTrouble::MfaDemanded;
                let on = true;
                let order = Order::Trouble {
                    account,
                    trouble,
                    on,
                };
                stage.control().order(order).unwrap();
                signs_in_later(stage);
            }),
    ];
    play(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn partner_center_demands_a_second_factor() {
    // It is asked for the consent alone: so long it takes until the other sign-in is in use.
    let name = "Partner Center refuses a sign-in without a second factor";
    let case = Case::new(name, "MFA_REQUIRED", MspAdmin, Fate::StoodStill)
        .said("partner-center", "10001")
        .first(|stage| {
            let fault = Fault::Fail {
                status: 503,
                done_all_the_same: false,
                retry_after: None,
            };
            let rule = Rule::always(Cloud::PartnerCenter, "*/applicationconsents", fault);
            stage.control().lay_down(rule);
            let careless = tenantry_simulation::Order::SignInWithoutSecondFactor;
            stage.order_after(hours(3), careless);
            later(stage, hours(4), Control::lift_all_rules);
            stage.order_after(hours(9), tenantry_simulation::Order::SignIn);
        });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_in_trouble() {
    let cases = [
        stands_still("at risk", "ACCOUNT_AT_RISK", "AADSTS530034")
            .first(trouble(AccountTrouble::AtRisk)),
        stands_still("locked out", "ACCOUNT_BLOCKED", "AADSTS50053")
            .first(trouble(AccountTrouble::LockedOut)),
        stands_still("password expired", "ACCOUNT_BLOCKED", "AADSTS50055")
            .first(trouble(AccountTrouble::PasswordExpired)),
        stands_still("switched off", "ACCOUNT_BLOCKED", "AADSTS50057").first(|stage| {
            let account = service(stage);
            let turn = move |on| Order::SwitchAccount { account, on };
            stage.control().order(turn(false)).unwrap();
            later(stage, hours(9), move |control| {
                control.order(turn(true)).unwrap();
            });
        }),
    ];
    play(cases).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_has_lapsed() {
    let cases = [
        stands_still("unused for long", "SIGN_IN_LAPSED", "AADSTS700082").first(|stage| {
            let unused = u64::try_from(days(91)).unwrap();
            stage
                .control()
                .jump(std::time::Duration::from_micros(unused));
            signs_in_later(stage);
        }),
        stands_still("revoked", "SIGN_IN_LAPSED", "AADSTS50173").first(|stage| {
            let account = service(stage);
            let control = stage.control();
            control.order(Order::RevokeSessions { account }).unwrap();
            signs_in_later(stage);
        }),
    ];
    play(cases).await;
}

fn waits(name: &'static str, code: &'static str, said: &'static str) -> Case {
    Case::new(name, code, MspAdmin, Fate::WentOn).said("entra", said)
}

/// As long as nobody mends it, the app cannot sign in; then the onboarding goes on.
#[tokio::test(flavor = "multi_thread")]
async fn the_app_cannot_sign_in() {
    let cases = [
        waits("wrong secret", "APP_SECRET_WRONG", "AADSTS7000215").first(|stage| {
            let wrong = "the-id-instead-of-the-value";
            keep(&stage.account, wrong);
            let (app, secret) = (stage.app().as_uuid(), wrong.to_owned());
            later(stage, hours(3), move |control| {
                control.order(Order::AddSecret { app, secret }).unwrap();
            });
        }),
        waits("expired secret", "APP_SECRET_EXPIRED", "AADSTS7000222").first(|stage| {
            let app = stage.app().as_uuid();
            let control = stage.control();
            control.order(Order::ExpireSecrets { app }).unwrap();
            let account = stage.account.clone();
            later(stage, hours(3), move |control| {
                let secret = "a-new-secret-of-northwind".to_owned();
                keep(&account, &secret);
                control.order(Order::AddSecret { app, secret }).unwrap();
            });
        }),
    ];
    play(cases).await;
}

fn keep(account: &Account, secret: &str) {
    let kept = account.keep(Purpose::APP_SECRET, secret);
    block_in_place(|| Handle::current().block_on(kept));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_not_known_at_home() {
    use tenantry_domain::cloud::Actor::CustomerAdmin;
    let case = Case::new("removed", "APP_NOT_IN_TENANT", CustomerAdmin, Fate::WentOn);
    let case = case.said("entra", "AADSTS700016").first(|stage| {
        let (tenant, app) = (stage.partner().0.as_uuid(), stage.app().as_uuid());
        let control = stage.control();
        control.order(Order::RevokeConsent { tenant, app }).unwrap();
        later(stage, hours(3), move |control| {
            control.order(Order::Consent { tenant, app }).unwrap();
        });
    });
    play([case]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_switched_off_at_home() {
    use tenantry_domain::cloud::Actor::CustomerAdmin;
    let case = Case::new("off", "APP_DISABLED", CustomerAdmin, Fate::WentOn);
    let case = case.said("entra", "AADSTS7000112").first(|stage| {
        let (tenant, app) = (stage.partner().0.as_uuid(), stage.app().as_uuid());
        let turn = move |on| Order::SwitchApp { tenant, app, on };
        stage.control().order(turn(false)).unwrap();
        later(stage, hours(3), move |control| {
            control.order(turn(true)).unwrap();
        });
    });
    play([case]).await;
}

/// Its place among the admin agents was taken from the account.
#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_no_admin_agent_any_more() {
    let case = Case::new(
        "no agent",
        "ADMIN_AGENT_MISSING",
        MspAdmin,
        Fate::StoodStill,
    )
    .said("graph", "Forbidden")
    .first(|stage| {
        let group = stage.scenario.group_id("Northwind IT", "AdminAgents");
        let member = service(stage);
        let out = Order::RemoveFromGroup { group, member };
        stage.control().order(out).unwrap();
        later(stage, hours(9), move |control| {
            control.order(Order::AddToGroup { group, member }).unwrap();
        });
    })
    .approved_after(Some(hours(12)));
    play([case]).await;
}
