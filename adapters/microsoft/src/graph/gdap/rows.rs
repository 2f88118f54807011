//! What Graph says about delegated administration, read with patience: what is missing, empty or
//! new does not spoil the rest.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use tenantry_domain::cloud::gdap::{
    Action, ActionRequest, ActionStatus, AssignmentStatus, AutoExtend, Etag, OperationStatus,
    Relationship, RelationshipCustomer, RelationshipKind, RelationshipStatus, RoleAssignment,
    RoleId, RoleSet,
};

/// As Microsoft calls those it made in place of the old delegated administration.
const MICROSOFTS: &str = "MLT_";

pub(super) const RELATIONSHIP: &[&str] = &[
    "id",
    "displayName",
    "status",
    "customer",
    "accessDetails",
    "duration",
    "autoExtendDuration",
    "createdDateTime",
    "lastModifiedDateTime",
    "activatedDateTime",
    "endDateTime",
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RelationshipRow {
    id: String,
    #[serde(rename = "@odata.etag")]
    etag: Option<String>,
    #[serde(rename = "@odata.type")]
    kind: Option<String>,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    customer: Option<CustomerPart>,
    access_details: Option<AccessDetails>,
    duration: Option<String>,
    auto_extend_duration: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    created_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "moment")]
    last_modified_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "moment")]
    activated_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "moment")]
    end_date_time: Option<Timestamp>,
    is_partner_consent_pending: Option<bool>,
    indirect_provider_tenant_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomerPart {
    tenant_id: Option<String>,
    display_name: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessDetails {
    #[serde(default)]
    unified_roles: Vec<UnifiedRole>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UnifiedRole {
    role_definition_id: Option<String>,
}

impl AccessDetails {
    pub(super) fn of(roles: &RoleSet) -> Self {
        let unified = |role: RoleId| UnifiedRole {
            role_definition_id: Some(role.to_string()),
        };
        Self {
            unified_roles: roles.iter().map(unified).collect(),
        }
    }

    fn roles(&self) -> BTreeSet<RoleId> {
        let ids = self.unified_roles.iter();
        ids.filter_map(|role| role.role_definition_id.as_deref()?.parse().ok())
            .collect()
    }
}

/// A moment, or nothing where Graph says nothing in one of its ways: null, left out, empty.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

impl RelationshipRow {
    /// Nothing when the row has no id that we could ask with.
    pub(super) fn relationship(self) -> Option<Relationship> {
        let kind = self.kind();
        let customer = self.customer.and_then(|part| {
            Some(RelationshipCustomer {
                tenant: part.tenant_id?.parse().ok()?,
                name: filled(part.display_name),
            })
        });
        Some(Relationship {
            id: known(&self.id, "relationship")?,
            etag: filled(self.etag).map(Etag::new),
            name: self.display_name.unwrap_or_default(),
            kind,
            status: relationship_status(self.status.unwrap_or_default()),
            customer,
            roles: self.access_details.unwrap_or_default().roles(),
            term: self.duration.and_then(|text| text.parse().ok()),
            extend: self.auto_extend_duration.and_then(|text| extend(&text)),
            created: self.created_date_time,
            changed: self.last_modified_date_time,
            activated: self.activated_date_time,
            ends: self.end_date_time,
        })
    }

    fn kind(&self) -> RelationshipKind {
        let name = self.display_name.as_deref().unwrap_or_default();
        let kind = self.kind.as_deref().unwrap_or_default();
        let kind = kind.trim_start_matches("#microsoft.graph.");
        match kind {
            _ if name.starts_with(MICROSOFTS) => RelationshipKind::MadeByMicrosoft,
            "" | "delegatedAdminRelationship" => RelationshipKind::Direct,
            "resellerDelegatedAdminRelationship" => RelationshipKind::ThroughProvider {
                provider: self
                    .indirect_provider_tenant_id
                    .as_deref()
                    .and_then(|id| id.parse().ok()),
                consent_pending: self.is_partner_consent_pending,
            },
            other => RelationshipKind::Other(other.to_owned()),
        }
    }
}

/// An id in its type; a row without one is left out, and the log says so.
pub(super) fn known<T: std::str::FromStr>(id: &str, what: &'static str) -> Option<T> {
    let id = id.parse().ok();
    if id.is_none() {
        tracing::warn!(
            what,
            "a row of a list has no id that can be used, and is left out"
        );
    }
    id
}

fn extend(text: &str) -> Option<AutoExtend> {
    match text {
        "PT0S" | "P0D" | "" => Some(AutoExtend::Never),
        "P180D" => Some(AutoExtend::HalfYears),
        _ => None,
    }
}

pub(super) fn extend_text(extend: AutoExtend) -> &'static str {
    match extend {
        AutoExtend::Never => "PT0S",
        AutoExtend::HalfYears => "P180D",
    }
}

fn relationship_status(text: String) -> RelationshipStatus {
    match text.as_str() {
        "created" => RelationshipStatus::Created,
        "approvalPending" => RelationshipStatus::ApprovalPending,
        "approved" => RelationshipStatus::Approved,
        "activating" => RelationshipStatus::Activating,
        "active" => RelationshipStatus::Active,
        "expiring" => RelationshipStatus::Expiring,
        "expired" => RelationshipStatus::Expired,
        "terminationRequested" => RelationshipStatus::TerminationRequested,
        "terminating" => RelationshipStatus::Terminating,
        "terminated" => RelationshipStatus::Terminated,
        _ => RelationshipStatus::Unknown(text),
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ActionRow {
    id: String,
    #[serde(default)]
    action: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    created_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "moment")]
    last_modified_date_time: Option<Timestamp>,
}

impl ActionRow {
    pub(super) fn action(self) -> Option<ActionRequest> {
        let action = self.action.unwrap_or_default();
        let status = self.status.unwrap_or_default();
        Some(ActionRequest {
            id: known(&self.id, "request")?,
            action: match action.as_str() {
                "lockForApproval" => Action::LockForApproval,
                "terminate" => Action::Terminate,
                "approve" => Action::Approve,
                "reject" => Action::Reject,
                _ => Action::Unknown(action),
            },
            status: match status.as_str() {
                "created" => ActionStatus::Created,
                "pending" => ActionStatus::Pending,
                "succeeded" => ActionStatus::Succeeded,
                "failed" => ActionStatus::Failed,
                _ => ActionStatus::Unknown(status),
            },
            created: self.created_date_time,
            changed: self.last_modified_date_time,
        })
    }
}

pub(super) const ASSIGNMENT: &[&str] = &[
    "id",
    "status",
    "accessContainer",
    "accessDetails",
    "createdDateTime",
    "lastModifiedDateTime",
];

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssignmentRow {
    id: String,
    #[serde(rename = "@odata.etag")]
    etag: Option<String>,
    #[serde(default)]
    status: Option<String>,
    access_container: Option<Container>,
    access_details: Option<AccessDetails>,
    #[serde(default, deserialize_with = "moment")]
    created_date_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "moment")]
    last_modified_date_time: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Container {
    pub(super) access_container_id: Option<String>,
    pub(super) access_container_type: Option<String>,
}

impl AssignmentRow {
    pub(super) fn assignment(self) -> Option<RoleAssignment> {
        let group = self.access_container.and_then(|container| {
            let kind = container.access_container_type.as_deref();
            (kind == Some("securityGroup"))
                .then(|| container.access_container_id?.parse().ok())
                .flatten()
        });
        let status = self.status.unwrap_or_default();
        Some(RoleAssignment {
            id: known(&self.id, "assignment")?,
            etag: filled(self.etag).map(Etag::new),
            status: match status.as_str() {
                "pending" => AssignmentStatus::Pending,
                "active" => AssignmentStatus::Active,
                "deleting" => AssignmentStatus::Deleting,
                "deleted" => AssignmentStatus::Deleted,
                "error" => AssignmentStatus::Error,
                _ => AssignmentStatus::Unknown(status),
            },
            group,
            roles: self.access_details.unwrap_or_default().roles(),
            created: self.created_date_time,
            changed: self.last_modified_date_time,
        })
    }
}

pub(super) const OPERATION: &[&str] = &["id", "status"];

#[derive(Debug, Deserialize)]
pub(super) struct OperationRow {
    pub(super) id: String,
    #[serde(default)]
    status: Option<String>,
}

impl OperationRow {
    pub(super) fn status(&self) -> OperationStatus {
        let status = self.status.as_deref().unwrap_or_default();
        match status {
            "notStarted" => OperationStatus::NotStarted,
            "running" => OperationStatus::Running,
            "succeeded" => OperationStatus::Succeeded,
            "failed" => OperationStatus::Failed,
            other => OperationStatus::Unknown(other.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const ID: &str = "5e5594d3-6f82-458b-b567-77db4811f0cd-00000000-0000-0000-0000-000000001234";

    fn read(row: Value) -> Option<Relationship> {
        serde_json::from_value::<RelationshipRow>(row)
            .unwrap()
            .relationship()
    }

    #[test]
    fn a_bare_row_is_read() {
        let bare = read(json!({"id": ID})).unwrap();
        assert_eq!(bare.kind, RelationshipKind::Direct);
        assert_eq!(bare.status, RelationshipStatus::Unknown(String::new()));
        assert_eq!(bare.customer, None);
        assert!(bare.roles.is_empty());
    }

    #[test]
    fn nothing_is_said_in_many_ways() {
        let row = read(
            json!({"id": ID, "customer": null, "activatedDateTime": "", "endDateTime": null,
            "createdDateTime": "2026-01-31T10:00:00.1234567Z", "accessDetails": null, "duration": "P5Y"}),
        );
        let row = row.unwrap();
        assert_eq!((row.activated, row.ends, row.term), (None, None, None));
        assert!(row.created.is_some());
        let row = read(json!({"id": ID, "customer": {"tenantId": null, "displayName": "x"}}));
        assert_eq!(row.unwrap().customer, None);
    }

    #[test]
    fn those_of_others_are_told_apart() {
        let provider = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
        let reseller = read(json!({"id": ID, "displayName": "Provider's",
            "@odata.type": "#microsoft.graph.resellerDelegatedAdminRelationship",
            "isPartnerConsentPending": true, "indirectProviderTenantId": provider}));
        assert_eq!(
            reseller.unwrap().kind,
            RelationshipKind::ThroughProvider {
                provider: provider.parse().ok(),
                consent_pending: Some(true),
            }
        );
        let transition = read(json!({"id": ID, "displayName": "MLT_0815"})).unwrap();
        assert_eq!(transition.kind, RelationshipKind::MadeByMicrosoft);
        assert!(!transition.covers([]));
        let new = read(json!({"id": ID, "@odata.type": "#microsoft.graph.lunarRelationship"}));
        let kind = RelationshipKind::Other("lunarRelationship".to_owned());
        assert_eq!(new.unwrap().kind, kind);
    }

    #[test]
    fn a_row_that_cannot_be_asked_about_is_left_out() {
        assert_eq!(read(json!({"id": "../users"})), None);
    }

    #[test]
    fn only_a_security_group_is_one() {
        let row = |kind: &str| {
            let row = json!({"id": "a1", "status": "error", "accessContainer":
                {"accessContainerId": "869cec24-a59b-4f5d-bd2d-5a5b7d0d3e2f", "accessContainerType": kind}});
            serde_json::from_value::<AssignmentRow>(row)
                .unwrap()
                .assignment()
                .unwrap()
        };
        assert!(row("securityGroup").group.is_some());
        assert_eq!(row("unknownFutureValue").group, None);
        assert_eq!(row("securityGroup").status, AssignmentStatus::Error);
    }

    /// Anything that may stand where something else is expected.
    fn anything() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(json!(null)),
            Just(json!("")),
            Just(json!({})),
            Just(json!([])),
            any::<String>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
        ]
    }

    proptest! {
        /// A row is read, left out or refused; it never ends the program.
        #[test]
        fn no_row_does_harm(
            fields in prop::collection::hash_map(prop::sample::select(RELATIONSHIP), anything(), 0..8),
            more in prop::collection::hash_map(prop::sample::select(ASSIGNMENT), anything(), 0..6),
        ) {
            let row = |fields: &std::collections::HashMap<&str, Value>| {
                let mut row = json!({ "id": ID });
                for (name, value) in fields {
                    row[*name] = value.clone();
                }
                row
            };
            if let Ok(read) = serde_json::from_value::<RelationshipRow>(row(&fields)) {
                let _ = read.relationship();
            }
            if let Ok(read) = serde_json::from_value::<AssignmentRow>(row(&more)) {
                let _ = read.assignment();
            }
        }
    }
}
