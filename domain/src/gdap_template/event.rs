//! What can happen to a template.

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::aggregate::event_shapes;
use crate::text::{Reason, TemplateName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum GdapTemplateEvent {
    /// The MSP set terms for its customers. This is version 1.
    GdapTemplateDefined { name: TemplateName, terms: Terms },
    /// From this version on the terms are others.
    GdapTemplateRevised { version: u32, terms: Terms },
    /// The template goes by another name now.
    GdapTemplateRenamed {
        from: TemplateName,
        to: TemplateName,
    },
    /// Nobody is onboarded with it any more.
    GdapTemplateRetired { reason: Reason },
}

event_shapes! {
    GdapTemplateEvent {
        GdapTemplateDefined = "1",
        GdapTemplateRevised = "1",
        GdapTemplateRenamed = "1",
        GdapTemplateRetired = "1",
    }
    upcasts {}
}
