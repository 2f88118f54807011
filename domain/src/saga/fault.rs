//! Why a step did not work, as it is kept on record.

use serde::{Deserialize, Serialize};

use crate::cloud::{Class, CloudFault, Effect};

/// A fault as an event keeps it: our code, the cloud's own, and by what its support finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fault {
    pub code: String,
    pub class: FaultClass,
    /// The cloud may have done what was asked all the same.
    #[serde(default)]
    pub effect_unknown: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Of the request at the cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The cloud's own words, without secrets.
    #[serde(default)]
    pub detail: String,
}

/// What becomes of the work that met a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FaultClass {
    Transient,
    Waiting,
    Permanent,
    AccountWide,
}

impl Fault {
    /// One of our own, which no cloud answered with.
    pub fn own(code: &str, class: FaultClass, detail: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            class,
            effect_unknown: false,
            api: None,
            vendor_code: None,
            status: None,
            request_id: None,
            detail: detail.into(),
        }
    }
}

impl From<&CloudFault> for Fault {
    fn from(fault: &CloudFault) -> Self {
        Self {
            code: fault.code().to_owned(),
            class: fault.class().into(),
            effect_unknown: fault.effect == Effect::Unknown,
            api: Some(fault.api.to_owned()),
            vendor_code: fault.vendor_code.clone(),
            status: fault.status,
            request_id: fault.correlation_id.clone(),
            detail: fault.detail.clone(),
        }
    }
}

impl From<Class> for FaultClass {
    fn from(class: Class) -> Self {
        match class {
            Class::Transient => Self::Transient,
            Class::Waiting => Self::Waiting,
            Class::Permanent => Self::Permanent,
            Class::AccountWide => Self::AccountWide,
        }
    }
}
