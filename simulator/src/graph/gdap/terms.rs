//! What a body says about a relationship, and whether it may say so.

use super::problem::{Answered, bad, issues};
use super::visit::Visit;
use crate::partner::relationship::{Customer, Terms};
use crate::partner::roles;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde_json::{Map, Value};
use uuid::Uuid;

const LONGEST_NAME: usize = 50;
const SHORTEST: SignedDuration = SignedDuration::from_hours(24);
const LONGEST: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);
const EXTENSIONS: [&str; 3] = ["P0D", "PT0S", "P180D"];
const EXTENDING: &str = "P180D";

/// What may be written; all else is the system's.
pub(super) const WRITABLE: [&str; 5] = [
    "displayName",
    "duration",
    "customer",
    "accessDetails",
    "autoExtendDuration",
];

/// For a new relationship: name, duration and roles must be there.
pub(super) fn of_new(visit: &Visit<'_>, body: &Map<String, Value>) -> Answered<Terms> {
    let complete = ["displayName", "duration", "accessDetails"]
        .iter()
        .all(|name| body.contains_key(*name));
    if !complete {
        return Err(issues(visit.request));
    }
    let empty = Terms {
        name: String::new(),
        duration: String::new(),
        lasts: SignedDuration::ZERO,
        auto_extend: "PT0S".to_owned(),
        customer: None,
        roles: Vec::new(),
    };
    changed(visit, empty, body, None)
}

/// The terms after what the body changes. The relationship itself may keep its name.
pub(super) fn changed(
    visit: &Visit<'_>,
    mut terms: Terms,
    body: &Map<String, Value>,
    own: Option<&str>,
) -> Answered<Terms> {
    if let Some(value) = body.get("displayName") {
        terms.name = name(visit, value, own)?;
    }
    if let Some(value) = body.get("duration") {
        let parsed = value
            .as_str()
            .and_then(|text| Some((text, duration(text)?)));
        let (text, lasts) = parsed.ok_or_else(|| issues(visit.request))?;
        text.clone_into(&mut terms.duration);
        terms.lasts = lasts;
    }
    if let Some(value) = body
        .get("autoExtendDuration")
        .filter(|value| !value.is_null())
    {
        terms.auto_extend = extension(visit, value)?;
    }
    if let Some(value) = body.get("customer") {
        terms.customer = customer(visit, value)?;
    }
    if let Some(value) = body.get("accessDetails") {
        terms.roles = role_ids(visit, value)?;
    }
    if extends_global_administrator(&terms.auto_extend, &terms.roles) {
        return Err(issues(visit.request));
    }
    Ok(terms)
}

pub(super) fn extends_global_administrator(auto_extend: &str, ids: &[Uuid]) -> bool {
    auto_extend == EXTENDING && ids.contains(&roles::GLOBAL_ADMINISTRATOR)
}

pub(super) fn extension(visit: &Visit<'_>, value: &Value) -> Answered<String> {
    let known = value.as_str().filter(|text| EXTENSIONS.contains(text));
    known
        .map(str::to_owned)
        .ok_or_else(|| issues(visit.request))
}

/// The roles of `accessDetails`: at least one, each known.
pub(super) fn role_ids(visit: &Visit<'_>, details: &Value) -> Answered<Vec<Uuid>> {
    let listed = details.get("unifiedRoles").and_then(Value::as_array);
    let listed = listed.filter(|roles| !roles.is_empty());
    let mut ids = Vec::new();
    for role in listed.ok_or_else(|| issues(visit.request))? {
        let id = role.get("roleDefinitionId").and_then(Value::as_str);
        let id = id.and_then(|id| id.parse::<Uuid>().ok());
        let id = id.filter(|id| roles::is_known(*id));
        ids.push(id.ok_or_else(|| issues(visit.request))?);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

fn name(visit: &Visit<'_>, value: &Value, own: Option<&str>) -> Answered<String> {
    let name = value.as_str().filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| issues(visit.request))?;
    if name.chars().count() > LONGEST_NAME {
        let text = format!("The displayName must not be longer than {LONGEST_NAME} characters.");
        return Err(bad(visit.request, &text));
    }
    let mut others = visit.partner()?.relationships.iter();
    let taken = others
        .any(|other| own != Some(other.id.as_str()) && other.terms.name.eq_ignore_ascii_case(name));
    if taken {
        return Err(super::problem::exists());
    }
    Ok(name.to_owned())
}

/// ISO 8601, from one day to two years.
fn duration(text: &str) -> Option<SignedDuration> {
    let strict = text.starts_with('P') && !text.contains(char::is_lowercase);
    let span: Span = text.parse().ok().filter(|_| strict)?;
    let years = span.get_years();
    let rest = span.try_years(0).ok()?;
    let months = rest.get_months();
    let rest = rest.try_months(0).ok()?;
    let days = i64::from(years) * 365 + i64::from(months) * 30;
    let rest = rest.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let whole = SignedDuration::from_hours(days.checked_mul(24)?).checked_add(rest)?;
    (SHORTEST..=LONGEST).contains(&whole).then_some(whole)
}

fn customer(visit: &Visit<'_>, value: &Value) -> Answered<Option<Customer>> {
    if value.is_null() {
        return Ok(None);
    }
    let id = value.get("tenantId").and_then(Value::as_str);
    let tenant = id
        .and_then(|id| id.parse::<Uuid>().ok())
        .filter(|id| *id != visit.caller.tenant)
        .and_then(|id| visit.world.tenants.get(&id))
        .ok_or_else(|| issues(visit.request))?;
    let given = value.get("displayName").and_then(Value::as_str);
    let name = given.unwrap_or(&tenant.name).to_owned();
    Ok(Some(Customer {
        tenant: tenant.id,
        name,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relationship_lasts_from_a_day_to_two_years() {
        for good in ["P1D", "P730D", "P2Y", "P24M", "P104W", "P1Y6M", "PT24H"] {
            assert!(duration(good).is_some(), "{good}");
        }
        for bad in [
            "", "P0D", "PT23H", "P731D", "P2Y1D", "P3Y", "730", "730D", "-P5D", "p5d",
        ] {
            assert!(duration(bad).is_none(), "{bad}");
        }
    }
}
