//! Delegated administration on Graph, behind the domain's ports.
//!
//! All of it is asked in the partner's own tenant. Reads name the properties they want and ask for
//! members of enumerations that older clients do not know. Changes carry the version that was read;
//! what is made (a relationship, an assignment, a request) has no such guard, so it is repeated only
//! when it is certain that nothing was done, and otherwise the fault says that the effect is open.

mod assignments;
mod customers;
mod operations;
mod relationships;
mod rows;

use crate::entra::Access;
use crate::graph::client::{At, GraphClient, GraphRequest};
use tenantry_domain::cloud::gdap::Partner;

const RELATIONSHIPS: &str = "/tenantRelationships/delegatedAdminRelationships";
const CUSTOMERS: &str = "/tenantRelationships/delegatedAdminCustomers";
/// More than a partner has of any short list.
const MANY: usize = 5000;

/// The adapter of `GdapRelationships`, `RoleAssignments`, `GdapCustomers` and `Contracts`.
#[derive(Debug, Clone)]
pub struct Gdap {
    graph: GraphClient,
    access: Access,
}

impl Gdap {
    /// As the service account, or as the app itself, where the partner's tenant is prepared for it.
    pub fn new(graph: GraphClient, access: Access) -> Self {
        Self { graph, access }
    }

    fn at(&self, partner: Partner) -> At {
        At {
            tenant: partner.0,
            access: self.access,
        }
    }
}

/// Without it, what is newer than the interface's first version reads `unknownFutureValue`.
fn open_minded(request: GraphRequest) -> GraphRequest {
    request.prefer("include-unknown-enum-members")
}
