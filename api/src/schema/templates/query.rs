//! Looking templates up.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use tenantry_domain::gdap_template::{Grouping, Preset};
use tenantry_domain::ids::TemplateId;
use tenantry_projections::gdap_templates::{
    self, GdapTemplateFilter as Filter, GdapTemplateRow, cursor_of,
};

use super::object::{GdapTemplate, GdapTemplateStatus};
use super::terms::{GdapPreset, GdapTerms};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;

/// Which templates a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct GdapTemplateFilter {
    /// Only those of this status.
    status: Option<GdapTemplateStatus>,
    /// Only the one of this name, upper and lower case alike.
    name: Option<String>,
}

/// Terms to begin with.
#[derive(Debug, SimpleObject)]
pub(crate) struct GdapPresetTerms {
    /// Which.
    preset: GdapPreset,
    /// What they are for.
    purpose: String,
    /// The terms.
    terms: GdapTerms,
}

connection!(
    GdapTemplateConnection,
    GdapTemplateEdge,
    GdapTemplate,
    GdapTemplateRow
);

#[derive(Debug, Default)]
pub(crate) struct GdapTemplateQuery;

#[Object]
impl GdapTemplateQuery {
    /// One template of the MSP, or nothing. Role: any.
    async fn gdap_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<GdapTemplate>> {
        let desk = Desk::reading(ctx)?;
        let id = ids::of(Kind::GdapTemplate, &id)?;
        desk.at_least(at_least, &["gdap_templates"]).await?;
        let row = gdap_templates::get(desk.projections(), desk.msp(), TemplateId::new(id)).await;
        Ok(row.map_err(Fault::from)?.map(GdapTemplate))
    }

    /// The MSP's templates, by name. Role: any.
    #[graphql(complexity = "first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn gdap_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<GdapTemplateFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<GdapTemplateConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        desk.at_least(at_least, &["gdap_templates"]).await?;
        let filter = filter.unwrap_or_default();
        let filter = Filter {
            status: filter.status.map(Into::into),
            name: filter.name,
        };
        let cursor = wanted.cursor()?;
        let page = gdap_templates::list(
            desk.projections(),
            desk.msp(),
            &filter,
            cursor.as_ref(),
            wanted.first,
        );
        Ok(GdapTemplateConnection::of(
            page.await.map_err(Fault::from)?,
            &wanted,
            cursor_of,
        ))
    }

    /// Terms to begin a template with: the least that reading, or managing, a tenant needs. Role:
    /// any.
    async fn gdap_presets(&self, ctx: &Context<'_>) -> Result<Vec<GdapPresetTerms>> {
        Desk::reading(ctx)?;
        let shown = |preset: Preset| GdapPresetTerms {
            preset: preset.into(),
            purpose: preset.purpose().to_owned(),
            terms: GdapTerms::from(&preset.terms(&Grouping::default())),
        };
        Ok(Preset::ALL.map(shown).into())
    }
}
