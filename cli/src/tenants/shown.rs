//! Tenants as they are printed.

use serde::Serialize;
use tenantry_domain::ids::{CustomerId, TemplateId};
use tenantry_domain::tenant::Sighting;
use tenantry_projections::tenants::TenantRow;
use uuid::Uuid;

use crate::failure::Failure;
use crate::moment;
use crate::output::{Output, plain};

#[derive(Debug, Serialize)]
struct Shown {
    id: Uuid,
    name: String,
    domain: Option<String>,
    status: &'static str,
    error: Option<String>,
    error_detail: Option<String>,
    drift: Option<String>,
    customer: Option<CustomerId>,
    delegation: String,
    legacy: bool,
    missed: bool,
    sources: Vec<String>,
    template: Option<TemplateId>,
    template_version: Option<u64>,
    changed_at: String,
    position: u64,
}

/// One tenant, and all that is said of it.
#[derive(Debug, Serialize)]
struct Whole {
    #[serde(flatten)]
    shown: Shown,
    sighting: Sighting,
}

impl From<TenantRow> for Shown {
    fn from(row: TenantRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            domain: row.domain,
            status: row.status.as_str(),
            error: row.error_code,
            error_detail: row.error_detail,
            drift: row.drift,
            customer: row.customer_id,
            delegation: row.delegation,
            legacy: row.legacy,
            missed: row.missed,
            sources: row.sources,
            template: row.template_id,
            template_version: row.template_version,
            changed_at: moment::show(row.changed_at),
            position: row.position,
        }
    }
}

impl Shown {
    fn status(&self) -> String {
        let matter = self.error.as_ref().or(self.drift.as_ref());
        let error = matter.map(|code| format!(" {code}"));
        let missed = if self.missed { " (missed)" } else { "" };
        plain(&format!(
            "{}{}{missed}",
            self.status,
            error.unwrap_or_default()
        ))
    }

    fn access(&self) -> String {
        let legacy = if self.legacy { " + legacy DAP" } else { "" };
        plain(&format!("{}{legacy}", self.delegation))
    }
}

pub(super) fn list(rows: Vec<TenantRow>, output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.into_iter().map(Shown::from).collect();
    output.list(
        ["name", "status", "delegation", "domain", "sources", "id"],
        &shown,
        |it| {
            [
                plain(&it.name),
                it.status(),
                it.access(),
                plain(it.domain.as_deref().unwrap_or("-")),
                plain(&it.sources.join(", ")),
                it.id.to_string(),
            ]
        },
    )
}

pub(super) fn one(row: TenantRow, output: &Output) -> Result<(), Failure> {
    let sighting = row.sighting();
    let shown = Shown::from(row);
    if output.json {
        return output.document(&Whole { shown, sighting });
    }
    let none = || "-".to_owned();
    let customer = shown.customer.map_or_else(none, |it| it.to_string());
    let template = shown.template.zip(shown.template_version);
    let template = template.map_or_else(none, |(id, version)| format!("{id} version {version}"));
    let sales = sighting
        .sales()
        .and_then(|it| serde_json::to_string(it).ok());
    for (label, text) in [
        ("name", shown.name.clone()),
        ("id", shown.id.to_string()),
        ("domain", shown.domain.clone().unwrap_or_else(none)),
        ("status", shown.status()),
        ("detail", shown.error_detail.clone().unwrap_or_else(none)),
        ("drift", shown.drift.clone().unwrap_or_else(none)),
        ("customer", customer),
        ("delegation", shown.access()),
        ("named by", shown.sources.join(", ")),
        (
            "in sales",
            sales.map_or_else(none, |it| it.replace('"', "")),
        ),
        ("through a provider", yes(sighting.is_through_provider())),
        ("template", template),
        ("changed", shown.changed_at.clone()),
    ] {
        output.line(&format!("{label:<20}{}", plain(&text)))?;
    }
    Ok(())
}

fn yes(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
