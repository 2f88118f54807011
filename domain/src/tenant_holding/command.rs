//! What can be asked about who holds a tenant. Each command says which MSP asks.
//!
//! When it is asked is no part of what is asked: the same wish a minute later, with the same
//! idempotency key, is the same request. Hence no instant is in what requests are compared by.

use serde::{Deserialize, Serialize};

use crate::ids::{CustomerId, MspId};
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantHoldingCommand {
    Claim(ClaimTenant),
    Release(ReleaseTenant),
    Request(RequestTransfer),
    Approve(ApproveTransfer),
    Refuse(RefuseTransfer),
    Withdraw(WithdrawTransfer),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimTenant {
    pub msp: MspId,
    pub customer: CustomerId,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseTenant {
    pub msp: MspId,
    pub customer: CustomerId,
    #[serde(skip_serializing)]
    pub at: Micros,
}

/// Asked by the side that wants the tenant, which confirms with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestTransfer {
    pub msp: MspId,
    pub customer: CustomerId,
    /// What the holder is told.
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}

/// Names the request that was looked at: one that came meanwhile is not approved with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApproveTransfer {
    pub msp: MspId,
    pub transfer: u32,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefuseTransfer {
    pub msp: MspId,
    pub transfer: u32,
    /// What the side that asked is told.
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WithdrawTransfer {
    pub msp: MspId,
    pub transfer: u32,
    #[serde(skip_serializing)]
    pub at: Micros,
}
