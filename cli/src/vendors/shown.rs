//! Accounts at vendors as they are printed. Their secrets are in the vault, and not here.

use std::collections::BTreeMap;

use serde::Serialize;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::vendor_connection::KindDoubt;
use tenantry_projections::vendor_connections::{KindReading, VendorConnectionRow};
use uuid::Uuid;

use super::tried::Problem;
use crate::failure::Failure;
use crate::moment;
use crate::output::{Output, plain};

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    vendor: &'static str,
    name: String,
    phase: &'static str,
    reason: Option<String>,
    test: &'static str,
    tested_at: Option<String>,
    error: Option<String>,
    stale: bool,
    requested: bool,
    /// The run that is under way.
    run: Option<u64>,
    runs: u64,
    completed_at: Option<String>,
    connected_at: String,
    changed_at: String,
    position: u64,
}

/// One account, and how far each kind of its records is known.
#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    shown: Shown,
    settings: BTreeMap<String, String>,
    zone: Option<String>,
    address: Option<String>,
    account_name: Option<String>,
    problem: Option<Problem>,
    doubts: BTreeMap<RecordKind, KindDoubt>,
    kinds: Vec<Reading>,
}

#[derive(Debug, Serialize)]
struct Reading {
    kind: &'static str,
    /// When all its records were read last, and what came of it.
    read_at: Option<String>,
    rows: Option<u64>,
    new: Option<u64>,
    changed: Option<u64>,
    vanished: Option<u64>,
    stale: bool,
    stale_since: Option<String>,
    problem: Option<Problem>,
}

impl From<&VendorConnectionRow> for Shown {
    fn from(row: &VendorConnectionRow) -> Self {
        Self {
            id: row.id,
            vendor: row.vendor.as_str(),
            name: row.name.clone(),
            phase: row.phase.as_str(),
            reason: row.reason.clone(),
            test: row.test.as_str(),
            tested_at: row.tested_at.map(moment::show),
            error: row.test_code.clone(),
            stale: row.stale,
            requested: row.requested,
            run: row.run,
            runs: row.runs,
            completed_at: row.completed_at.map(moment::show),
            connected_at: moment::show(row.connected_at),
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }
}

impl Whole {
    fn of(row: VendorConnectionRow) -> Self {
        let mut known = row.kinds();
        let kinds = row.vendor.reads().iter();
        let kinds = kinds.map(|kind| Reading::of(*kind, known.remove(kind)));
        let problem = row.test_code.as_ref().map(|code| {
            let detail = row.test_detail.as_deref().unwrap_or_default();
            Problem::new(code, detail, row.test_correlation_id.clone())
        });
        Self {
            shown: Shown::from(&row),
            settings: row.settings(),
            doubts: row.doubts(),
            kinds: kinds.collect(),
            zone: row.zone_name,
            address: row.zone_address,
            account_name: row.account_name,
            problem,
        }
    }
}

impl Reading {
    fn of(kind: RecordKind, reading: Option<KindReading>) -> Self {
        let KindReading { read, unread } = reading.unwrap_or_default();
        let found = read.map(|it| it.findings);
        Self {
            kind: kind.as_str(),
            read_at: read.map(|it| moment::show(it.at)),
            rows: found.map(|it| it.rows),
            new: found.map(|it| it.new),
            changed: found.map(|it| it.changed),
            vanished: found.map(|it| it.vanished),
            stale: unread.is_some(),
            stale_since: unread.as_ref().map(|it| moment::show(it.since)),
            problem: unread.map(|it| Problem::new(&it.code, &it.detail, it.correlation_id)),
        }
    }

    fn line(&self) -> String {
        match (&self.read_at, self.rows) {
            (Some(at), Some(rows)) => format!("{rows} rows, read {at}"),
            _ => "never read".to_owned(),
        }
    }
}

impl Shown {
    fn test(&self) -> String {
        let error = self.error.as_ref().map(|code| format!(" {code}"));
        plain(&format!("{}{}", self.test, error.unwrap_or_default()))
    }

    fn phase(&self) -> String {
        let stale = if self.stale { " (stale)" } else { "" };
        format!("{}{stale}", self.phase)
    }

    fn completed(&self) -> String {
        self.completed_at.clone().unwrap_or_else(none)
    }
}

fn none() -> String {
    "-".to_owned()
}

pub(super) fn list(rows: &[VendorConnectionRow], output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.iter().map(Shown::from).collect();
    output.list(
        ["name", "vendor", "status", "test", "completed", "id"],
        &shown,
        |it| {
            [
                plain(&it.name),
                it.vendor.to_owned(),
                it.phase(),
                it.test(),
                it.completed(),
                it.id.to_string(),
            ]
        },
    )
}

pub(super) fn one(row: VendorConnectionRow, output: &Output) -> Result<(), Failure> {
    let whole = Whole::of(row);
    if output.json {
        return output.document(&whole);
    }
    let shown = &whole.shown;
    let settings = whole.settings.iter();
    let settings: Vec<_> = settings.map(|(name, it)| format!("{name}={it}")).collect();
    for (label, text) in [
        ("name", shown.name.clone()),
        ("id", shown.id.to_string()),
        ("vendor", shown.vendor.to_owned()),
        ("status", shown.phase()),
        ("reason", shown.reason.clone().unwrap_or_else(none)),
        ("settings", settings.join(", ")),
        ("account", whole.account_name.clone().unwrap_or_else(none)),
        ("zone", whole.zone.clone().unwrap_or_else(none)),
        ("address", whole.address.clone().unwrap_or_else(none)),
        ("test", shown.test()),
        ("tested", shown.tested_at.clone().unwrap_or_else(none)),
        (
            "under way",
            shown
                .run
                .map_or_else(none, |run| format!("discovery {run}")),
        ),
        ("completed", shown.completed()),
        ("changed", shown.changed_at.clone()),
    ] {
        output.line(format!("{label:<16}{}", plain(&text)).trim_end())?;
    }
    if let Some(problem) = &whole.problem {
        problem.print("problem", output)?;
    }
    for reading in &whole.kinds {
        output.line(&format!("{:<16}{}", reading.kind, reading.line()))?;
        if let Some(problem) = &reading.problem {
            problem.print("", output)?;
        }
    }
    Ok(())
}
