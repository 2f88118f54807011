//! A session as people look it up. Nothing of its secret is here.

use tenantry_domain::ids::MemberId;
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct SessionRow {
        member_id: MemberId,
        /// Whether a second factor was shown; none where nobody knows.
        second_factor: Option<bool>,
        status: SessionStatus,
        opened_at: Micros,
        /// When it is over by itself.
        until: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum SessionStatus {
        Open = "open",
        Ended = "ended",
    }
}
