//! What is to be mapped, and to what, for whoever maps it.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, TenantId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::mapping::{
    MappableRecord, MappedCustomer, MappedTenant, MappingState, MappingView,
};
use uuid::Uuid;

use crate::customers::{CustomerStatus, Customers};
use crate::declaration::{Cell, Unreadable};
use crate::error::ProjectionError;
use crate::projections::Projections;
use crate::select::Condition;
use crate::store;
use crate::tenant_consents::{ConsentStatus, TenantConsents};
use crate::tenants::{TenantRow, Tenants};
use crate::vendor_records::{RecordMapping, VendorRecordRow, VendorRecords};

#[async_trait]
impl MappingView for Projections {
    async fn customers(
        &self,
        msp: MspId,
        after: Option<CustomerId>,
    ) -> Result<Vec<MappedCustomer>, KnownUnreadable> {
        let registered = CustomerStatus::Registered.as_str();
        let conditions = vec![Condition::Is("status", Cell::Text(registered.into()))];
        let after = after.map(|it| it.as_uuid());
        let rows = self.by_id::<Customers>(msp, conditions, after).await?;
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
        let mut last = after.map(|it| it.as_uuid());
        loop {
            let rows = self.by_id::<Tenants>(msp, Vec::new(), last).await?;
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
        let conditions = vec![
            Condition::Is("kind", Cell::Text(RecordKind::Account.as_str().into())),
            Condition::Is("own", Cell::Bool(false)),
        ];
        let after = after.map(|it| it.as_uuid());
        let rows = self.by_id::<VendorRecords>(msp, conditions, after).await?;
        rows.iter().map(mappable).collect()
    }
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
    let mapping = match (row.mapping, row.customer_id) {
        (RecordMapping::Linked, Some(customer)) => MappingState::Linked(customer),
        (RecordMapping::Ignored, _) => MappingState::Ignored,
        (RecordMapping::None | RecordMapping::Unmapped | RecordMapping::Linked, _) => {
            MappingState::Unmapped
        }
    };
    Ok(MappableRecord {
        id: RecordId::new(row.id),
        connection: row.connection_id,
        vendor: row.vendor,
        record: row.record().ok_or_else(|| unreadable(row.id))?,
        vanished: row.vanished,
        mapping,
    })
}

fn unreadable(id: Uuid) -> ProjectionError {
    let column = "facts";
    store::unreadable(&Unreadable { column, id })
}
