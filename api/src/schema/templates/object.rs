//! A template, as clients see it.

use async_graphql::{Enum, ID, Object};
use tenantry_projections::gdap_templates::{GdapTemplateRow, GdapTemplateStatus as Status};

use super::terms::GdapTerms;
use crate::schema::ids::{Kind, global};
use crate::schema::scalars::{DateTime, Position};

/// Whether a template can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum GdapTemplateStatus {
    /// It can.
    Defined,
    /// It is used for nothing new; customers that have it keep it.
    Retired,
}

#[derive(Debug, Clone)]
pub(crate) struct GdapTemplate(pub(crate) GdapTemplateRow);

impl From<GdapTemplateRow> for GdapTemplate {
    fn from(row: GdapTemplateRow) -> Self {
        Self(row)
    }
}

/// What customers are asked for, version by version. A customer keeps the version that it was
/// onboarded with.
#[Object]
impl GdapTemplate {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::GdapTemplate, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn template_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it can be used.
    async fn status(&self) -> GdapTemplateStatus {
        self.0.status.into()
    }

    /// The number of the newest version.
    async fn version(&self) -> u64 {
        self.0.version
    }

    /// The terms of the newest version.
    async fn terms(&self) -> Option<GdapTerms> {
        self.0.terms().as_ref().map(GdapTerms::from)
    }

    /// When it was defined.
    async fn defined_at(&self) -> DateTime {
        DateTime(self.0.defined_at)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}
