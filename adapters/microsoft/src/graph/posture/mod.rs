//! How a tenant is set up and used, on Graph, behind the domain's ports.
//!
//! What a tenant has no licence for is an answer. Conditional Access has a budget of its own: the cloud
//! allows one request a second for all apps together, and does not say when to come back.

mod access;
mod csv;
mod devices;
mod mailboxes;
mod scores;
mod teams;

use crate::entra::Access;
use crate::graph::client::{At, GraphClient};
use tenantry_domain::cloud::posture::Licensed;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};

/// More than a tenant has of any short list.
const MANY: usize = 5000;

/// The adapter of `Posture`, `AccessPolicies`, `ManagedDevices`, `MailboxReports` and `TeamsApps`.
#[derive(Debug, Clone)]
pub struct TenantPosture {
    graph: GraphClient,
    access: Access,
}

impl TenantPosture {
    /// As the app itself, or as the service account.
    pub fn new(graph: GraphClient, access: Access) -> Self {
        Self { graph, access }
    }

    fn at(&self, tenant: TenantId) -> At {
        At {
            tenant,
            access: self.access,
        }
    }
}

/// Without a licence there is nothing to tell.
fn licensed<T>(outcome: Result<T, CloudFault>) -> Result<Licensed<T>, CloudFault> {
    match outcome {
        Ok(thing) => Ok(Licensed::Yes(thing)),
        Err(fault) if fault.cause == Cause::LicenceMissing => Ok(Licensed::Not),
        Err(fault) => Err(fault),
    }
}

fn gone_is_fine(outcome: Result<(), CloudFault>) -> Result<(), CloudFault> {
    match outcome {
        Err(fault) if fault.cause == Cause::NotThere => Ok(()),
        other => other,
    }
}
