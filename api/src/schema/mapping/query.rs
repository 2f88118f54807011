//! Looking at what there is to be mapped, and to whom.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use tenantry_domain::ids::RecordId;
use tenantry_projections::vendor_records;

use super::TABLES;
use super::bulk::wish;
use super::customers::named;
use super::history::{fault, record_of};
use super::preview::MappingPreview;
use super::refusal::{MappingUserError, unmet_by};
use super::suggestion::{RecordSuggestions, judged};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{self, Kind};
use crate::schema::records::VendorRecord;
use crate::schema::scalars::Position;
use crate::schema::told::UserError as _;

/// A customer that would be made from a record.
#[derive(Debug, SimpleObject)]
pub(crate) struct PlannedCustomer {
    /// The record.
    record: Option<VendorRecord>,
    /// What the customer would be called.
    name: Option<String>,
    /// Whose the record may be already: look there first.
    suggestions: RecordSuggestions,
    /// Why none can be made.
    user_errors: Vec<MappingUserError>,
}

#[derive(Debug, Default)]
pub(crate) struct MappingQuery;

#[Object]
impl MappingQuery {
    /// Whose a vendor's record may be, or nothing where the MSP has no such record. Role: any.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn record_suggestions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record's id, or its UUID.")] id: ID,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<Option<RecordSuggestions>> {
        let desk = Desk::reading(ctx)?;
        let id = RecordId::new(ids::of(Kind::VendorRecord, &id)?);
        desk.at_least(at_least, TABLES).await?;
        let row = vendor_records::get(desk.projections(), desk.msp(), id).await;
        match row.map_err(Fault::from)? {
            Some(row) => Ok(Some(judged(desk, &row).await?)),
            None => Ok(None),
        }
    }

    /// What accepting all suggestions from a score on would come to; nothing is done. It may be some seconds
    /// old, unless a position is asked for. Role: any.
    #[graphql(complexity = "500 + child_complexity")]
    async fn mapping_bulk_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From which score on, in hundredths: 0 to 100.")] above: i32,
        #[graphql(desc = "Only of this connection.")] connection: Option<ID>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<MappingPreview> {
        let desk = Desk::reading(ctx)?;
        let wish = wish(above, connection.as_ref()).map_err(fault)?;
        desk.at_least(at_least, TABLES).await?;
        let mappings = &desk.parts.mapping.mappings;
        let position = at_least.map(|it| it.0).unwrap_or_default();
        let preview = mappings
            .bulk_preview_as_of(desk.msp(), wish, position)
            .await;
        let preview = preview.map_err(|error| fault(unmet_by(error)))?;
        Ok(MappingPreview(preview))
    }

    /// What making a customer from each of these records would come to; nothing is done. Role: any.
    #[graphql(complexity = "20 * records.len() + 20 * child_complexity")]
    async fn customers_from_records_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The records, 200 at most.")] records: Vec<ID>,
    ) -> Result<Vec<PlannedCustomer>> {
        let desk = Desk::reading(ctx)?;
        let records = named(&records).map_err(fault)?;
        let mappings = &desk.parts.mapping.mappings;
        let planned = mappings.plan_customers(desk.msp(), &records).await;
        let planned = planned.map_err(|error| fault(unmet_by(error)))?;
        let mut told = Vec::with_capacity(planned.len());
        for plan in planned {
            let (name, error) = match plan.name {
                Ok(name) => (Some(name.to_string()), None),
                Err(error) => (None, Some(MappingUserError::of(unmet_by(error))?)),
            };
            told.push(PlannedCustomer {
                record: record_of(ctx, plan.record).await?,
                name,
                suggestions: RecordSuggestions::of(plan.record, plan.verdict),
                user_errors: error.into_iter().collect(),
            });
        }
        Ok(told)
    }
}
