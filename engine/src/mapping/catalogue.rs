//! What is known of each MSP's customers, kept in memory for as long as it is true.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::matching::{Catalogue, Known};
use tenantry_domain::record::{Micros, Position, RecordedEvent};
use tenantry_domain::saga::minutes;
use tenantry_domain::tenant::Tenant;
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_domain::vendor_record::VendorRecord;
use tokio::sync::Mutex as Turn;

use super::facts::{known_by, known_of};
use super::{MappingError, MappingState, MappingView};
use crate::ledger::{Ledger, LedgerError};
use crate::time::Clock;

/// How far query tables may be behind the ledger. What is younger when a catalogue is made counts as not
/// in it.
const BEHIND: Micros = minutes(1) / 6;
/// More events than this are not looked through: the catalogue is made anew.
const LOOKED_THROUGH: usize = 1_000;

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
    limits: CataloguesLimits,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    of: HashMap<MspId, Place>,
    /// Counts the uses.
    uses: u64,
}

#[derive(Debug, Default)]
struct Place {
    used: u64,
    latest: Arc<Turn<Option<Made>>>,
}

/// A catalogue as it was made.
#[derive(Debug, Clone)]
struct Made {
    catalogue: Arc<Catalogue>,
    /// What was recorded up to here is in it, or makes no difference to it.
    position: Position,
    at: Micros,
}

impl Catalogues {
    pub fn new(
        view: Arc<dyn MappingView>,
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        limits: CataloguesLimits,
    ) -> Self {
        Self {
            view,
            ledger,
            clock,
            limits,
            places: Mutex::default(),
        }
    }

    /// The MSP's catalogue, as its query tables have it now.
    pub async fn of(&self, msp: MspId) -> Result<Arc<Catalogue>, MappingError> {
        let place = self.place(msp);
        let mut latest = place.lock().await;
        if let Some(made) = latest.as_mut()
            && self.is_true(msp, made).await?
        {
            return Ok(made.catalogue.clone());
        }
        let made = self.make(msp).await?;
        let catalogue = made.catalogue.clone();
        *latest = Some(made);
        Ok(catalogue)
    }

    /// Where an MSP's catalogue is. Others go when there are too many; who uses one of them has it still.
    fn place(&self, msp: MspId) -> Arc<Turn<Option<Made>>> {
        let mut places = self.places();
        places.uses += 1;
        let now = places.uses;
        let place = places.of.entry(msp).or_default();
        place.used = now;
        let latest = place.latest.clone();
        while places.of.len() > self.limits.kept.max(1) {
            let longest = places.of.iter().min_by_key(|(_, place)| place.used);
            let Some(unused) = longest.map(|(msp, _)| *msp) else {
                break;
            };
            places.of.remove(&unused);
        }
        latest
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing was recorded since that would make it another one.
    async fn is_true(&self, msp: MspId, made: &mut Made) -> Result<bool, LedgerError> {
        if self.clock.now() < made.at.saturating_add(self.limits.rests) {
            return Ok(true);
        }
        let head = self.ledger.head(msp).await?.position;
        if head == made.position {
            return Ok(true);
        }
        let events = self.ledger.feed(msp, made.position, LOOKED_THROUGH).await?;
        let Some(last) = events.last().map(|event| event.position) else {
            return Ok(false); // The database was put back to an older state.
        };
        if last < head || events.iter().any(matters) {
            return Ok(false);
        }
        made.position = last;
        Ok(true)
    }

    async fn make(&self, msp: MspId) -> Result<Made, MappingError> {
        let at = self.clock.now();
        let position = self.ledger.position_at(msp, at - BEHIND).await?;
        let catalogue = Arc::new(self.gather(msp).await?);
        tracing::debug!(%msp, customers = catalogue.len(), position, "made a catalogue");
        Ok(Made {
            catalogue,
            position,
            at,
        })
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
fn matters(event: &RecordedEvent) -> bool {
    let kind = event.stream.aggregate_type.as_str();
    if kind == VendorRecord::TYPE {
        // What is new is nobody's yet.
        return !["RecordFound", "RecordIgnored", "RecordHeeded"]
            .contains(&event.event_type.as_str());
    }
    [Customer::TYPE, Tenant::TYPE, TenantConsent::TYPE].contains(&kind)
}
