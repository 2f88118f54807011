//! A member as people look it up.

use tenantry_domain::ids::TenantId;
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::role::Role;

crate::row! {
    pub struct MemberRow {
        /// The account's id, until the first sign-in tells a name.
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        /// Where the person signs in from; none before the first sign-in.
        tenant_id: Option<TenantId>,
        role: Role,
        /// What was granted by name; groups may give more.
        granted: Role,
        status: MemberStatus,
        /// When a session was opened last.
        signed_in_at: Option<Micros>,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum MemberStatus {
        /// Was given a role ahead, and never signed in.
        Expected = "expected",
        Active = "active",
        Suspended = "suspended",
    }
}
