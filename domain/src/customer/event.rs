//! What can happen to a customer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::aggregate::event_shapes;
use crate::ids::CustomerId;
use crate::text::{CustomerName, Reason, Tag};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CustomerEvent {
    /// The MSP signed this customer, or found it in a system it connected.
    CustomerRegistered {
        name: CustomerName,
        origin: CustomerOrigin,
    },
    /// The customer goes by another name now.
    CustomerRenamed {
        from: CustomerName,
        to: CustomerName,
    },
    /// The customer joined a group.
    CustomerTagged { tag: Tag },
    /// The customer left a group.
    CustomerUntagged { tag: Tag },
    /// The MSP no longer works for this customer.
    CustomerArchived { reason: Option<Reason> },
    /// The customer is the same as this one, and part of it from now on.
    CustomerMerged {
        into: CustomerId,
        reason: Option<Reason>,
    },
    /// The customer is one of its own again, as it was before.
    CustomerParted { from: CustomerId },
}

/// How the customer came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerOrigin {
    /// Somebody typed it in.
    Entered,
    /// Found among the MSP's Microsoft customers.
    Discovered,
    /// Made from a record of a PSA, RMM, documentation or distributor system.
    VendorRecord,
}

event_shapes! {
    CustomerEvent {
        CustomerRegistered = "2",
        CustomerRenamed = "1",
        CustomerTagged = "1",
        CustomerUntagged = "1",
        CustomerArchived = "1",
        CustomerMerged = "1",
        CustomerParted = "1",
    }
    upcasts {
        "CustomerRegistered" "1" => "CustomerRegistered" "2" by registered_1_to_2,
    }
}

/// Version 1 did not say where a customer came from; all of them had been typed in.
fn registered_1_to_2(mut fields: Value) -> Value {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("origin".to_owned(), Value::from("entered"));
    }
    fields
}
