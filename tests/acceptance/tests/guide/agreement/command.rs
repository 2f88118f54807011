//! What can be asked of an agreement.

use serde::{Deserialize, Serialize};

use crate::ids::CustomerId;
use crate::text::{Reason, Tag};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementCommand {
    Sign(SignAgreement),
    End(EndAgreement),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignAgreement {
    pub customer_id: CustomerId,
    pub plan: Tag,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndAgreement {
    pub reason: Reason,
}
