//! Users and groups as Graph writes them.

use serde::Deserialize;
use tenantry_domain::cloud::directory::{
    AccountKind, Group, GroupId, GroupKind, Member, SkuId, User, UserId,
};
use uuid::Uuid;

/// What is read of a user.
pub(super) const USER: [&str; 19] = [
    "id",
    "userPrincipalName",
    "displayName",
    "givenName",
    "surname",
    "mail",
    "proxyAddresses",
    "userType",
    "accountEnabled",
    "jobTitle",
    "department",
    "companyName",
    "officeLocation",
    "mobilePhone",
    "businessPhones",
    "usageLocation",
    "employeeId",
    "assignedLicenses",
    "onPremisesSyncEnabled",
];

/// What is read of a group.
pub(super) const GROUP: [&str; 10] = [
    "id",
    "displayName",
    "description",
    "mail",
    "mailEnabled",
    "securityEnabled",
    "groupTypes",
    "membershipRule",
    "resourceProvisioningOptions",
    "onPremisesSyncEnabled",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserRow {
    id: Uuid,
    user_principal_name: Option<String>,
    display_name: Option<String>,
    given_name: Option<String>,
    surname: Option<String>,
    mail: Option<String>,
    #[serde(default)]
    proxy_addresses: Option<Vec<String>>,
    user_type: Option<String>,
    account_enabled: Option<bool>,
    job_title: Option<String>,
    department: Option<String>,
    company_name: Option<String>,
    office_location: Option<String>,
    mobile_phone: Option<String>,
    #[serde(default)]
    business_phones: Option<Vec<String>>,
    usage_location: Option<String>,
    employee_id: Option<String>,
    #[serde(default)]
    assigned_licenses: Option<Vec<AssignedLicence>>,
    on_premises_sync_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssignedLicence {
    sku_id: Uuid,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId::new(row.id),
            name: row.user_principal_name,
            display_name: row.display_name,
            given_name: row.given_name,
            surname: row.surname,
            mail: row.mail,
            addresses: row.proxy_addresses.unwrap_or_default(),
            kind: match row.user_type.as_deref() {
                Some("Member") => AccountKind::Member,
                Some("Guest") => AccountKind::Guest,
                _ => AccountKind::Unknown,
            },
            enabled: row.account_enabled,
            job_title: row.job_title,
            department: row.department,
            company: row.company_name,
            office: row.office_location,
            mobile: row.mobile_phone,
            phones: row.business_phones.unwrap_or_default(),
            usage_location: row.usage_location,
            employee_id: row.employee_id,
            licences: row
                .assigned_licenses
                .unwrap_or_default()
                .iter()
                .map(|it| SkuId::new(it.sku_id))
                .collect(),
            synchronized: row.on_premises_sync_enabled.unwrap_or(false),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupRow {
    id: Uuid,
    display_name: Option<String>,
    description: Option<String>,
    mail: Option<String>,
    mail_enabled: Option<bool>,
    security_enabled: Option<bool>,
    #[serde(default)]
    group_types: Vec<String>,
    membership_rule: Option<String>,
    #[serde(default)]
    resource_provisioning_options: Vec<String>,
    on_premises_sync_enabled: Option<bool>,
}

impl From<GroupRow> for Group {
    fn from(row: GroupRow) -> Self {
        let is = |kind: &str| row.group_types.iter().any(|found| found == kind);
        let security_enabled = row.security_enabled.unwrap_or(false);
        Self {
            id: GroupId::new(row.id),
            kind: match (is("Unified"), security_enabled, row.mail_enabled) {
                (true, _, _) => GroupKind::Modern,
                (false, false, Some(true)) => GroupKind::Distribution,
                _ => GroupKind::Security,
            },
            dynamic: is("DynamicMembership") || row.membership_rule.is_some(),
            team: row
                .resource_provisioning_options
                .iter()
                .any(|option| option == "Team"),
            name: row.display_name,
            description: row.description,
            mail: row.mail,
            synchronized: row.on_premises_sync_enabled.unwrap_or(false),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct MemberRow {
    #[serde(rename = "@odata.type")]
    kind: Option<String>,
    id: Uuid,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        match row.kind.as_deref() {
            // A list of users alone does not say so.
            None | Some("#microsoft.graph.user") => Self::User(UserId::new(row.id)),
            Some("#microsoft.graph.group") => Self::Group(GroupId::new(row.id)),
            Some(_) => Self::Other,
        }
    }
}
