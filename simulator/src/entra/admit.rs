//! Who may have a token for what, and the token.

use crate::entra::client::registration;
use crate::entra::interface::{
    Interface, Owner, Wanted, interface_in, name_groups, subject, wanted,
};
use crate::entra::problem::{
    Problem, interaction_required, invalid_grant, invalid_request, other, unauthorized_client,
    unknown_app, unknown_tenant,
};
use crate::entra::switches::{AccountTrouble, Barrier};
use crate::partner;
use crate::world::{Tenant, World};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A person who signed in, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub id: Uuid,
    pub home: Uuid,
    /// With a second factor.
    pub mfa: bool,
}

pub(crate) struct Issued {
    pub token: String,
    pub lasts: i64,
    pub scope: String,
}

/// A token for an app by itself.
pub(super) fn app_token(
    world: &mut World,
    tenant: Uuid,
    app: Uuid,
    scope: &str,
) -> Result<Issued, Problem> {
    let asked = scope.strip_suffix("/.default").ok_or_else(|| {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value \
             with /.default suffixed to the resource identifier (application ID URI)."
        );
        other("invalid_scope", 1_002_012, text)
    })?;
    let now = world.clock.now();
    let home = open_tenant(world, tenant)?;
    enabled_principal(home, app, now)?;
    let interface = interface_in(world, home, asked)?;
    let roles = home.directory.app_roles(app, interface.app_id, now);
    let own = principal_id(home, app);
    let claims = match interface.owner {
        Owner::Microsoft => json!({"idtyp": "app", "roles": roles, "oid": own, "sub": own}),
        // Nobody has to let an app in that comes by itself: its token only holds no roles.
        Owner::App => json!({"azpacr": "1", "oid": own, "sub": own}),
    };
    Ok(issue(world, tenant, app, &interface, claims, String::new()))
}

/// A token for an app on behalf of a person, who may be at home in another tenant.
pub(super) fn user_token(
    world: &mut World,
    tenant: Uuid,
    app: Uuid,
    person: Person,
    scope: &str,
) -> Result<Issued, Problem> {
    let now = world.clock.now();
    check_account(world, person, tenant)?;
    let roles = roles_in(world, person, tenant);
    let there = open_tenant(world, tenant)?;
    if person.home != tenant {
        check_entry(world, person, tenant, &roles)?;
    }
    let wanted = wanted(scope)?;
    if person.home == tenant {
        enabled_principal(there, app, now)?;
    } else if principal_id(there, app).is_none() {
        let text = format!(
            "The application '{app}' has not been authorized in the tenant '{tenant}'. Applications must be \
             authorized to access the customer tenant before partner delegated administrators can use them."
        );
        return Err(other("invalid_request", 90_099, text));
    }
    let interface = interface_in(world, there, wanted.resource)?;
    let granted = granted_of(there, app, &interface, &wanted, now)?;
    let granted = granted.into_iter().collect::<Vec<_>>().join(" ");
    let claims = match interface.owner {
        Owner::Microsoft => known_to_microsoft(world, person, &granted, &roles),
        Owner::App => known_to_app(world, interface.app_id, tenant, person, (&granted, scope)),
    };
    Ok(issue(world, tenant, app, &interface, claims, granted))
}

/// All that was consented to at this interface, when that is what was asked for.
fn granted_of(
    tenant: &Tenant,
    app: Uuid,
    interface: &Interface,
    wanted: &Wanted<'_>,
    now: Timestamp,
) -> Result<BTreeSet<String>, Problem> {
    let granted = tenant.directory.scopes(app, interface.app_id, now);
    let visible = tenant
        .directory
        .service_principal(app)
        .is_some_and(|principal| principal.visible_from <= now);
    let named = wanted.permissions.iter().filter(|it| **it != ".default");
    for permission in named.clone() {
        if !interface.scopes.iter().any(|known| known == permission) {
            let text = format!(
                "The application '{app}' asked for scope '{permission}' that doesn't exist on the resource '{}'.",
                interface.app_id
            );
            return Err(invalid_request(650_053, text));
        }
    }
    let all = named.clone().all(|it| granted.contains(*it));
    if granted.is_empty() || !visible || !all {
        let text = format!(
            "The user or administrator has not consented to use the application with ID '{app}'. Send an \
             interactive authorization request for this user and resource."
        );
        return Err(invalid_grant(65_001, text));
    }
    Ok(granted)
}

/// Whether somebody may go on from the page where they sign in: people consent to nothing by themselves.
pub(super) fn check_consent(
    world: &World,
    tenant: Uuid,
    app: Uuid,
    scope: &str,
) -> Result<(), Problem> {
    let now = world.clock.now();
    let there = open_tenant(world, tenant)?;
    let asked_by_admin = || {
        let text = "The application needs permission to access resources in your organization that only an admin \
            can grant. Please ask an admin to grant permission to this app before you can use it.";
        other("access_denied", 90_094, text)
    };
    let known = there
        .directory
        .service_principal(app)
        .is_some_and(|principal| principal.visible_from <= now);
    if !known {
        return Err(asked_by_admin());
    }
    let wanted = wanted(scope)?;
    // All that the registration says is weighed when a token is asked for.
    if wanted.permissions.contains(&".default") {
        return Ok(());
    }
    let interface = interface_in(world, there, wanted.resource)?;
    match granted_of(there, app, &interface, &wanted, now) {
        Err(problem) if problem.number == 65_001 => Err(asked_by_admin()),
        other => other.map(drop),
    }
}

fn known_to_microsoft(
    world: &World,
    person: Person,
    granted: &str,
    roles: &BTreeSet<String>,
) -> Value {
    let upn = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    let upn = upn.map(|account| account.name.clone()).unwrap_or_default();
    let amr: &[&str] = if person.mfa {
        &["pwd", "mfa"]
    } else {
        &["pwd"]
    };
    json!({"idtyp": "user", "scp": granted, "oid": person.id, "sub": person.id, "upn": upn, "amr": amr,
        "wids": roles, "home": person.home})
}

/// An app is told less: not how somebody signed in, and a name only when it was asked for.
fn known_to_app(
    world: &World,
    interface: Uuid,
    tenant: Uuid,
    person: Person,
    (granted, scope): (&str, &str),
) -> Value {
    let mut claims = json!({"azpacr": "1", "scp": granted, "oid": person.id,
        "sub": subject(interface, person.id)});
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id))
        .filter(|_| scope.split_whitespace().any(|word| word == "profile"));
    if let Some(account) = account {
        claims["preferred_username"] = json!(account.name);
        claims["name"] = json!(account.display_name);
    }
    if let Some(app) = registration(world, interface) {
        name_groups(world, app, tenant, person.id, &mut claims);
    }
    claims
}

/// The roles that a person has in a tenant: as its own, or over GDAP.
fn roles_in(world: &World, person: Person, tenant: Uuid) -> BTreeSet<String> {
    if person.home != tenant {
        return partner::gdap_roles(world, person.home, person.id, tenant);
    }
    let home = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    home.map(|account| account.roles.clone())
        .unwrap_or_default()
}

/// What keeps a person out of another's tenant.
fn check_entry(
    world: &World,
    person: Person,
    tenant: Uuid,
    roles: &BTreeSet<String>,
) -> Result<(), Problem> {
    let copied = world
        .entra
        .switches
        .guest_copies
        .contains(&(tenant, person.id));
    if roles.is_empty() || copied {
        let text = format!(
            "User account from identity provider does not exist in tenant '{tenant}' and cannot access the \
             application in that tenant. The account needs to be added as an external user in the tenant first."
        );
        return Err(invalid_grant(50_020, text));
    }
    match world.entra.switches.barriers.get(&tenant) {
        Some(Barrier::ConditionalAccess) => Err(interaction_required(
            53_003,
            "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
        )),
        Some(Barrier::DeviceCompliance) => Err(interaction_required(
            53_000,
            "Device is not in required device state: compliant. Conditional Access policy requires a compliant device.",
        )),
        Some(Barrier::ManagedDevice) => Err(interaction_required(
            530_003,
            "Your device is required to be managed to access this resource.",
        )),
        Some(Barrier::ExternalControl) => Err(interaction_required(
            50_177,
            "User account does not exist in tenant: external challenge is not supported for passthrough users.",
        )),
        Some(Barrier::CrossTenantInbound) => Err(invalid_grant(
            500_213,
            "The resource tenant's cross-tenant access policy does not allow this user to access this tenant.",
        )),
        _ => Ok(()),
    }
}

/// What is the matter with the account itself, wherever it goes.
pub(super) fn check_account(world: &World, person: Person, tenant: Uuid) -> Result<(), Problem> {
    let account = world
        .tenants
        .get(&person.home)
        .and_then(|home| home.directory.account(person.id));
    let Some(account) = account else {
        return Err(invalid_grant(
            50_034,
            "The user account does not exist in the directory.",
        ));
    };
    if !account.enabled {
        return Err(invalid_grant(50_057, "The user account is disabled."));
    }
    let none = BTreeSet::new();
    let troubles = world
        .entra
        .switches
        .troubles
        .get(&person.id)
        .unwrap_or(&none);
    for trouble in troubles {
        match trouble {
            AccountTrouble::AtRisk if person.home != tenant => {
                let text = "Delegated administrator was blocked from accessing the tenant due to account risk in \
                    their home tenant.";
                return Err(interaction_required(530_034, text));
            }
            AccountTrouble::LockedOut => {
                let text = "The account is locked, you've tried to sign in too many times with an incorrect user \
                    ID or password.";
                return Err(invalid_grant(50_053, text));
            }
            AccountTrouble::PasswordExpired => {
                return Err(invalid_grant(50_055, "The password is expired."));
            }
            AccountTrouble::MfaDemanded if !person.mfa => {
                let text = "Due to a configuration change made by your administrator, or because you moved to a \
                    new location, you must use multi-factor authentication to access the resource.";
                return Err(interaction_required(50_076, text));
            }
            AccountTrouble::MfaExpired => {
                let text = "Presented multi-factor authentication has expired due to policies configured by your \
                    administrator, you must refresh your multi-factor authentication.";
                return Err(interaction_required(50_078, text));
            }
            AccountTrouble::MfaNotRegistered => {
                let text = "Due to a configuration change made by your administrator, or because you moved to a \
                    new location, you must enroll in multi-factor authentication.";
                return Err(interaction_required(50_079, text));
            }
            AccountTrouble::AtRisk | AccountTrouble::MfaDemanded => {}
        }
    }
    Ok(())
}

fn open_tenant(world: &World, tenant: Uuid) -> Result<&Tenant, Problem> {
    match world.entra.switches.barriers.get(&tenant) {
        Some(Barrier::TenantUnavailable) => {
            return Err(invalid_request(
                5_000_224,
                "We are sorry, this resource is not available.",
            ));
        }
        Some(Barrier::TenantThrottled) => {
            let text = "Tenant request has been throttled.";
            return Err(other("temporarily_unavailable", 90_055, text));
        }
        Some(Barrier::TenantDeleted) => return Err(unknown_tenant(&tenant.to_string())),
        _ => {}
    }
    let unknown = || unknown_tenant(&tenant.to_string());
    world.tenants.get(&tenant).ok_or_else(unknown)
}

fn enabled_principal(tenant: &Tenant, app: Uuid, now: Timestamp) -> Result<(), Problem> {
    let principal = tenant
        .directory
        .service_principal(app)
        .filter(|principal| principal.visible_from <= now);
    let principal = principal.ok_or_else(|| unknown_app(&app.to_string(), tenant.id))?;
    if principal.enabled {
        return Ok(());
    }
    Err(unauthorized_client(
        7_000_112,
        format!("Application '{app}' is disabled."),
    ))
}

fn principal_id(tenant: &Tenant, app: Uuid) -> Option<Uuid> {
    tenant
        .directory
        .service_principal(app)
        .map(|principal| principal.id)
}

/// What is the same in every token for an interface.
fn issue(
    world: &mut World,
    tenant: Uuid,
    app: Uuid,
    interface: &Interface,
    claims: Value,
    scope: String,
) -> Issued {
    let now = world.clock.now().as_second();
    // Between sixty and ninety minutes, so that not all run out together.
    let lasts = world.dice.between(3599, 5399);
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let (issuer, version, client) = match interface.owner {
        Owner::Microsoft => (format!("https://sts.windows.net/{tenant}/"), "1.0", "appid"),
        Owner::App => (format!("{base}/{tenant}/v2.0"), "2.0", "azp"),
    };
    let mut all = json!({
        "aud": interface.audience,
        "iss": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + lasts,
        "tid": tenant,
        "uti": world.dice.token(22),
        "ver": version,
    });
    all[client] = json!(app);
    if let (Some(all), Value::Object(claims)) = (all.as_object_mut(), claims) {
        all.extend(claims);
    }
    Issued {
        token: world.entra.keys.sign(&all),
        lasts,
        scope,
    }
}
