//! Looking products up, with what they may be billed as.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::product_mapping::Standing;
use tenantry_engine::mapping::{ProductSuggestion, ProductsError};
use tenantry_projections::{Cursor, Page};
use uuid::Uuid;

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

/// In order, and told apart by all that makes a product.
fn cursor_of(suggestion: &ProductSuggestion) -> Cursor {
    let product = &suggestion.product;
    // Plain data always can be written as JSON.
    let words = serde_json::to_vec(product).unwrap_or_default();
    Cursor {
        key: product.key.to_string(),
        id: Uuid::new_v5(&Uuid::NAMESPACE_OID, &words),
    }
}

fn standing(suggestion: &ProductSuggestion) -> ProductStanding {
    match suggestion.settled.as_ref().map(|it| &it.standing) {
        None => ProductStanding::Open,
        Some(Standing::Mapped(_)) => ProductStanding::Mapped,
        Some(Standing::Ignored(_)) => ProductStanding::Ignored,
    }
}

fn page_of(
    all: Vec<ProductSuggestion>,
    filter: &ProductFilter,
    wanted: &Wanted,
) -> Result<Page<ProductSuggestion>, Fault> {
    let after = wanted.cursor()?.map(|it| (it.key, it.id));
    let placed = all.into_iter().map(|it| {
        let Cursor { key, id } = cursor_of(&it);
        ((key, id), it)
    });
    let mut rest: Vec<_> = placed
        .filter(|(place, it)| {
            let wanted = filter.standing.is_none_or(|wanted| wanted == standing(it));
            wanted && after.as_ref().is_none_or(|after| place > after)
        })
        .collect();
    rest.sort_by(|one, other| one.0.cmp(&other.0));
    let more = rest.len() > wanted.first as usize;
    rest.truncate(wanted.first as usize);
    let rows: Vec<ProductSuggestion> = rest.into_iter().map(|(_, it)| it).collect();
    Ok(Page {
        next: rows.last().filter(|_| more).map(cursor_of),
        rows,
    })
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
    /// billed as, or may be. Role: any.
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
        let all = desk.parts.mapping.products.suggest(desk.msp()).await;
        let page = page_of(all.map_err(fault)?, &filter, &wanted)?;
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
