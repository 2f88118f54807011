//! What an MSP asks a customer for: which roles, in whose hands, for how long.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::cloud::gdap::{AutoExtend, RoleId, RoleSet, Term};
use crate::ids::TemplateId;
use crate::text::GroupName;

/// The terms of one version of a template. An onboarding keeps the terms that it began with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Terms {
    /// Which group gets which roles: a group for each role, or one group for several. A group
    /// stands here once.
    pub shares: Vec<Share>,
    pub term: Term,
    pub extend: AutoExtend,
    /// How many days the customer has to approve, from 1 to 90.
    pub approval_days: u16,
    pub missing_groups: MissingGroups,
    pub app_access: AppAccess,
    /// After how many hours an undoing that does not succeed calls for somebody's attention.
    #[serde(
        default = "usual_attention_hours",
        skip_serializing_if = "is_usual_attention"
    )]
    pub attention_hours: u16,
}

fn usual_attention_hours() -> u16 {
    Terms::USUAL_ATTENTION_HOURS
}

#[allow(clippy::trivially_copy_pass_by_ref)] // As serde hands it over.
fn is_usual_attention(hours: &u16) -> bool {
    *hours == Terms::USUAL_ATTENTION_HOURS
}

/// A group's part of the roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    pub group: GroupName,
    pub roles: RoleSet,
}

/// What happens when there is no group of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MissingGroups {
    Create,
    /// The onboarding fails: somebody else looks after groups here.
    Refuse,
}

/// How our app comes into the customer's tenant, which it has to before anything is read there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AppAccess {
    /// The partner consents in the customer's name. It needs Application Administrator or Cloud
    /// Application Administrator among the roles.
    ByPartner,
    /// The customer's own administrator consents.
    ByCustomer,
}

/// One version of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemplateVersion {
    pub id: TemplateId,
    /// 1, 2, 3 …
    pub version: u32,
}

impl Terms {
    /// What is not said in terms from before it could be said.
    pub const USUAL_ATTENTION_HOURS: u16 = 2;

    /// All roles, whoever gets them: what the customer is asked to approve.
    pub fn roles(&self) -> BTreeSet<RoleId> {
        self.shares
            .iter()
            .flat_map(|share| share.roles.iter())
            .collect()
    }
}
