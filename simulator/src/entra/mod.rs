//! login.microsoftonline.com: who gets a token for what.

use crate::wire::{Reply, Request};
use crate::world::World;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Signing keys, codes and refresh tokens.
#[derive(Debug)]
pub(crate) struct Entra {}

impl Entra {
    pub(crate) fn new() -> Self {
        Self {}
    }
}

/// Whom a valid token speaks for.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// Whose tenant the token is for (`tid`).
    pub tenant: Uuid,
    pub app: Uuid,
    /// Application permissions, of a token without a user.
    pub roles: BTreeSet<String>,
    /// Delegated permissions.
    pub scopes: BTreeSet<String>,
    pub user: Option<User>,
}

/// The person behind a delegated token.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub id: Uuid,
    /// Where the account lives: the partner's tenant, when it works in a customer's over GDAP.
    pub home: Uuid,
    /// Template ids of the directory roles that the user holds in the token's tenant.
    pub directory_roles: BTreeSet<String>,
    /// Whether the sign-in had a second factor.
    pub mfa: bool,
}

impl Caller {
    /// Whether the token carries one of these permissions, as role or as scope.
    pub(crate) fn may(&self, permissions: &[&str]) -> bool {
        let held = if self.user.is_some() {
            &self.scopes
        } else {
            &self.roles
        };
        permissions
            .iter()
            .any(|permission| held.contains(*permission))
    }
}

pub(crate) fn answer(_world: &mut World, request: &Request) -> Reply {
    outage(request, 404)
}

/// The caller of a token for this audience; why not, as the `AADSTS`-free sentence of the resource.
pub(crate) fn caller(
    _world: &World,
    _audience: &[&str],
    _bearer: &str,
) -> Result<Caller, &'static str> {
    Err("Access token validation failure.")
}

/// The tenant that a token claims to be for, whether it is valid or not.
pub(crate) fn tenant_in(_bearer: &str) -> Option<Uuid> {
    None
}

/// How Entra words a failure of its own.
pub(crate) fn outage(request: &Request, status: u16) -> Reply {
    let text = "AADSTS90033: A transient error has occurred. Please try again.";
    let error = json!({"error": "temporarily_unavailable", "error_description": text, "error_codes": [90033],
        "trace_id": request.id, "correlation_id": request.id});
    Reply::json(status, &error)
}
