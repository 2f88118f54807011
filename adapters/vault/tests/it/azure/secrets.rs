//! The secrets of a Key Vault with soft delete: what is deleted keeps its name, and deleting and
//! recovering take their time.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{URL, refusal};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    There,
    /// Done after so many looks.
    BeingDeleted(u32),
    Deleted,
    BeingRecovered(u32),
}

#[derive(Debug)]
struct Version {
    id: String,
    value: String,
    tags: Value,
    enabled: bool,
}

#[derive(Debug)]
struct Secret {
    phase: Phase,
    versions: Vec<Version>,
}

#[derive(Debug, Default)]
pub(crate) struct Secrets {
    kept: BTreeMap<String, Secret>,
    drawn: u128,
    pub(super) looks: u32,
}

type Answer = Result<(u16, Value), (u16, Value)>;

impl Secrets {
    /// A secret as it is now: time passes when somebody looks.
    fn look(&mut self, name: &str) -> Option<&mut Secret> {
        let secret = self.kept.get_mut(name)?;
        secret.phase = match secret.phase {
            Phase::BeingDeleted(0) => Phase::Deleted,
            Phase::BeingDeleted(looks) => Phase::BeingDeleted(looks - 1),
            Phase::BeingRecovered(0) => Phase::There,
            Phase::BeingRecovered(looks) => Phase::BeingRecovered(looks - 1),
            phase => phase,
        };
        Some(secret)
    }

    pub(super) fn get(&mut self, name: &str) -> Answer {
        let found = self.look(name).filter(|it| it.phase == Phase::There);
        let latest = found.and_then(|it| it.versions.last());
        let latest = latest.ok_or_else(|| not_found(name))?;
        if !latest.enabled {
            let message = "Operation get is not allowed on a disabled secret.";
            return Err(refusal(403, "Forbidden", Some("SecretDisabled"), message));
        }
        let mut bundle = properties(name, Some(&latest.id), latest);
        bundle["value"] = json!(latest.value);
        Ok((200, bundle))
    }

    pub(super) fn set(&mut self, name: &str, parameters: &Value) -> Answer {
        let bad = |message| Err(refusal(400, "BadParameter", None, message));
        let none = Map::new();
        let fields = parameters.as_object().unwrap_or(&none);
        let known = ["value", "tags", "contentType", "attributes"];
        if !fields.keys().all(|key| known.contains(&key.as_str())) {
            return bad("A property is unknown.");
        }
        let Some(value) = fields.get("value").and_then(Value::as_str) else {
            return bad("The parameter is missing: value.");
        };
        if value.len() > 25_000 {
            return bad("The value is longer than 25k.");
        }
        let phase = self.look(name).map(|it| it.phase);
        let conflict = |inner, message| Err(refusal(409, "Conflict", Some(inner), message));
        match phase {
            Some(Phase::BeingDeleted(_)) => {
                return conflict("ObjectIsBeingDeleted", "It is currently being deleted.");
            }
            Some(Phase::Deleted) => {
                let message = "It is in a deleted but recoverable state.";
                return conflict("ObjectIsDeletedButRecoverable", message);
            }
            Some(Phase::BeingRecovered(_)) => {
                return conflict("ObjectIsBeingRecovered", "It is currently being recovered.");
            }
            Some(Phase::There) | None => {}
        }
        let tags = fields.get("tags").cloned().unwrap_or_else(|| json!({}));
        self.add(name, value, tags);
        let version = self.kept[name].versions.last().unwrap();
        let mut bundle = properties(name, Some(&version.id), version);
        bundle["value"] = json!(value);
        Ok((200, bundle))
    }

    fn add(&mut self, name: &str, value: &str, tags: Value) {
        self.drawn += 1;
        let version = Version {
            id: format!("{:032x}", self.drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            value: value.to_owned(),
            tags,
            enabled: true,
        };
        let secret = self.kept.entry(name.to_owned()).or_insert(Secret {
            phase: Phase::There,
            versions: Vec::new(),
        });
        secret.versions.push(version);
    }

    pub(super) fn delete(&mut self, name: &str) -> Answer {
        let looks = self.looks;
        let secret = self.look(name).ok_or_else(|| not_found(name))?;
        match secret.phase {
            Phase::There => secret.phase = Phase::BeingDeleted(looks),
            Phase::BeingRecovered(_) => {
                let message = "It is currently being recovered.";
                let inner = Some("ObjectIsBeingRecovered");
                return Err(refusal(409, "Conflict", inner, message));
            }
            Phase::BeingDeleted(_) | Phase::Deleted => return Err(not_found(name)),
        }
        let mut bundle = json!({ "id": format!("{URL}/secrets/{name}") });
        bundle["recoveryId"] = json!(format!("{URL}/deletedsecrets/{name}"));
        bundle["deletedDate"] = json!(1_700_000_000);
        bundle["scheduledPurgeDate"] = json!(1_707_776_000);
        Ok((200, bundle))
    }

    pub(super) fn recover(&mut self, name: &str) -> Answer {
        let looks = self.looks;
        let secret = self.look(name).ok_or_else(|| not_found(name))?;
        match secret.phase {
            Phase::Deleted => secret.phase = Phase::BeingRecovered(looks),
            Phase::There => return Err(not_found(name)),
            Phase::BeingDeleted(_) | Phase::BeingRecovered(_) => {
                let message = "There was a conflict while recovering it.";
                return Err(refusal(409, "Conflict", None, message));
            }
        }
        Ok((200, json!({ "id": format!("{URL}/secrets/{name}") })))
    }

    pub(super) fn page(&self, size: usize, after: Option<&str>) -> (u16, Value) {
        let there = self.kept.iter().filter(|(_, it)| it.phase == Phase::There);
        let names = there.filter(|(name, _)| after.is_none_or(|after| name.as_str() > after));
        let mut rows: Vec<(&String, &Secret)> = names.collect();
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().map(|(name, _)| (*name).clone());
        let rows = rows.into_iter().map(|(name, secret)| {
            let latest = secret.versions.last().unwrap();
            properties(name, None, latest)
        });
        let rows: Vec<Value> = rows.collect();
        let next = last.filter(|_| more).map(|last| {
            format!("{URL}/secrets?api-version=2025-07-01&$skiptoken={last}&maxresults={size}")
        });
        (200, json!({ "value": rows, "nextLink": next }))
    }
}

/// In the portal.
impl Secrets {
    pub(crate) fn write(&mut self, name: &str, value: &str) {
        self.add(name, value, json!({}));
    }

    /// The name of every secret there ever was.
    pub(crate) fn names(&self) -> Vec<String> {
        self.kept.keys().cloned().collect()
    }

    pub(crate) fn is_there(&self, name: &str) -> bool {
        let secret = self.kept.get(name);
        secret.is_some_and(|it| it.phase == Phase::There)
    }

    pub(crate) fn bin(&mut self, name: &str) {
        self.kept.get_mut(name).unwrap().phase = Phase::Deleted;
    }

    pub(crate) fn unbin(&mut self, name: &str) {
        let secret = self.kept.get_mut(name).unwrap();
        assert_ne!(secret.phase, Phase::There);
        secret.phase = Phase::There;
    }

    pub(crate) fn disable(&mut self, name: &str) {
        let secret = self.kept.get_mut(name).unwrap();
        secret.versions.last_mut().unwrap().enabled = false;
    }

    /// How often a secret was written.
    pub(crate) fn writings(&self, name: &str) -> usize {
        self.kept[name].versions.len()
    }

    /// All that is in the newest version of a secret.
    pub(crate) fn newest(&self, name: &str) -> &str {
        &self.kept[name].versions.last().unwrap().value
    }
}

fn properties(name: &str, version: Option<&str>, latest: &Version) -> Value {
    let mut id = format!("{URL}/secrets/{name}");
    if let Some(version) = version {
        id = format!("{id}/{version}");
    }
    json!({
        "id": id,
        "attributes": {
            "enabled": latest.enabled,
            "created": 1_700_000_000,
            "updated": 1_700_000_000,
            "recoveryLevel": "Recoverable",
            "recoverableDays": 90,
        },
        "tags": latest.tags,
    })
}

fn not_found(name: &str) -> (u16, Value) {
    let message = format!("A secret with (name/id) {name} was not found in this key vault.");
    refusal(404, "SecretNotFound", None, &message)
}
