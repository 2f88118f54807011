//! An MSP with vendors' records in the ledger, and the program that says whose they are.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::vendor::{Account, FoundRecord, RecordFacts, RecordKind, Vendor};
use tenantry_domain::ids::{MspId, RecordId, VendorConnectionId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::text::VendorConnectionName;
use tenantry_domain::vendor_connection::{
    BeginDiscovery, ConnectVendor, EndDiscovery, Findings, NoteKindRead, NoteKindUnread,
    VendorConnection, VendorConnectionCommand,
};
use tenantry_domain::vendor_record::{NoteRecord, VendorRecord, VendorRecordCommand};
use tenantry_engine::commands::{Context, Engine, Request};
use tenantry_support::World;
use uuid::Uuid;

use crate::program::{Answer, MSP, OTHER_MSP, Program, text};

pub(crate) struct Stage {
    /// The database, for as long as the test goes on.
    world: World,
    pub(crate) program: Program,
    engine: Engine,
}

pub(crate) fn connection(number: u128) -> VendorConnectionId {
    VendorConnectionId::new(Uuid::from_u128(number))
}

impl Stage {
    pub(crate) async fn open(world: World) -> Self {
        Self {
            program: Program::on(&world),
            engine: world.engine().await,
            world,
        }
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    async fn tell<A: Aggregate>(&self, msp: &str, id: impl ToString, command: A::Command) {
        let request = Request::<A> {
            msp: msp.parse::<MspId>().expect("an id"),
            id: id.to_string(),
            command,
            context: Context::new(Actor::service("vendors"), Source::Engine),
        };
        self.engine.execute(request).await.expect("recorded");
    }

    /// What a discovery found, under the vendor's id `vendor_id`.
    pub(crate) async fn found(
        &self,
        (vendor, number): (Vendor, u128),
        (vendor_id, name): (&str, &str),
        facts: RecordFacts,
    ) -> String {
        self.found_at(MSP, (vendor, number), (vendor_id, name), facts)
            .await
    }

    async fn found_at(
        &self,
        msp: &str,
        (vendor, number): (Vendor, u128),
        (vendor_id, name): (&str, &str),
        facts: RecordFacts,
    ) -> String {
        let id = RecordId::of(connection(number), facts.kind(), vendor_id);
        let found = FoundRecord {
            id: vendor_id.to_owned(),
            name: name.to_owned(),
            account: None,
            active: true,
            address: None,
            facts,
        };
        let note = NoteRecord::new(connection(number), vendor, found, 1);
        let note = VendorRecordCommand::Note(Box::new(note));
        self.tell::<VendorRecord>(msp, id, note).await;
        id.to_string()
    }

    /// A company in Autotask.
    pub(crate) async fn company(&self, name: &str) -> String {
        let facts = RecordFacts::Account(Account::default());
        let vendor_id = Uuid::now_v7().to_string();
        self.found((Vendor::Autotask, 1), (&vendor_id, name), facts)
            .await
    }

    /// A site in Datto RMM, where a customer may have several.
    pub(crate) async fn site(&self, name: &str) -> String {
        let facts = RecordFacts::Account(Account::default());
        let vendor_id = Uuid::now_v7().to_string();
        self.found((Vendor::DattoRmm, 2), (&vendor_id, name), facts)
            .await
    }

    /// A company that another MSP has.
    pub(crate) async fn strangers(&self, name: &str) -> String {
        let facts = RecordFacts::Account(Account::default());
        let place = (Vendor::Autotask, 9);
        self.found_at(OTHER_MSP, place, ("1", name), facts).await
    }

    /// An account at the vendor whose companies were read; in the end they could not be, where it is stale.
    pub(crate) async fn account(&self, number: u128, name: &str, stale: bool) {
        let id = connection(number);
        let (run, kind) = (1, RecordKind::Account);
        let setting = ("user-name".to_owned(), "api@northwind.example".to_owned());
        let connect = ConnectVendor {
            vendor: Vendor::Autotask,
            name: VendorConnectionName::new(name).expect("a name"),
            settings: BTreeMap::from([setting]),
            at: 1,
        };
        let read = NoteKindRead {
            run,
            kind,
            findings: Findings {
                rows: 1,
                new: 1,
                changed: 0,
                vanished: 0,
            },
            at: 3,
        };
        let begin = |at| VendorConnectionCommand::BeginDiscovery(BeginDiscovery { at });
        let end = |run, at| VendorConnectionCommand::EndDiscovery(EndDiscovery { run, at });
        let mut commands = vec![
            VendorConnectionCommand::Connect(connect),
            begin(2),
            VendorConnectionCommand::NoteKindRead(read),
            end(run, 4),
        ];
        if stale {
            let fault = json!({ "code": "VENDOR_CREDENTIALS_INVALID", "class": "permanent",
                "detail": "wrong key" });
            let unread = NoteKindUnread {
                run: 2,
                kind,
                fault: serde_json::from_value(fault).expect("a fault"),
                at: 6,
            };
            commands.extend([
                begin(5),
                VendorConnectionCommand::NoteKindUnread(unread),
                end(2, 7),
            ]);
        }
        for command in commands {
            self.tell::<VendorConnection>(MSP, id, command).await;
        }
    }

    /// A customer that somebody registered at the command line.
    #[track_caller]
    pub(crate) fn customer(&self, name: &str) -> String {
        let told = &self.json(&["customers", "register", name])[0];
        let stream = text(&told["stream"]);
        stream.trim_start_matches("customer/").to_owned()
    }

    #[track_caller]
    pub(crate) fn catch_up(&self) {
        self.program
            .ok(&["projections", "run", "--until-caught-up"]);
    }

    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        self.program.run(&[args, &["--msp", MSP]].concat())
    }

    #[track_caller]
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        self.program.ok(&[args, &["--msp", MSP]].concat())
    }

    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Vec<Value> {
        self.program.json(&[args, &["--msp", MSP]].concat())
    }

    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], code: &str) {
        self.program
            .refused(&[args, &["--msp", MSP]].concat(), 3, code);
    }

    #[track_caller]
    pub(crate) fn link(&self, record: &str, customer: &str) {
        self.ok(&["records", "link", record, "--customer", customer]);
    }

    /// The customer whose a record is, as the ledger has it.
    #[track_caller]
    pub(crate) fn whose(&self, record: &str) -> Option<String> {
        let stream = format!("vendor_record/{record}");
        let state = &self.json(&["ledger", "show", &stream])[0]["state"];
        let linked = &state["found"]["mapping"]["linked"]["customer_id"];
        linked.as_str().map(str::to_owned)
    }
}
