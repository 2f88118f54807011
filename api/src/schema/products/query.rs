//! Looking products up, with what they may be billed as.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::product_mapping::Standing;
use tenantry_engine::mapping::{ProductSuggestion, ProductsError};
use tenantry_projections::{Cursor, Page};

use super::mutation::unmet_by;
use super::object::{MappableProduct, MappingReadiness, ProductStanding};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::paging::{Wanted, connection};
use crate::schema::scalars::Position;
use crate::schema::told::Unmet;

/// Products are read from what vendors have; what was said of them is read from the record itself.
const TABLES: &[&str] = &["vendor_records"];

/// Which products a list holds. What is not given does not matter.
#[derive(Debug, Default, InputObject)]
pub(crate) struct ProductFilter {
    /// Only those that stand like this.
    standing: Option<ProductStanding>,
}

connection!(
    MappableProductConnection,
    MappableProductEdge,
    MappableProduct,
    ProductSuggestion
);

fn cursor_of(suggestion: &ProductSuggestion) -> Cursor {
    Cursor {
        key: suggestion.product.key.to_string(),
        id: suggestion.id(),
    }
}

fn standing(suggestion: &ProductSuggestion) -> ProductStanding {
    match suggestion.settled.as_ref().map(|it| &it.standing) {
        None => ProductStanding::Open,
        Some(Standing::Mapped(_)) => ProductStanding::Mapped,
        Some(Standing::Ignored(_)) => ProductStanding::Ignored,
    }
}

fn fault(error: ProductsError) -> Fault {
    match unmet_by(error) {
        Unmet::Fault(fault) => fault,
        Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
    }
}

#[derive(Debug, Default)]
pub(crate) struct ProductQuery;

#[Object]
impl ProductQuery {
    /// The Microsoft products that subscriptions at the MSP's distributors name, each with what it is
    /// billed as, or may be. What others make is not among them. What is bought may be some seconds old,
    /// unless a position is asked for; what was decided is as it is now. Role: any.
    #[graphql(complexity = "200 + first.unwrap_or(50).clamp(1, 200) as usize * child_complexity")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 50 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
        #[graphql(desc = "Which ones.")] filter: Option<ProductFilter>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<MappableProductConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(first, after.as_deref())?;
        let filter = filter.unwrap_or_default();
        desk.at_least(at_least, TABLES).await?;
        let products = &desk.parts.mapping.products;
        let position = at_least.map(|it| it.0).unwrap_or_default();
        let mut all = products
            .suggest_as_of(desk.msp(), position)
            .await
            .map_err(fault)?;
        all.retain(|it| filter.standing.is_none_or(|wanted| wanted == standing(it)));
        let page = Page::of_list(all, wanted.cursor()?.as_ref(), wanted.first, cursor_of);
        Ok(MappableProductConnection::of(page, &wanted, cursor_of))
    }

    /// Whether enough is mapped to go on to what builds on it, and what is missing. Role: any.
    #[graphql(complexity = "200 + child_complexity")]
    async fn mapping_readiness(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Wait until what is read holds this position.")] at_least: Option<
            Position,
        >,
    ) -> Result<MappingReadiness> {
        let desk = Desk::reading(ctx)?;
        desk.at_least(at_least, TABLES).await?;
        let readiness = desk.parts.mapping.products.readiness(desk.msp()).await;
        Ok(readiness.map_err(fault)?.into())
    }
}
