//! Records that query tables may not know of yet.

use std::collections::BTreeSet;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{CustomerId, MspId, RecordId};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;
use tenantry_domain::vendor_record::{Link, VendorRecord};

use super::{MappingError, MappingState, Mappings};
use crate::ledger::PAGE_LIMIT;

/// What was recorded within this time is found in the ledger itself.
const RECENT: Micros = minutes(2);

impl Mappings {
    /// The records that are linked with this customer now.
    pub(super) async fn records_of(
        &self,
        msp: MspId,
        customer: CustomerId,
    ) -> Result<Vec<(RecordId, Link)>, MappingError> {
        let mut near = self.of_late(msp, &["RecordLinked"]).await?;
        let mut last = None;
        loop {
            let page = self.parts.view.records(msp, last).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            let theirs = page
                .iter()
                .filter(|it| it.mapping == MappingState::Linked(customer));
            near.extend(theirs.map(|record| record.id));
        }
        let mut linked = Vec::new();
        for record in near {
            let link = self.link_of(msp, record).await?;
            let theirs = link.filter(|it| it.customer_id == customer);
            linked.extend(theirs.map(|link| (record, link)));
        }
        Ok(linked)
    }

    /// Records of which one of these things was recorded moments ago.
    pub(super) async fn of_late(
        &self,
        msp: MspId,
        events_named: &[&str],
    ) -> Result<BTreeSet<RecordId>, MappingError> {
        let ledger = self.parts.engine.ledger();
        let since = self.parts.clock.now() - RECENT;
        let mut position = ledger.position_at(msp, since).await?;
        let mut records = BTreeSet::new();
        loop {
            let events = ledger.feed(msp, position, PAGE_LIMIT).await?;
            let Some(last) = events.last() else {
                return Ok(records);
            };
            position = last.position;
            for event in events {
                let stream = event.stream;
                if stream.aggregate_type == VendorRecord::TYPE
                    && events_named.contains(&event.event_type.as_str())
                {
                    records.extend(stream.aggregate_id.parse::<RecordId>());
                }
            }
        }
    }
}
