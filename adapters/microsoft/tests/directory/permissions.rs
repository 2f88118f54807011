//! The table of permissions is true: with exactly what it names an operation works, without it the
//! cloud refuses.

use crate::world::{APP, World, scenario};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use tenantry_domain::cloud::administration::{
    AccountName, AccountWrite, Deletion, LicenceChange, NewAccount, SignIn, UserAdministration,
};
use tenantry_domain::cloud::apps::{
    AppId, AppPrincipals, AppRegistrations, NewRegistration, PermissionGrants, PrincipalId,
    SecurityGroups,
};
use tenantry_domain::cloud::directory::{
    GroupId, Since, SkuId, TenantDirectory, TenantLookup, UserId,
};
use tenantry_domain::cloud::partner::AppId as PartnerApp;
use tenantry_domain::cloud::posture::{
    AccessPolicies, Licensed, MailboxReports, ManagedDevices, Period, Posture, TeamsApps,
};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::text::PermissionName;
use tenantry_microsoft::permissions::{NEEDS, Need, Who};
use tenantry_simulator::{LicensingChange, Order, UserChange, product_id};
use tenantry_support::contract;
use uuid::Uuid;

async fn carry_out(world: &World, operation: &str) -> Option<Result<(), CloudFault>> {
    let (directory, contoso) = (&world.directory, world.tenant("Contoso"));
    Some(match operation {
        "TenantDirectory::organization" => directory.organization(contoso).await.map(drop),
        "TenantDirectory::domains" => directory.domains(contoso).await.map(drop),
        "TenantDirectory::users" => directory.users(contoso, None).await.map(drop),
        "TenantDirectory::user_count" => directory.user_count(contoso).await.map(drop),
        "TenantDirectory::user_changes" => directory
            .user_changes(contoso, &Since::Beginning)
            .await
            .map(drop),
        "TenantDirectory::groups" => directory.groups(contoso, None).await.map(drop),
        "TenantDirectory::licences" => directory.licences(contoso).await.map(drop),
        "TenantDirectory::subscriptions" => directory.subscriptions(contoso).await.map(drop),
        "TenantDirectory::user" | "TenantDirectory::managers" | "TenantDirectory::photo" => {
            let id = world.user_id(0);
            match operation {
                "TenantDirectory::user" => directory.user(contoso, id).await.map(drop),
                "TenantDirectory::managers" => directory
                    .managers(contoso, &[world.user_id(1)])
                    .await
                    .map(drop),
                _ => directory.photo(contoso, id, None).await.map(drop),
            }
        }
        "TenantDirectory::members" => directory
            .members(contoso, world.group_id(0), None)
            .await
            .map(drop),
        "TenantLookup::by_domain" => directory
            .by_domain(world.tenant("Northwind IT"), "contoso.example")
            .await
            .map(drop),
        "TenantLookup::by_id" => directory
            .by_id(world.tenant("Northwind IT"), contoso)
            .await
            .map(drop),
        other => return with_apps(world, other).await,
    })
}

/// The same for apps and groups, in the MSP's own tenant.
async fn with_apps(world: &World, operation: &str) -> Option<Result<(), CloudFault>> {
    let (apps, home) = (&world.apps, world.tenant("Northwind IT"));
    let app = AppId::new(world.scenario.app_id(APP));
    let group = GroupId::new(world.scenario.group_id("Northwind IT", "AdminAgents"));
    let (ada, service) = (
        UserId::new(world.scenario.account_id("ada@northwindit.onmicrosoft.com")),
        UserId::new(
            world
                .scenario
                .account_id("service@northwindit.onmicrosoft.com"),
        ),
    );
    let own = world
        .control()
        .principal_id(world.scenario.tenant_id("Northwind IT"), app.as_uuid());
    let own = PrincipalId::new(own.unwrap());
    let graph = AppId::new(PartnerApp::MICROSOFT_GRAPH.as_uuid());
    let listed = [PermissionName::new("User.RevokeSessions.All").unwrap()];
    let new = NewRegistration {
        name: "By permission".to_owned(),
        multi_tenant: false,
        redirect_addresses: Vec::new(),
        required: Vec::new(),
    };
    Some(match operation {
        "AppRegistrations::of_name" => apps.of_name(home, APP).await.map(drop),
        "AppRegistrations::of_app" => apps.of_app(home, app).await.map(drop),
        "AppRegistrations::register" => apps.register(home, &new).await.map(drop),
        "AppRegistrations::require" => apps.require(home, app, graph, &listed).await,
        "AppPrincipals::find" => apps.find(home, app).await.map(drop),
        "AppPrincipals::offer" => apps.offer(home, app).await.map(drop),
        "PermissionGrants::roles" => apps.roles(home, own).await.map(drop),
        "PermissionGrants::scopes" => apps.scopes(home, own).await.map(drop),
        "SecurityGroups::list" => SecurityGroups::list(apps, home, None).await.map(drop),
        "SecurityGroups::named" => apps.named(home, "AdminAgents").await.map(drop),
        "SecurityGroups::create" => apps.create(home, "By permission", "").await.map(drop),
        "SecurityGroups::delete" => SecurityGroups::delete(apps, home, group).await.map(drop),
        "SecurityGroups::add_member" => apps.add_member(home, group, ada).await.map(drop),
        "SecurityGroups::remove_member" => apps.remove_member(home, group, service).await.map(drop),
        other => return with_posture(world, other).await,
    })
}

/// The same for how a tenant is set up and used.
async fn with_posture(world: &World, operation: &str) -> Option<Result<(), CloudFault>> {
    let (posture, contoso) = (&world.posture, world.tenant("Contoso"));
    let manifest = Uuid::from_u128(1);
    let found = |outcome: Result<Licensed<_>, CloudFault>| outcome.map(|it| drop(it.into_option()));
    Some(match operation {
        "ManagedDevices::list" => found(ManagedDevices::list(posture, contoso, None).await),
        "Posture::secure_score" => posture.secure_score(contoso).await.map(drop),
        "Posture::control_profiles" => posture.control_profiles(contoso).await.map(drop),
        "Posture::security_defaults" => posture.security_defaults(contoso).await.map(drop),
        "Posture::sign_in_methods" => posture.sign_in_methods(contoso).await.map(drop),
        "Posture::registrations" => posture
            .registrations(contoso, None)
            .await
            .map(|it| drop(it.into_option())),
        "AccessPolicies::policies" => posture
            .policies(contoso)
            .await
            .map(|it| drop(it.into_option())),
        "MailboxReports::usage" => posture.usage(contoso, Period::Week).await.map(drop),
        "TeamsApps::find" => TeamsApps::find(posture, contoso, manifest).await.map(drop),
        "TeamsApps::installed" => {
            let licensed = (0..5).map(|number| world.user_id(number));
            let mut outcome = Ok(());
            for user in licensed {
                outcome = posture.installed(contoso, user, manifest).await.map(drop);
                if !matches!(&outcome, Err(fault) if fault.cause == Cause::LicenceMissing) {
                    break;
                }
            }
            outcome
        }
        other => return with_people(world, other).await,
    })
}

/// The same for changes to people.
async fn with_people(world: &World, operation: &str) -> Option<Result<(), CloudFault>> {
    let (administration, contoso) = (&world.administration, world.tenant("Contoso"));
    let somebody = world.user_id(0);
    let name: AccountName = "new@contoso.example".parse().unwrap();
    Some(match operation {
        "UserAdministration::named" => administration.named(contoso, &name).await.map(drop),
        "UserAdministration::account" => administration.account(contoso, somebody).await.map(drop),
        "UserAdministration::create" => {
            let new = NewAccount {
                name,
                display_name: "By permission".to_owned(),
                given_name: None,
                surname: None,
                job_title: None,
                department: None,
                usage_location: None,
                sign_in: SignIn::Blocked,
            };
            let password = SecretValue::new("By-permission-1").unwrap();
            let made = administration.create(contoso, &new, &password).await;
            made.map(drop)
        }
        "UserAdministration::delete" => {
            let deleted = administration.delete(contoso, somebody).await;
            deleted.map(|deletion| assert_eq!(deletion, Deletion::InBin))
        }
        "UserAdministration::restore" => {
            let change = UserChange::Remove { permanently: false };
            let order = Order::ChangeUser {
                tenant: contoso.as_uuid(),
                user: Some(somebody.as_uuid()),
                change,
            };
            world.control().order(order).unwrap();
            administration.restore(contoso, somebody).await
        }
        "UserAdministration::block_sign_in" => {
            administration.block_sign_in(contoso, somebody).await
        }
        "UserAdministration::allow_sign_in" => {
            administration.allow_sign_in(contoso, somebody).await
        }
        "UserAdministration::revoke_sessions" => {
            administration.revoke_sessions(contoso, somebody).await
        }
        "UserAdministration::set_usage_location" => {
            let location = "DE".parse().unwrap();
            administration
                .set_usage_location(contoso, somebody, location)
                .await
        }
        "UserAdministration::change_licences" => {
            let product = SkuId::new(product_id("VISIOCLIENT").unwrap());
            let seats = LicensingChange::Seats {
                product: "VISIOCLIENT".to_owned(),
                seats: 1,
            };
            let order = Order::Licensing {
                tenant: contoso.as_uuid(),
                change: seats,
            };
            world.control().order(order).unwrap();
            let change = LicenceChange::adding([product]);
            administration
                .change_licences(contoso, somebody, &change)
                .await
        }
        _ => return None,
    })
}

/// What the domain says that a change needs is what the table says.
#[test]
fn changes_to_people_need_what_the_table_says() {
    for (write, operations) in [
        (AccountWrite::Create, &["create"][..]),
        (AccountWrite::Delete, &["delete"]),
        (AccountWrite::Restore, &["restore"]),
        (AccountWrite::SignIn, &["block_sign_in", "allow_sign_in"]),
        (AccountWrite::Sessions, &["revoke_sessions"]),
        (AccountWrite::UsageLocation, &["set_usage_location"]),
        (AccountWrite::Licences, &["change_licences"]),
    ] {
        for operation in operations {
            let operation = format!("UserAdministration::{operation}");
            let row = NEEDS.iter().find(|need| need.operation == operation);
            let needed = write.needs();
            assert_eq!(
                row.map(|row| (row.permission, row.why)),
                Some((needed.name, needed.why)),
                "{operation}"
            );
        }
    }
}

#[tokio::test]
async fn every_read_of_a_directory_needs_what_the_table_says_and_no_more() {
    let bare = World::of(scenario(&[], 5)).await;
    let mut tried = 0;
    for need in NEEDS.iter().filter(|need| need.who == Who::App) {
        let Some(without) = carry_out(&bare, need.operation).await else {
            continue;
        };
        let fault = without.expect_err(need.operation);
        assert_eq!(
            fault.cause,
            Cause::PermissionMissing,
            "{}: {fault}",
            need.operation
        );
        let enough = World::of(scenario(&[need.permission], 5)).await;
        let with = carry_out(&enough, need.operation).await.unwrap();
        with.unwrap_or_else(|fault| panic!("{} with {}: {fault}", need.operation, need.permission));
        tried += 1;
    }
    assert!(tried >= 47, "{tried} operations were tried");
}

#[test]
fn contract_of_the_page_of_permissions() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    contract::check(&page, &written());
}

/// The page: what each feature needs, then each operation with its reason.
fn written() -> String {
    let mut text = String::from(INTRODUCTION);
    let mut features: Vec<&str> = NEEDS.iter().map(|need| need.feature).collect();
    features.dedup();
    for feature in features {
        let needs: Vec<&Need> = NEEDS
            .iter()
            .filter(|need| need.feature == feature)
            .collect();
        let permissions: BTreeSet<&str> = needs.iter().map(|need| need.permission).collect();
        let all: Vec<String> = permissions
            .iter()
            .map(|permission| format!("`{permission}`"))
            .collect();
        writeln!(text, "\n## {feature}\n\nNeeds {}.\n", all.join(", ")).unwrap();
        text.push_str("| Operation | Permission | As | Why |\n|---|---|---|---|\n");
        for need in needs {
            let Need {
                operation,
                permission,
                who,
                why,
                ..
            } = need;
            let who = match who {
                Who::App => "the app",
                Who::ServiceAccount => "the service account",
                Who::Person => "the person",
            };
            writeln!(text, "| `{operation}` | `{permission}` | {who} | {why} |").unwrap();
        }
    }
    text
}

const INTRODUCTION: &str = "\
# Permissions

What Tenantry asks of Microsoft, operation by operation, and why. It is the least that lets the
operation work: what you do not use, you need not consent to. Tests hold this table against the
simulated clouds: with the permission an operation works, without it the cloud refuses.

*As* says who comes: the app itself with an application permission, the MSP's service account with a
delegated one, or whoever signs in to Tenantry. The service account also needs a directory role for what
it does: in the MSP's own tenant membership of AdminAgents for relationships, in a customer's tenant a
role that the relationship gives to one of its groups. For reading, Global Reader or Directory Readers is
enough; for changing people, User Administrator and License Administrator. People sign in to an app of
their own, which comes to no customer's tenant.

Roles for consenting in a customer's tenant: Application Administrator or Cloud Application
Administrator; for application permissions of Microsoft Graph, Privileged Role Administrator.
";
