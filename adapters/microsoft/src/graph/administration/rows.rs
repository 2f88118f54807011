//! An account as Graph writes it.

use jiff::Timestamp;
use serde::Deserialize;
use tenantry_domain::cloud::administration::{
    Account, AssignmentState, HeldLicence, LicenceOrigin, LicenceProblem, SignIn,
};
use tenantry_domain::cloud::directory::{AccountKind, GroupId, SkuId, UserId};
use uuid::Uuid;

/// What is read of an account.
pub(super) const ACCOUNT: [&str; 10] = [
    "id",
    "userPrincipalName",
    "displayName",
    "userType",
    "accountEnabled",
    "usageLocation",
    "createdDateTime",
    "signInSessionsValidFromDateTime",
    "onPremisesSyncEnabled",
    "licenseAssignmentStates",
];
/// What is read of one in the bin beside that.
pub(super) const DELETED: &str = "deletedDateTime";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    id: Uuid,
    user_principal_name: Option<String>,
    display_name: Option<String>,
    user_type: Option<String>,
    account_enabled: Option<bool>,
    usage_location: Option<String>,
    created_date_time: Option<String>,
    sign_in_sessions_valid_from_date_time: Option<String>,
    on_premises_sync_enabled: Option<bool>,
    deleted_date_time: Option<String>,
    #[serde(default)]
    license_assignment_states: Option<Vec<StateRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StateRow {
    sku_id: Uuid,
    assigned_by_group: Option<Uuid>,
    state: Option<String>,
    error: Option<String>,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        let instant = |text: Option<String>| text.and_then(|text| text.parse::<Timestamp>().ok());
        let deleted = instant(row.deleted_date_time);
        let name = row.user_principal_name.unwrap_or_default();
        // In the bin the id stands before the name, so that the name is free for another one.
        let mark = row.id.simple().to_string();
        let name = match name.strip_prefix(&mark) {
            Some(before) if deleted.is_some() => before.to_owned(),
            _ => name,
        };
        let states = row.license_assignment_states.unwrap_or_default();
        Self {
            id: UserId::new(row.id),
            name,
            display_name: row.display_name,
            kind: match row.user_type.as_deref() {
                Some("Member") => AccountKind::Member,
                Some("Guest") => AccountKind::Guest,
                _ => AccountKind::Unknown,
            },
            sign_in: if row.account_enabled.unwrap_or(true) {
                SignIn::Allowed
            } else {
                SignIn::Blocked
            },
            usage_location: row.usage_location.and_then(|text| text.parse().ok()),
            created: instant(row.created_date_time),
            sessions_from: instant(row.sign_in_sessions_valid_from_date_time),
            synchronized: row.on_premises_sync_enabled.unwrap_or(false),
            deleted,
            licences: states.into_iter().map(HeldLicence::from).collect(),
        }
    }
}

impl From<StateRow> for HeldLicence {
    fn from(row: StateRow) -> Self {
        Self {
            sku: SkuId::new(row.sku_id),
            origin: match row.assigned_by_group {
                Some(group) => LicenceOrigin::Group(GroupId::new(group)),
                None => LicenceOrigin::Direct,
            },
            state: match row.state.as_deref() {
                Some("Active") => AssignmentState::Active,
                Some("ActiveWithError") => AssignmentState::ActiveWithError,
                Some("Disabled") => AssignmentState::Disabled,
                Some("Error") => AssignmentState::Error,
                _ => AssignmentState::Unknown,
            },
            problem: row.error.as_deref().and_then(problem),
        }
    }
}

fn problem(word: &str) -> Option<LicenceProblem> {
    match word {
        "" | "None" => None,
        "CountViolation" => Some(LicenceProblem::NoneLeft),
        "MutuallyExclusiveViolation" => Some(LicenceProblem::PlansConflict),
        "DependencyViolation" => Some(LicenceProblem::PlanMissing),
        "ProhibitedInUsageLocationViolation" => Some(LicenceProblem::LocationProhibited),
        "UniquenessViolation" => Some(LicenceProblem::AddressTaken),
        _ => Some(LicenceProblem::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_with_what_it_holds() {
        let text = r#"{"@odata.context": "x", "id": "00000000-0000-0000-0000-0000000000a1",
            "userPrincipalName": "ada@contoso.example", "displayName": "Ada", "userType": "Member",
            "accountEnabled": false, "usageLocation": "DE", "createdDateTime": "2026-06-01T08:00:00Z",
            "onPremisesSyncEnabled": null, "licenseAssignmentStates": [
            {"skuId": "00000000-0000-0000-0000-000000000001", "assignedByGroup": null, "state": "Active",
             "error": "None", "disabledPlans": []},
            {"skuId": "00000000-0000-0000-0000-000000000002",
             "assignedByGroup": "00000000-0000-0000-0000-000000000009", "state": "Error",
             "error": "CountViolation"},
            {"skuId": "00000000-0000-0000-0000-000000000003", "state": "Surprising", "error": "Others"}]}"#;
        let account = Account::from(serde_json::from_str::<Row>(text).unwrap());
        assert_eq!(account.name, "ada@contoso.example");
        assert_eq!(account.sign_in, SignIn::Blocked);
        assert!(!account.synchronized && account.deleted.is_none() && account.created.is_some());
        let held: Vec<_> = account.licences.iter().collect();
        let group = GroupId::new(Uuid::from_u128(9));
        assert_eq!(
            (held[0].origin, held[0].state, held[0].problem),
            (LicenceOrigin::Direct, AssignmentState::Active, None)
        );
        assert_eq!(held[1].origin, LicenceOrigin::Group(group));
        assert_eq!(held[1].problem, Some(LicenceProblem::NoneLeft));
        assert_eq!(
            (held[2].state, held[2].problem),
            (AssignmentState::Unknown, Some(LicenceProblem::Other))
        );
    }

    #[test]
    fn in_the_bin_it_has_the_name_it_had() {
        let text = r#"{"id": "00000000-0000-0000-0000-0000000000a1",
            "userPrincipalName": "000000000000000000000000000000a1ada@contoso.example",
            "deletedDateTime": "2026-06-02T08:00:00Z"}"#;
        let account = Account::from(serde_json::from_str::<Row>(text).unwrap());
        assert_eq!(account.name, "ada@contoso.example");
        assert!(account.deleted.is_some() && account.licences.is_empty());
    }
}
