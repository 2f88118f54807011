//! Given these events, when this command, then those events.

mod account;
mod discovery;
mod properties;

use std::collections::BTreeMap;

use cqrs_es::test::TestFramework;

use super::{
    BeginDiscovery, ChangeVendorSettings, ConnectVendor, DisconnectVendor, EndDiscovery, Findings,
    NoteKindRead, NoteKindUnread, NoteVendorTest, PauseVendor, RequestDiscovery, ResumeVendor,
    RotateVendorCredentials, VendorConnection, VendorConnectionCommand, VendorConnectionEvent,
    VendorTest,
};
use crate::aggregate::Aggregate;
use crate::aggregate::bridge::Root;
use crate::cloud::vendor::{RecordKind, Vendor};
use crate::saga::{Fault, FaultClass};
use crate::text::{Reason, VendorConnectionName};

use VendorConnectionCommand as Command;
use VendorConnectionEvent as Event;

/// Three kinds of records, one setting that is needed, two secrets.
const VENDOR: Vendor = Vendor::DattoRmm;

fn given(events: Vec<Event>) -> cqrs_es::test::AggregateTestExecutor<Root<VendorConnection>> {
    TestFramework::<Root<VendorConnection>>::with(()).given(events)
}

fn folded(events: &[Event]) -> VendorConnection {
    let mut state = VendorConnection::default();
    for event in events {
        state.evolve(event);
    }
    state
}

fn settings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn on(platform: &str) -> BTreeMap<String, String> {
    settings(&[("platform", platform)])
}

fn why() -> Reason {
    Reason::new("the vendor moves our zone").unwrap()
}

fn name(text: &str) -> VendorConnectionName {
    VendorConnectionName::new(text).unwrap()
}

fn fault(code: &str, request: &str) -> Fault {
    let mut fault = Fault::own(code, FaultClass::Waiting, "the user may not read this");
    fault.request_id = Some(request.to_owned());
    fault
}

fn findings(rows: u64) -> Findings {
    Findings {
        rows,
        ..Findings::default()
    }
}

fn works(account: &str) -> VendorTest {
    VendorTest::Works {
        zone: None,
        account_name: Some(account.to_owned()),
        doubts: BTreeMap::new(),
    }
}

fn fails(code: &str, request: &str) -> VendorTest {
    VendorTest::Fails {
        fault: fault(code, request),
    }
}

fn connect(called: &str, settings: BTreeMap<String, String>, at: i64) -> Command {
    Command::Connect(ConnectVendor {
        vendor: VENDOR,
        name: name(called),
        settings,
        at,
    })
}

fn note_test(outcome: VendorTest, asked: bool, at: i64) -> Command {
    Command::NoteTest(NoteVendorTest { outcome, asked, at })
}

fn rotate(at: i64) -> Command {
    Command::RotateCredentials(RotateVendorCredentials { at })
}

fn change(settings: BTreeMap<String, String>, at: i64) -> Command {
    Command::ChangeSettings(ChangeVendorSettings { settings, at })
}

fn pause(at: i64) -> Command {
    Command::Pause(PauseVendor { reason: why(), at })
}

fn resume(at: i64) -> Command {
    Command::Resume(ResumeVendor { at })
}

fn disconnect(at: i64) -> Command {
    Command::Disconnect(DisconnectVendor { reason: why(), at })
}

fn request(at: i64) -> Command {
    Command::RequestDiscovery(RequestDiscovery { at })
}

fn begin(at: i64) -> Command {
    Command::BeginDiscovery(BeginDiscovery { at })
}

fn note_read(run: u32, kind: RecordKind, rows: u64, at: i64) -> Command {
    Command::NoteKindRead(NoteKindRead {
        run,
        kind,
        findings: findings(rows),
        at,
    })
}

fn note_unread(run: u32, kind: RecordKind, fault: Fault, at: i64) -> Command {
    Command::NoteKindUnread(NoteKindUnread {
        run,
        kind,
        fault,
        at,
    })
}

fn end(run: u32, at: i64) -> Command {
    Command::EndDiscovery(EndDiscovery { run, at })
}

fn connected() -> Event {
    Event::VendorConnected {
        vendor: VENDOR,
        name: name("Our RMM"),
        settings: on("merlot"),
        at: 10,
    }
}

fn tested(outcome: VendorTest, at: i64) -> Event {
    Event::VendorTested { outcome, at }
}

fn rotated(at: i64) -> Event {
    Event::VendorCredentialsRotated { at }
}

fn settings_changed(platform: &str, at: i64) -> Event {
    let settings = on(platform);
    Event::VendorSettingsChanged { settings, at }
}

fn paused(at: i64) -> Event {
    let reason = why();
    Event::VendorPaused { reason, at }
}

fn resumed(at: i64) -> Event {
    Event::VendorResumed { at }
}

fn disconnected(at: i64) -> Event {
    let reason = why();
    Event::VendorDisconnected { reason, at }
}

fn requested(at: i64) -> Event {
    Event::VendorDiscoveryRequested { at }
}

fn begun(run: u32, at: i64) -> Event {
    Event::VendorDiscoveryBegun { run, at }
}

fn read(run: u32, kind: RecordKind, rows: u64, at: i64) -> Event {
    let findings = findings(rows);
    Event::VendorKindRead {
        run,
        kind,
        findings,
        at,
    }
}

fn unread(run: u32, kind: RecordKind, fault: Fault, at: i64) -> Event {
    Event::VendorKindUnread {
        run,
        kind,
        fault,
        at,
    }
}

fn ended(run: u32, complete: bool, at: i64) -> Event {
    Event::VendorDiscoveryEnded { run, complete, at }
}
