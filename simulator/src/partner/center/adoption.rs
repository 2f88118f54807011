//! How many calls of each app came with a second factor.

use super::problem::{Answered, good};
use super::visit::Visit;
use crate::wire::Reply;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Adoption {
    last: Option<Timestamp>,
    compliant: u64,
    total: u64,
}

impl Adoption {
    pub(super) fn count(&mut self, now: Timestamp, compliant: bool) {
        self.last = Some(now);
        self.total += 1;
        self.compliant += u64::from(compliant);
    }
}

pub(super) fn get(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    let own = visit.world.tenants.get(&visit.caller.tenant);
    let name = |app: Uuid| {
        let application = own.and_then(|tenant| tenant.directory.application(app));
        application.map(|application| application.display_name.clone())
    };
    let seen = visit.partner()?.center.adoption.iter();
    let rows = seen.map(|(app, seen)| {
        json!({
            "loginDate": seen.last,
            "mfaCompliantRequestCount": seen.compliant,
            "totalRequestCount": seen.total,
            "applicationId": app,
            "applicationName": name(*app).unwrap_or_default(),
        })
    });
    Ok(good(200, &Value::Array(rows.collect())))
}
