//! What can be asked of a customer.

use serde::{Deserialize, Serialize};

use super::CustomerOrigin;
use crate::ids::CustomerId;
use crate::text::{CustomerName, Reason, Tag};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerCommand {
    Register(RegisterCustomer),
    Rename(RenameCustomer),
    Tag(TagCustomer),
    Untag(UntagCustomer),
    Archive(ArchiveCustomer),
    MergeInto(MergeCustomer),
    Part(PartCustomer),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterCustomer {
    pub name: CustomerName,
    pub origin: CustomerOrigin,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameCustomer {
    pub name: CustomerName,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TagCustomer {
    pub tag: Tag,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UntagCustomer {
    pub tag: Tag,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchiveCustomer {
    pub reason: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MergeCustomer {
    /// The customer itself, so that nobody is merged into itself.
    pub customer_id: CustomerId,
    pub into: CustomerId,
    pub reason: Option<Reason>,
}

/// Names the customer that it became part of: another merger, made meanwhile, is not undone with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartCustomer {
    pub from: CustomerId,
}
