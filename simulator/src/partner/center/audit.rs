//! The record of a change, which a delivery may name.

use super::problem::{Answered, good, not_found};
use super::visit::Visit;
use crate::wire::Reply;
use serde_json::json;

pub(super) fn get(visit: &mut Visit<'_>, path: &[&str]) -> Answered<Reply> {
    let id = path.get(3).copied().unwrap_or_default();
    let record = visit.partner()?.webhooks.audit_record(id);
    let record = record.ok_or_else(|| not_found("The audit record was not found."))?;
    let body = json!({
        "partnerId": visit.caller.tenant,
        "customerId": record.customer,
        "resourceType": record.resource,
        "operationType": record.event,
        "operationDate": record.at,
        "operationStatus": "succeeded",
        // JSON text inside JSON.
        "resourceNewValue": record.new_value,
        "attributes": {"objectType": "AuditRecord"},
    });
    Ok(good(200, &body))
}
