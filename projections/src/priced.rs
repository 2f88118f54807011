//! What is bought and what is sold, for whoever maps the one onto the other.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::{RecordFacts, RecordKind, System, Term};
use tenantry_domain::ids::{MspId, RecordId};
use tenantry_domain::product_mapping::Service;
use tenantry_domain::record::Position;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::mapping::{ProductView, SeenProduct, SoldService};
use uuid::Uuid;

use crate::declaration::{Cell, Projection as _, Unreadable};
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Select;
use crate::store;
use crate::vendor_records::{VendorRecordRow, VendorRecords};
use crate::walks::within;

/// A subscription's product, and the record of the product in the distributor's own list.
type Named = (
    Option<RecordId>,
    Option<bool>,
    Option<String>,
    String,
    Option<Term>,
    Option<Term>,
);

#[async_trait]
impl ProductView for Projections {
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable> {
        Ok(self.reliable_up_to(VendorRecords::NAME, msp).await?)
    }

    async fn products(&self, msp: MspId) -> Result<Vec<SeenProduct>, KnownUnreadable> {
        let mut seen: BTreeSet<Named> = BTreeSet::new();
        let mut after = None;
        loop {
            let walk = of_kind(RecordKind::Subscription, after);
            let rows = self.part::<VendorRecords>(msp, &walk).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            for row in rows.into_iter().filter(|row| !row.vanished) {
                if let RecordFacts::Subscription(facts) = facts_of(&row)? {
                    let listed = facts.product.as_deref();
                    let listed = listed.map(|product| {
                        RecordId::of(row.connection_id, RecordKind::Product, product)
                    });
                    seen.insert((
                        listed,
                        facts.of_microsoft,
                        facts.maker_sku,
                        row.name,
                        facts.term,
                        facts.billing,
                    ));
                }
            }
        }
        let makers = makers(self, msp, &seen).await?;
        let products = seen.into_iter();
        Ok(products
            .map(
                |(listed, of_microsoft, maker_sku, name, term, billing)| SeenProduct {
                    of_microsoft,
                    maker: listed.and_then(|it| makers.get(&it).cloned()),
                    maker_sku,
                    name,
                    term,
                    billing,
                },
            )
            .collect())
    }

    async fn services(&self, msp: MspId) -> Result<Vec<SoldService>, KnownUnreadable> {
        let mut sold = Vec::new();
        let mut after = None;
        loop {
            let walk = of_kind(RecordKind::Service, after);
            let rows = self.part::<VendorRecords>(msp, &walk).await?;
            let Some(last) = rows.last() else {
                return Ok(sold);
            };
            after = Some(last.id);
            let ours = rows
                .into_iter()
                .filter(|row| row.active && !row.vanished && row.vendor.system() == System::Psa);
            for row in ours {
                if let RecordFacts::Service(facts) = facts_of(&row)? {
                    sold.push(SoldService {
                        service: Service {
                            connection_id: row.connection_id,
                            id: row.vendor_id,
                        },
                        name: row.name,
                        sku: facts.sku,
                        billing: facts.billing,
                    });
                }
            }
        }
    }
}

/// Who makes these products, as the distributors' lists have it; also of those that are listed no more.
async fn makers(
    projections: &Projections,
    msp: MspId,
    seen: &BTreeSet<Named>,
) -> Result<HashMap<RecordId, String>, KnownUnreadable> {
    let listed: BTreeSet<RecordId> = seen.iter().filter_map(|it| it.0).collect();
    let ids: Vec<Uuid> = listed.into_iter().map(RecordId::as_uuid).collect();
    let mut makers = HashMap::new();
    for row in projections.many::<VendorRecords>(msp, &ids).await? {
        if let RecordFacts::Product(facts) = facts_of(&row)?
            && let Some(maker) = facts.vendor
        {
            makers.insert(RecordId::new(row.id), maker);
        }
    }
    Ok(makers)
}

/// All of a kind, in the order of ids, after one.
fn of_kind(kind: RecordKind, after: Option<Uuid>) -> Select {
    within("kind", Cell::Text(kind.as_str().into()), Vec::new(), after)
}

fn facts_of(row: &VendorRecordRow) -> Result<RecordFacts, ProjectionError> {
    row.facts().ok_or_else(|| {
        let column = "facts";
        store::unreadable(&Unreadable { column, id: row.id })
    })
}
