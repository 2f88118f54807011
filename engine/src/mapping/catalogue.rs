//! What is known of each MSP's customers, kept in memory for as long as it is true.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::matching::{Catalogue, Known};
use tenantry_domain::record::{Micros, Position, RecordedEvent};
use tenantry_domain::saga::minutes;
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::vendor_record::VendorRecord;

use super::facts::{known_by, known_of};
use super::kept::{Asked, Kept, KeptLimits, Made};
use super::{MappingError, MappingState, MappingView};
use crate::ledger::Ledger;
use crate::time::Clock;

/// How far query tables may be behind the ledger. What is younger when a catalogue is made counts as not
/// in it.
const BEHIND: Micros = minutes(1) / 6;
/// A catalogue that nobody used for so long is let go.
const LASTS: Micros = minutes(60);

/// Limits of [`Catalogues`].
#[derive(Debug, Clone, Copy)]
pub struct CataloguesLimits {
    /// MSPs whose catalogues are kept; those unused longest are let go.
    pub kept: usize,
    /// A catalogue younger than this is not made anew, whatever was recorded meanwhile.
    pub rests: Micros,
}

impl Default for CataloguesLimits {
    fn default() -> Self {
        Self {
            kept: 16,
            rests: minutes(1) / 30,
        }
    }
}

/// The catalogues of all MSPs. Whoever judges holds one of them and waits for nobody; it is made anew
/// beside that, once for all who ask at the same time.
#[derive(Debug)]
pub struct Catalogues {
    view: Arc<dyn MappingView>,
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    kept: Kept<MspId, Catalogue>,
}

impl Catalogues {
    pub fn new(
        view: Arc<dyn MappingView>,
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        limits: CataloguesLimits,
    ) -> Self {
        let CataloguesLimits { kept, rests } = limits;
        let limits = KeptLimits {
            kept,
            rests,
            lasts: LASTS,
        };
        Self {
            view,
            kept: Kept::new(Arc::clone(&ledger), Arc::clone(&clock), limits),
            ledger,
            clock,
        }
    }

    /// The MSP's catalogue, as its query tables have it now.
    pub async fn of(&self, msp: MspId) -> Result<Arc<Catalogue>, MappingError> {
        Ok(self.made(msp).await?.value)
    }

    /// Up to where the ledger is in it.
    pub(super) async fn position(&self, msp: MspId) -> Result<Position, MappingError> {
        Ok(self.made(msp).await?.position)
    }

    async fn made(&self, msp: MspId) -> Result<Made<Catalogue>, MappingError> {
        let asked = Asked {
            msp,
            key: msp,
            at_least: 0,
            matters,
        };
        self.kept.of(asked, self.make(msp)).await
    }

    async fn make(&self, msp: MspId) -> Result<(Catalogue, Option<Position>), MappingError> {
        let since = self.clock.now() - BEHIND;
        let position = self.ledger.position_at(msp, since).await?;
        let catalogue = self.gather(msp).await?;
        tracing::debug!(%msp, customers = catalogue.len(), position, "made a catalogue");
        Ok((catalogue, Some(position)))
    }

    async fn gather(&self, msp: MspId) -> Result<Catalogue, MappingError> {
        let mut catalogue = Catalogue::of([]);
        let mut customers = BTreeSet::new();
        let mut last = None;
        loop {
            let page = self.view.customers(msp, last).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            for customer in &page {
                catalogue.add(&Known::named(customer.id, &customer.name));
                customers.insert(customer.id);
            }
        }
        self.add_tenants(msp, &customers, &mut catalogue).await?;
        self.add_records(msp, &customers, &mut catalogue).await?;
        Ok(catalogue)
    }

    async fn add_tenants(
        &self,
        msp: MspId,
        customers: &BTreeSet<CustomerId>,
        catalogue: &mut Catalogue,
    ) -> Result<(), MappingError> {
        let mut last = None;
        loop {
            let page = self.view.tenants(msp, last).await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = Some(end.id);
            for tenant in page.iter().filter(|it| customers.contains(&it.customer)) {
                catalogue.add(&known_of(tenant));
            }
        }
    }

    async fn add_records(
        &self,
        msp: MspId,
        customers: &BTreeSet<CustomerId>,
        catalogue: &mut Catalogue,
    ) -> Result<(), MappingError> {
        let mut last = None;
        loop {
            let page = self.view.records(msp, last).await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = Some(end.id);
            for record in &page {
                match record.mapping {
                    MappingState::Linked(customer) if customers.contains(&customer) => {
                        catalogue.add(&known_by(record, customer));
                    }
                    MappingState::Linked(_) | MappingState::Unmapped | MappingState::Ignored => {}
                }
            }
        }
    }
}

/// Whether an event says something that catalogues are made of.
pub(super) fn matters(event: &RecordedEvent) -> bool {
    let kind = event.stream.aggregate_type.as_str();
    if kind == VendorRecord::TYPE {
        // What is new is nobody's yet.
        return !["RecordFound", "RecordIgnored", "RecordHeeded"]
            .contains(&event.event_type.as_str());
    }
    [Customer::TYPE, Tenant::TYPE, TenantConsent::TYPE].contains(&kind)
}
