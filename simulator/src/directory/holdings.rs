//! What a tenant has beside people and apps: policies, Teams apps, prepared reports, and how much
//! of the smaller budgets was used.

use crate::directory::meter::Meters;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Holdings {
    #[serde(skip)]
    pub meters: Meters,
    /// Conditional Access, in the order made.
    pub policies: Vec<Value>,
    pub locations: Vec<Value>,
    pub catalogue: Vec<TeamsApp>,
    /// Per user, the installation's id and the app in the catalogue.
    pub installed: BTreeMap<Uuid, Vec<(String, Uuid)>>,
    /// Prepared reports by the secret in their address.
    pub downloads: BTreeMap<String, Download>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TeamsApp {
    pub id: Uuid,
    /// As its maker calls it, in the manifest.
    pub external_id: String,
    pub display_name: String,
    pub version: String,
    pub published: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Download {
    pub days: u32,
    pub until: Timestamp,
}
