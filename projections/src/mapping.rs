//! What is to be mapped, and to what, for whoever maps it.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_domain::record::Position;
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::mapping::{
    MappableRecord, MappedCustomer, MappedTenant, MappingState, MappingView,
};
use uuid::Uuid;

use crate::customers::{CustomerStatus, Customers};
use crate::declaration::{Cell, Projection as _, Unreadable};
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::{Condition, Select};
use crate::store;
use crate::tenant_consents::{ConsentStatus, TenantConsents};
use crate::tenants::{TenantRow, Tenants};
use crate::vendor_records::{RecordMapping, VendorRecordRow, VendorRecords};
use crate::walks::{by_id, within};

#[async_trait]
impl MappingView for Projections {
    async fn reached(&self, msp: MspId) -> Result<Option<Position>, KnownUnreadable> {
        Ok(self.reliable_up_to(VendorRecords::NAME, msp).await?)
    }

    async fn customers(
        &self,
        msp: MspId,
        after: Option<CustomerId>,
    ) -> Result<Vec<MappedCustomer>, KnownUnreadable> {
        let registered = CustomerStatus::Registered.as_str();
        let conditions = vec![Condition::Is("status", Cell::Text(registered.into()))];
        let after = after.map(CustomerId::as_uuid);
        let walk = by_id(conditions, after);
        let rows = self.part::<Customers>(msp, &walk).await?;
        let customers = rows.into_iter().map(|row| MappedCustomer {
            id: CustomerId::new(row.id),
            name: row.name,
        });
        Ok(customers.collect())
    }

    async fn tenants(
        &self,
        msp: MspId,
        after: Option<TenantId>,
    ) -> Result<Vec<MappedTenant>, KnownUnreadable> {
        let mut last = after.map(TenantId::as_uuid);
        loop {
            let rows = self.part::<Tenants>(msp, &by_id(Vec::new(), last)).await?;
            let Some(end) = rows.last() else {
                return Ok(Vec::new());
            };
            last = Some(end.id);
            let owned: Vec<TenantRow> = rows
                .into_iter()
                .filter(|row| row.customer_id.is_some())
                .collect();
            if owned.is_empty() {
                continue;
            }
            let verified = verified_domains(self, msp, &owned).await?;
            return Ok(owned
                .iter()
                .filter_map(|row| mapped(row, &verified))
                .collect());
        }
    }

    async fn records(
        &self,
        msp: MspId,
        after: Option<RecordId>,
    ) -> Result<Vec<MappableRecord>, KnownUnreadable> {
        let walk = of_customers(after);
        let rows = self.part::<VendorRecords>(msp, &walk).await?;
        rows.iter().map(mappable).collect()
    }
}

/// What stands for customers, in the order of ids, after one.
pub(crate) fn of_customers(after: Option<RecordId>) -> Select {
    let account = Cell::Text(RecordKind::Account.as_str().into());
    let others = Condition::Is("own", Cell::Bool(false));
    let after = after.map(RecordId::as_uuid);
    within("kind", account, vec![others], after)
}

/// By tenant, of those whose administrator let us look: one statement for all of them.
async fn verified_domains(
    projections: &Projections,
    msp: MspId,
    tenants: &[TenantRow],
) -> Result<HashMap<Uuid, Vec<String>>, ProjectionError> {
    let ids: Vec<Uuid> = tenants.iter().map(|row| row.id).collect();
    let consents = projections.many::<TenantConsents>(msp, &ids).await?;
    let connected = consents
        .into_iter()
        .filter(|consent| consent.status == ConsentStatus::Connected);
    Ok(connected.map(|it| (it.id, it.domains)).collect())
}

fn mapped(row: &TenantRow, verified: &HashMap<Uuid, Vec<String>>) -> Option<MappedTenant> {
    let verified = verified.get(&row.id).into_iter().flatten();
    let domains: BTreeSet<&String> = row.domain.iter().chain(verified).collect();
    Some(MappedTenant {
        id: TenantId::new(row.id),
        customer: row.customer_id?,
        name: row.name.clone(),
        domains: domains.into_iter().cloned().collect(),
    })
}

fn mappable(row: &VendorRecordRow) -> Result<MappableRecord, KnownUnreadable> {
    Ok(row.mappable().ok_or_else(|| unreadable(row.id))?)
}

fn unreadable(id: Uuid) -> ProjectionError {
    let column = "facts";
    store::unreadable(&Unreadable { column, id })
}

impl VendorRecordRow {
    /// The record as it is judged. Nothing where somebody else wrote into the table.
    pub fn mappable(&self) -> Option<MappableRecord> {
        let mapping = match (self.mapping, self.customer_id) {
            (RecordMapping::Linked, Some(customer)) => MappingState::Linked(customer),
            (RecordMapping::Ignored, _) => MappingState::Ignored,
            (RecordMapping::None | RecordMapping::Unmapped | RecordMapping::Linked, _) => {
                MappingState::Unmapped
            }
        };
        Some(MappableRecord {
            id: RecordId::new(self.id),
            connection: self.connection_id,
            vendor: self.vendor,
            record: self.record()?,
            vanished: self.vanished,
            mapping,
        })
    }
}
