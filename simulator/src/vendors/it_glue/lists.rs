//! Filters, order and pages, and rows as resources of JSON:API.

use super::{problem, reply, text};
use crate::vendors::{Account, Row};
use crate::wire::{Reply, Request};
use serde_json::{Value, json};

const USUAL_SIZE: usize = 50;
const LARGEST_SIZE: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Organizations,
    Configurations,
    Documents,
    Passwords,
}

impl Kind {
    pub(super) fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Organizations,
            Self::Configurations,
            Self::Documents,
            Self::Passwords,
        ];
        all.into_iter().find(|kind| kind.list() == name)
    }

    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::Configurations => "configurations",
            Self::Documents => "documents",
            Self::Passwords => "passwords",
        }
    }

    /// The filters that there are, and the attributes that they look at.
    fn filters(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Organizations => &[
                ("id", "id"),
                ("name", "name"),
                ("organization_type_id", "organization-type-id"),
                ("organization_status_id", "organization-status-id"),
                ("primary", "primary"),
            ],
            Self::Configurations => &[
                ("id", "id"),
                ("name", "name"),
                ("organization_id", "organization-id"),
                ("serial_number", "serial-number"),
                ("mac_address", "mac-address"),
                ("asset_tag", "asset-tag"),
                ("archived", "archived"),
                ("configuration_status_id", "configuration-status-id"),
            ],
            Self::Documents => &[],
            Self::Passwords => &[
                ("id", "id"),
                ("name", "name"),
                ("organization_id", "organization-id"),
            ],
        }
    }
}

pub(super) fn page(account: &Account, request: &Request, kind: Kind, mut rows: Vec<Row>) -> Reply {
    if let Err(refusal) = filter(account, request, kind, &mut rows) {
        return refusal;
    }
    sort(request, &mut rows);
    let number = |name: &str, usual: usize| {
        let text = request.query_value(name);
        text.map_or(Some(usual), |text| text.parse().ok())
            .filter(|number| *number > 0)
    };
    let (Some(page), Some(size)) = (number("page[number]", 1), number("page[size]", USUAL_SIZE))
    else {
        return problem(400, "A page has a number and a size");
    };
    if size > LARGEST_SIZE {
        return problem(400, "A page has 1000 rows at most");
    }
    let include = request.query_value("include").unwrap_or_default();
    let include = kind == Kind::Organizations
        && ["adapters-resources", "adapters_resources"].contains(&include);
    if include && size == LARGEST_SIZE {
        return problem(504, "It took too long");
    }
    let (count, pages) = (rows.len(), rows.len().div_ceil(size));
    let first = (page - 1).saturating_mul(size);
    let from = account.quirks.begin(first);
    let shown = rows.get(from..count.min(first.saturating_add(size)));
    let shown = shown.unwrap_or_default();
    let included: Vec<Value> = shown
        .iter()
        .filter(|_| include)
        .flat_map(|row| adapters(account, row))
        .map(|row| {
            let attributes = json!({"remote-id": row.get("remote-id")});
            json!({
                "id": text(row, "id"), "type": "adapters-resources", "attributes": attributes,
            })
        })
        .collect();
    let data = shown.iter().map(|row| {
        let mut row = row.clone();
        // Secrets are shown one at a time.
        row.remove("password");
        resource(account, kind, row, include)
    });
    let next = if account.quirks.pages_never_end {
        Some(page)
    } else {
        (page < pages).then_some(page + 1)
    };
    let elsewhere = account.quirks.next_links_lead_to.as_deref();
    let next_link = next.map(|next| {
        let base = elsewhere.unwrap_or_default();
        format!(
            "{base}{}?page[number]={next}&page[size]={size}",
            request.path
        )
    });
    let mut body = json!({
        "data": data.collect::<Vec<Value>>(),
        "meta": {
            "current-page": page, "next-page": next, "prev-page": (page > 1).then(|| page - 1),
            "total-pages": pages, "total-count": count, "filters": {},
        },
        "links": {"next": next_link},
    });
    if include {
        body["included"] = Value::from(included);
    }
    reply(200, &body)
}

fn adapters<'a>(account: &'a Account, row: &Row) -> impl Iterator<Item = &'a Row> + use<'a> {
    let id = text(row, "id");
    let all = account.tables.rows("adapters-resources").iter();
    all.filter(move |it| text(it, "organization-id") == id)
}

/// A filter that does not exist is as if it were not there.
fn filter(
    account: &Account,
    request: &Request,
    kind: Kind,
    rows: &mut Vec<Row>,
) -> Result<(), Reply> {
    let said = |name: &str| request.query_value(&format!("filter[{name}]"));
    for (name, attribute) in kind.filters() {
        if let Some(wanted) = said(name) {
            let wanted: Vec<&str> = wanted.split(',').collect();
            rows.retain(|row| wanted.contains(&text(row, attribute).as_str()));
        }
    }
    if let Some(excluded) = request.query_value("filter[exclude][id]") {
        rows.retain(|row| text(row, "id") != excluded);
    }
    if kind == Kind::Organizations
        && let Some(remote) = said("psa_id")
    {
        let Some(system) = said("psa_integration_type") else {
            return Err(problem(400, "psa_id wants a psa_integration_type"));
        };
        rows.retain(|row| {
            adapters(account, row)
                .any(|it| text(it, "remote-id") == remote && text(it, "integration-type") == system)
        });
    }
    if kind == Kind::Documents {
        match said("document_folder_id") {
            Some("null") => {}
            Some(folder) => rows.retain(|row| text(row, "document-folder-id") == folder),
            None => rows.retain(|row| text(row, "document-folder-id").is_empty()),
        }
    }
    Ok(())
}

fn sort(request: &Request, rows: &mut [Row]) {
    let by = request.query_value("sort").unwrap_or("name");
    let (field, down) = by.strip_prefix('-').map_or((by, false), |it| (it, true));
    let field = field.replace('_', "-");
    if field == "id" {
        rows.sort_by_key(|row| row.get("id").and_then(Value::as_u64));
    } else {
        rows.sort_by_key(|row| text(row, &field).to_lowercase());
    }
    if down {
        rows.reverse();
    }
}

pub(super) fn resource(account: &Account, kind: Kind, mut row: Row, include: bool) -> Value {
    let id = text(&row, "id");
    let relationships = if include {
        let related = adapters(account, &row)
            .map(|it| json!({"id": text(it, "id"), "type": "adapters-resources"}));
        json!({"adapters-resources": {"data": related.collect::<Vec<Value>>()}})
    } else {
        json!({})
    };
    row.remove("id");
    json!({"id": id, "type": kind.list(), "attributes": row, "relationships": relationships})
}
