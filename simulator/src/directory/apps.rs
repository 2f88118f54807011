//! Apps: registrations at home, and the principals that stand for them in each tenant.

use crate::dice::Dice;
use crate::directory::Directory;
use crate::directory::permissions::{self, resource};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use uuid::Uuid;

/// An app's registration in its home tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub object_id: Uuid,
    pub app_id: Uuid,
    pub display_name: String,
    pub created: Timestamp,
    pub multi_tenant: bool,
    pub redirect_uris: Vec<String>,
    pub secrets: Vec<AppSecret>,
    pub certificates: Vec<AppCertificate>,
    pub federated: Vec<FederatedCredential>,
    pub required: Vec<RequiredAccess>,
    /// What it offers to other apps as an interface of its own, on behalf of people.
    pub offers: Vec<String>,
    /// Whether tokens for it name the groups of people.
    pub names_groups: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AppSecret {
    pub key_id: Uuid,
    pub display_name: Option<String>,
    pub text: String,
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Until then not every server knows it.
    pub usable_from: Timestamp,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AppCertificate {
    pub der: Vec<u8>,
}

/// Whose assertions the app may show instead of a secret: a workload's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FederatedCredential {
    pub issuer: String,
    pub subject: String,
    pub audience: String,
    /// The issuer's public key, as DER.
    pub public_key: Vec<u8>,
}

/// What the registration says that the app needs of one interface.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RequiredAccess {
    pub resource_app_id: Uuid,
    pub roles: Vec<String>,
    pub scopes: Vec<String>,
}

/// What stands for an app in a tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ServicePrincipal {
    pub id: Uuid,
    pub app_id: Uuid,
    pub display_name: String,
    pub enabled: bool,
    /// Right after it was made not every server knows it.
    pub visible_from: Timestamp,
}

/// A permission given to an app by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AppRoleAssignment {
    pub id: String,
    /// The principal's id, not the app's.
    pub principal: Uuid,
    pub resource: Uuid,
    pub app_role: Uuid,
    pub from: Timestamp,
}

/// Permissions given to an app on behalf of all users.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ScopeGrant {
    pub id: String,
    pub client: Uuid,
    pub resource: Uuid,
    pub scope: String,
    pub from: Timestamp,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Apps {
    pub applications: BTreeMap<Uuid, Application>,
    /// By the principal's own id.
    pub principals: BTreeMap<Uuid, ServicePrincipal>,
    pub role_assignments: Vec<AppRoleAssignment>,
    pub scope_grants: Vec<ScopeGrant>,
}

/// Why a consent is not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConsentError {
    /// The tenant has no principal for the interface: it is not licensed for it.
    ResourceMissing,
    UnknownPermission(String),
}

impl fmt::Display for ConsentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ResourceMissing => {
                f.write_str("The resource has no service principal in the tenant.")
            }
            Self::UnknownPermission(name) => {
                write!(f, "The scope '{name}' is not known to the resource.")
            }
        }
    }
}

impl Directory {
    pub(crate) fn application(&self, app_id: Uuid) -> Option<&Application> {
        self.apps
            .applications
            .values()
            .find(|app| app.app_id == app_id)
    }

    pub(crate) fn application_mut(&mut self, app_id: Uuid) -> Option<&mut Application> {
        self.apps
            .applications
            .values_mut()
            .find(|app| app.app_id == app_id)
    }

    pub(crate) fn add_application(&mut self, app: Application) {
        self.apps.applications.insert(app.object_id, app);
    }

    pub(crate) fn service_principal(&self, app_id: Uuid) -> Option<&ServicePrincipal> {
        self.apps
            .principals
            .values()
            .find(|principal| principal.app_id == app_id)
    }

    pub(crate) fn service_principal_mut(&mut self, app_id: Uuid) -> Option<&mut ServicePrincipal> {
        self.apps
            .principals
            .values_mut()
            .find(|principal| principal.app_id == app_id)
    }

    pub(crate) fn add_service_principal(&mut self, principal: ServicePrincipal) {
        self.apps.principals.insert(principal.id, principal);
    }

    /// The permissions of an app by itself that are in force, by name.
    pub(crate) fn app_roles(
        &self,
        app_id: Uuid,
        resource_app_id: Uuid,
        now: Timestamp,
    ) -> BTreeSet<String> {
        let (Some(client), Some(target), Some(known)) = (
            self.service_principal(app_id),
            self.service_principal(resource_app_id),
            resource(resource_app_id),
        ) else {
            return BTreeSet::new();
        };
        let ours = self.apps.role_assignments.iter().filter(|held| {
            held.principal == client.id && held.resource == target.id && held.from <= now
        });
        ours.filter_map(|held| known.role_of(held.app_role))
            .map(str::to_owned)
            .collect()
    }

    /// The permissions of an app on behalf of users that are in force.
    pub(crate) fn scopes(
        &self,
        app_id: Uuid,
        resource_app_id: Uuid,
        now: Timestamp,
    ) -> BTreeSet<String> {
        let (Some(client), Some(target)) = (
            self.service_principal(app_id),
            self.service_principal(resource_app_id),
        ) else {
            return BTreeSet::new();
        };
        let ours = self.apps.scope_grants.iter().filter(|grant| {
            grant.client == client.id && grant.resource == target.id && grant.from <= now
        });
        ours.flat_map(|grant| grant.scope.split_whitespace())
            .map(str::to_owned)
            .collect()
    }

    /// Gives an app permissions of one interface, from an instant on. Makes its principal when the
    /// tenant has none yet.
    pub(crate) fn consent(
        &mut self,
        dice: &mut Dice,
        (app_id, display_name): (Uuid, &str),
        resource_app_id: Uuid,
        roles: &[String],
        scopes: &[String],
        from: Timestamp,
    ) -> Result<(), ConsentError> {
        let target = self
            .service_principal(resource_app_id)
            .map(|principal| principal.id);
        let target = target.ok_or(ConsentError::ResourceMissing)?;
        // What an app offers is known to whoever sees its registration.
        if let Some(known) = resource(resource_app_id) {
            let strange = |name: &&String, offered: &[&str]| !offered.contains(&name.as_str());
            let unknown = roles.iter().find(|name| strange(name, known.roles));
            let unknown =
                unknown.or_else(|| scopes.iter().find(|name| strange(name, known.scopes)));
            if let Some(name) = unknown {
                return Err(ConsentError::UnknownPermission(name.clone()));
            }
        }
        let client = self.principal_for(dice, app_id, display_name, from);
        for name in roles {
            let app_role = permissions::role_id(resource_app_id, name);
            let held = |it: &AppRoleAssignment| it.principal == client && it.app_role == app_role;
            if !self.apps.role_assignments.iter().any(held) {
                let id = dice.token(43);
                let assignment = AppRoleAssignment {
                    id,
                    principal: client,
                    resource: target,
                    app_role,
                    from,
                };
                self.apps.role_assignments.push(assignment);
            }
        }
        if !scopes.is_empty() {
            let scope = scopes.join(" ");
            let grants = &mut self.apps.scope_grants;
            match grants
                .iter_mut()
                .find(|grant| grant.client == client && grant.resource == target)
            {
                Some(grant) => grant.scope = merged(&grant.scope, &scope),
                None => grants.push(ScopeGrant {
                    id: dice.token(43),
                    client,
                    resource: target,
                    scope,
                    from,
                }),
            }
        }
        Ok(())
    }

    fn principal_for(
        &mut self,
        dice: &mut Dice,
        app_id: Uuid,
        display_name: &str,
        visible_from: Timestamp,
    ) -> Uuid {
        if let Some(principal) = self.service_principal(app_id) {
            return principal.id;
        }
        let id = dice.uuid();
        let display_name = display_name.to_owned();
        self.add_service_principal(ServicePrincipal {
            id,
            app_id,
            display_name,
            enabled: true,
            visible_from,
        });
        id
    }

    /// Removes an app's principal with all that it was given. Whether there was one.
    pub(crate) fn revoke_consent(&mut self, app_id: Uuid) -> bool {
        let Some(id) = self.service_principal(app_id).map(|principal| principal.id) else {
            return false;
        };
        self.apps.principals.remove(&id);
        self.apps
            .role_assignments
            .retain(|held| held.principal != id && held.resource != id);
        self.apps
            .scope_grants
            .retain(|grant| grant.client != id && grant.resource != id);
        true
    }
}

fn merged(one: &str, other: &str) -> String {
    let all: BTreeSet<&str> = one
        .split_whitespace()
        .chain(other.split_whitespace())
        .collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}
