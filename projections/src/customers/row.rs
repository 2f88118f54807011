//! A customer as people look it up.

use tenantry_domain::customer::CustomerOrigin;
use tenantry_domain::ids::CustomerId;
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct CustomerRow {
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        /// In alphabetical order.
        tags: Vec<String>,
        origin: Origin,
        status: CustomerStatus,
        /// The customer that it is part of.
        merged_into: Option<CustomerId>,
        registered_at: Micros,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum CustomerStatus {
        Registered = "registered",
        Archived = "archived",
        Merged = "merged",
    }
}

crate::words! {
    /// How the customer came to be known.
    pub enum Origin {
        Entered = "entered",
        Discovered = "discovered",
        VendorRecord = "vendor_record",
    }
}

impl From<CustomerOrigin> for Origin {
    fn from(origin: CustomerOrigin) -> Self {
        match origin {
            CustomerOrigin::Entered => Self::Entered,
            CustomerOrigin::Discovered => Self::Discovered,
            CustomerOrigin::VendorRecord => Self::VendorRecord,
        }
    }
}
