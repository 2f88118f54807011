//! A service token as people look it up. Nothing of its secret is here.

use tenantry_domain::record::{Micros, Position};
use tenantry_domain::role::Role;

crate::row! {
    pub struct ServiceTokenRow {
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        role: Role,
        status: ServiceTokenStatus,
        issued_at: Micros,
        /// When it is over by itself.
        expires_at: Micros,
        revoked_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ServiceTokenStatus {
        Issued = "issued",
        Revoked = "revoked",
    }
}
