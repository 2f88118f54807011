//! Which Microsoft tenants clients have: what the MSP tied together in HaloPSA itself.

use super::client::{API, Client};
use crate::lenient::Text;
use crate::number::Id;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::TenantId;
use tenantry_http::Answer;

/// More connections than any MSP has: each is a request.
const MOST_CONNECTIONS: usize = 50;

/// By the client's id.
#[derive(Debug, Default)]
pub(super) struct Tenants(BTreeMap<String, BTreeSet<TenantId>>);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Connection {
    mappings_client: Vec<Mapping>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mapping {
    azure_tenant_id: Text,
    client_id: Id,
}

impl Tenants {
    pub(super) fn of(&self, client: &str) -> impl Iterator<Item = TenantId> {
        self.0.get(client).into_iter().flatten().copied()
    }

    fn note(&mut self, connection: Connection) {
        for mapping in connection.mappings_client {
            let tenant = mapping.azure_tenant_id.as_str().trim().parse();
            if let (Some(client), Ok(tenant)) = (mapping.client_id.into_text(), tenant) {
                let known = self.0.entry(client).or_default();
                known.insert(TenantId::new(tenant));
            }
        }
    }
}

/// Those that may be seen. Clients can be read without this, so a permission that is missing, or a system
/// without it, is nothing to fail for; anything else is, since a tie that is there for a day and gone the
/// next would be worse than none.
pub(super) async fn read(client: &Client) -> Result<Tenants, CloudFault> {
    let mut tenants = Tenants::default();
    let connections = match client.connections().await {
        Ok(answer) => ids(&answer)?,
        Err(fault) if passes(&fault) => {
            tracing::warn!(
                api = API,
                code = fault.code(),
                "ties to tenants cannot be read"
            );
            return Ok(tenants);
        }
        Err(fault) => return Err(fault),
    };
    if connections.len() > MOST_CONNECTIONS {
        let detail = format!("there are more than {MOST_CONNECTIONS} connections");
        return Err(CloudFault::new(Cause::AnswerTooLarge, API, detail));
    }
    for id in &connections {
        match client.connection(id).await {
            Ok(connection) => tenants.note(connection),
            Err(fault) if passes(&fault) => {
                tracing::warn!(
                    api = API,
                    code = fault.code(),
                    "ties to tenants cannot be read"
                );
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(tenants)
}

fn passes(fault: &CloudFault) -> bool {
    matches!(fault.cause, Cause::PermissionMissing | Cause::NotThere)
}

/// From a list, from a single one, or from a list under some name.
fn ids(answer: &Answer) -> Result<Vec<String>, CloudFault> {
    let found: Value = answer.json()?;
    let listed = match &found {
        Value::Array(rows) => rows.as_slice(),
        Value::Object(fields) if fields.contains_key("id") => std::slice::from_ref(&found),
        Value::Object(fields) => {
            let lists = fields.values().find_map(Value::as_array);
            lists.map(Vec::as_slice).unwrap_or_default()
        }
        _ => &[],
    };
    let id = |row: &Value| {
        serde_json::from_value::<Id>(row.get("id")?.clone())
            .ok()?
            .into_text()
    };
    Ok(listed.iter().filter_map(id).collect())
}
