//! Vendors' records, as a discovery finds them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::{Account, FoundRecord, RecordFacts, Vendor};
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};
use tenantry_domain::vendor_record::{NoteRecord, NoteVanished, VendorRecord, VendorRecordCommand};
use tenantry_engine::commands::Request;
use tenantry_support::customers::ada;
use uuid::Uuid;

use crate::client::Client;
use crate::house::House;

pub(crate) struct Finder<'a> {
    house: &'a House,
    msp: MspId,
}

/// A connection's UUID.
pub(crate) fn place(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

impl<'a> Finder<'a> {
    pub(crate) fn at(house: &'a House, msp: MspId) -> Self {
        Self { house, msp }
    }

    /// An account that a vendor calls like this. Its record's UUID.
    pub(crate) async fn account(
        &self,
        vendor: Vendor,
        connection: u128,
        vendor_id: &str,
        name: &str,
    ) -> String {
        let facts = RecordFacts::Account(Account::default());
        self.record(vendor, connection, vendor_id, name, facts)
            .await
    }

    pub(crate) async fn record(
        &self,
        vendor: Vendor,
        connection: u128,
        vendor_id: &str,
        name: &str,
        facts: RecordFacts,
    ) -> String {
        let connection = VendorConnectionId::new(Uuid::from_u128(connection));
        let id = RecordId::of(connection, facts.kind(), vendor_id);
        let found = FoundRecord {
            id: vendor_id.to_owned(),
            name: name.to_owned(),
            account: None,
            active: true,
            address: None,
            facts,
        };
        let at = jiff::Timestamp::now().as_microsecond();
        let note = NoteRecord::new(connection, vendor, found, at);
        self.tell(id.to_string(), VendorRecordCommand::Note(Box::new(note)))
            .await;
        id.to_string()
    }

    /// The vendor names it no more.
    pub(crate) async fn vanish(&self, record: &str) {
        let at = jiff::Timestamp::now().as_microsecond();
        let vanished = VendorRecordCommand::NoteVanished(NoteVanished { at });
        self.tell(record.to_owned(), vanished).await;
    }

    async fn tell(&self, id: String, command: VendorRecordCommand) {
        let request = Request::<VendorRecord> {
            msp: self.msp,
            id,
            command,
            context: ada(),
        };
        let done = self.house.engine.execute(request).await.unwrap();
        let names = &["vendor_records"];
        let position = done.receipt.position;
        let waited =
            self.house
                .projections
                .wait_for(self.msp, position, names, Duration::from_secs(20));
        waited.await.unwrap();
    }
}

/// A wish with a key of its own.
pub(crate) fn wish(fields: Value) -> Value {
    let mut input = fields;
    input["idempotencyKey"] = json!(Uuid::now_v7().to_string());
    json!({ "i": input })
}

/// Asks until the answer is as it has to be: what is known of customers is made anew every few seconds.
pub(crate) async fn until(
    client: &Client,
    query: &str,
    variables: Value,
    is_it: impl Fn(&Value) -> bool,
) -> Value {
    let begun = Instant::now();
    loop {
        let told = client.data(query, variables.clone()).await;
        if is_it(&told) {
            return told;
        }
        assert!(begun.elapsed() < Duration::from_secs(40), "{told:#}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}
