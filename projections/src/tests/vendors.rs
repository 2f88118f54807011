//! Short ways to record what is known of other vendors.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::vendor::{Account, Device, FoundRecord, RecordFacts, Vendor};
use tenantry_domain::ids::{CustomerId, MspId, RecordId, VendorConnectionId};
use tenantry_domain::record::{Micros, Position, StreamId};
use tenantry_domain::vendor_record::{LinkedHow, VendorRecord, VendorRecordEvent};

use super::world::{World, id, new};

pub(super) fn connection(number: u128) -> VendorConnectionId {
    VendorConnectionId::new(id(0x1000 + number))
}

pub(super) fn customer(number: u128) -> CustomerId {
    CustomerId::new(id(0x2000 + number))
}

pub(super) fn record(vendor_id: &str, name: &str, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: vendor_id.to_owned(),
        name: name.to_owned(),
        account: None,
        active: true,
        address: None,
        facts,
    }
}

pub(super) fn account(vendor_id: &str, name: &str) -> FoundRecord {
    record(vendor_id, name, RecordFacts::Account(Account::default()))
}

pub(super) fn own(vendor_id: &str, name: &str) -> FoundRecord {
    let facts = Account {
        own: true,
        ..Account::default()
    };
    record(vendor_id, name, RecordFacts::Account(facts))
}

pub(super) fn device(vendor_id: &str, name: &str, account: &str) -> FoundRecord {
    FoundRecord {
        account: Some(account.to_owned()),
        ..record(vendor_id, name, RecordFacts::Device(Device::default()))
    }
}

pub(super) fn found(connection: VendorConnectionId, record: &FoundRecord) -> VendorRecordEvent {
    VendorRecordEvent::RecordFound {
        connection_id: connection,
        vendor: Vendor::DattoRmm,
        record: record.clone(),
        at: 10,
    }
}

pub(super) fn linked(customer_id: CustomerId, how: LinkedHow, at: Micros) -> VendorRecordEvent {
    VendorRecordEvent::RecordLinked {
        customer_id,
        how,
        by: "user 7".to_owned(),
        at,
    }
}

pub(super) fn by_person(customer: CustomerId) -> VendorRecordEvent {
    linked(customer, LinkedHow::ByPerson, 30)
}

impl World {
    pub(super) async fn record(
        &self,
        msp: MspId,
        record: RecordId,
        expected: u64,
        events: &[VendorRecordEvent],
    ) -> Position {
        let stream = StreamId::new(VendorRecord::TYPE, record);
        let events = events.iter().map(new).collect();
        self.append(msp, stream, expected, events).await
    }

    /// A record that this connection shows, and what happened to it since.
    pub(super) async fn shown(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        record: &FoundRecord,
        since: &[VendorRecordEvent],
    ) -> RecordId {
        let id = RecordId::of(connection, record.kind(), &record.id);
        let mut events = vec![found(connection, record)];
        events.extend_from_slice(since);
        self.record(msp, id, 0, &events).await;
        id
    }
}
