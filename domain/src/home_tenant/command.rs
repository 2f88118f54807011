//! What can be asked of a home tenant. When it is asked is no part of what is asked.

use serde::{Deserialize, Serialize};

use crate::ids::MspId;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HomeTenantCommand {
    Admit(AdmitHomeTenant),
    Remove(RemoveHomeTenant),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdmitHomeTenant {
    pub msp: MspId,
    #[serde(skip_serializing)]
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemoveHomeTenant {
    pub msp: MspId,
    pub reason: Reason,
    #[serde(skip_serializing)]
    pub at: Micros,
}
