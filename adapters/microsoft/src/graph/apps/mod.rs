//! Apps and groups on Graph, behind the domain's ports.
//!
//! What is made here has no guard against being made twice, so it is repeated only when it is certain
//! that nothing was done. The directory is many servers: what was just made is not known to all of them
//! at once, so it is read again for a while before it counts as missing.

mod groups;
mod principals;
mod registrations;
mod required;
mod roles;
mod scopes;

use crate::entra::Access;
use crate::graph::client::{At, GraphClient};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};

/// More than a tenant has of any short list.
const MANY: usize = 5000;

/// The adapter of `AppRegistrations`, `AppPrincipals`, `PermissionGrants` and `SecurityGroups`.
#[derive(Debug, Clone)]
pub struct Apps {
    graph: GraphClient,
    access: Access,
    /// How long what was just made may stay invisible, and how long to wait between looks.
    patience: Duration,
    pause: Duration,
}

impl Apps {
    /// As the service account, or as the app itself.
    pub fn new(graph: GraphClient, access: Access) -> Self {
        Self {
            graph,
            access,
            patience: Duration::from_mins(2),
            pause: Duration::from_secs(2),
        }
    }

    /// Waits for what was just made as long as this.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration, pause: Duration) -> Self {
        (self.patience, self.pause) = (patience, pause);
        self
    }

    fn at(&self, tenant: TenantId) -> At {
        At {
            tenant,
            access: self.access,
        }
    }
}

/// Removing what is gone is removing.
fn gone_is_fine(outcome: Result<(), CloudFault>) -> Result<(), CloudFault> {
    match outcome {
        Err(fault) if fault.cause == Cause::NotThere => Ok(()),
        other => other,
    }
}
