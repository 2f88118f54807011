//! Sites, devices and alerts as Datto RMM writes them. Who was logged in at a device is not read.

use super::API;
use crate::dates::Moment;
use crate::number::{Id, some_text};
use crate::rows::{self, Raw};
use serde::Deserialize;
use tenantry_domain::cloud::vendor::{
    Account, Alert, Device, FoundRecord, RecordFacts, RecordKind, Reference, Vendor,
};

/// Sites that the vendor makes for its own use.
const OWN_SITES: [&str; 3] = ["Deleted Devices", "Managed", "OnDemand"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Site {
    uid: Id,
    name: Option<String>,
    #[serde(default)]
    autotask_company_id: Id,
    portal_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Machine {
    uid: Id,
    #[serde(default)]
    site_uid: Id,
    hostname: Option<String>,
    operating_system: Option<String>,
    device_type: Option<MachineType>,
    device_class: Option<String>,
    deleted: Option<bool>,
    portal_url: Option<String>,
}

#[derive(Deserialize)]
struct MachineType {
    category: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alarm {
    alert_uid: Id,
    priority: Option<String>,
    resolved: Option<bool>,
    #[serde(default)]
    timestamp: Moment,
    alert_context: Option<Context>,
    alert_source_info: Option<Source>,
}

#[derive(Deserialize)]
struct Context {
    #[serde(rename = "@class")]
    class: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Source {
    device_uid: Id,
    site_uid: Id,
}

pub(super) fn records(kind: RecordKind, rows: &[Raw]) -> Vec<FoundRecord> {
    match kind {
        RecordKind::Device => rows::records(API, kind, rows, device),
        RecordKind::Alert => rows::records(API, kind, rows, alert),
        _ => rows::records(API, kind, rows, account),
    }
}

fn account(site: Site) -> Option<FoundRecord> {
    let name = site.name.unwrap_or_default();
    let psa = site.autotask_company_id.into_text();
    let references = psa.map(|id| Reference {
        system: Vendor::Autotask.as_str().to_owned(),
        id,
    });
    let own = |known: &&str| known.eq_ignore_ascii_case(name.trim());
    let facts = Account {
        references: references.into_iter().collect(),
        own: OWN_SITES.iter().any(own),
        ..Account::default()
    };
    Some(FoundRecord {
        id: site.uid.into_text()?,
        name,
        account: None,
        active: true,
        address: web_address(site.portal_url),
        facts: RecordFacts::Account(facts),
    })
}

fn device(machine: Machine) -> Option<FoundRecord> {
    let category = machine.device_type.and_then(|it| some_text(it.category));
    let facts = Device {
        serial: None,
        category: category.or_else(|| some_text(machine.device_class)),
        operating_system: some_text(machine.operating_system),
    };
    Some(FoundRecord {
        id: machine.uid.into_text()?,
        name: machine.hostname.unwrap_or_default(),
        account: machine.site_uid.into_text(),
        active: machine.deleted != Some(true),
        address: web_address(machine.portal_url),
        facts: RecordFacts::Device(facts),
    })
}

fn alert(alarm: Alarm) -> Option<FoundRecord> {
    let source = alarm.alert_source_info.unwrap_or_default();
    let facts = Alert {
        device: source.device_uid.into_text(),
        priority: some_text(alarm.priority),
        raised_at: alarm.timestamp.instant().map(|at| at.to_string()),
    };
    let what = alarm.alert_context.and_then(|it| some_text(it.class));
    Some(FoundRecord {
        id: alarm.alert_uid.into_text()?,
        name: what.unwrap_or_default(),
        account: source.site_uid.into_text(),
        active: alarm.resolved != Some(true),
        address: None,
        facts: RecordFacts::Alert(facts),
    })
}

/// Where people look at it: only what a browser may open without harm.
fn web_address(text: Option<String>) -> Option<String> {
    some_text(text).filter(|text| text.starts_with("https://"))
}
