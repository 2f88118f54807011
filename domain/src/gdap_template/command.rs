//! What can be asked of a template.

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::text::{Reason, TemplateName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GdapTemplateCommand {
    Define(DefineTemplate),
    Revise(ReviseTemplate),
    Rename(RenameTemplate),
    Retire(RetireTemplate),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DefineTemplate {
    pub name: TemplateName,
    pub terms: Terms,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviseTemplate {
    /// The version that these terms were made from: the newest, or somebody was faster.
    pub from_version: u32,
    pub terms: Terms,
    /// Whoever asks knows that customers on older versions have to approve anew.
    pub new_approvals_accepted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RenameTemplate {
    pub name: TemplateName,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RetireTemplate {
    pub reason: Reason,
}
