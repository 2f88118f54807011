//! The interfaces that apps ask for permissions of, and the permissions each offers.

use uuid::{Uuid, uuid};

pub(crate) const GRAPH: Uuid = uuid!("00000003-0000-0000-c000-000000000000");
pub(crate) const PARTNER_CENTER: Uuid = uuid!("fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd");
pub(crate) const EXCHANGE: Uuid = uuid!("00000002-0000-0ff1-ce00-000000000000");
/// Must be in a partner's tenant before an app may manage relationships there by itself.
pub(crate) const PARTNER_CUSTOMER_ADMINISTRATION: Uuid =
    uuid!("2832473f-ec63-45fb-976f-5d45a7d4bb91");

/// One interface of Microsoft's.
#[derive(Debug)]
pub(crate) struct Resource {
    pub app_id: Uuid,
    pub name: &'static str,
    /// What a token for it may be made out to.
    pub audiences: &'static [&'static str],
    /// Permissions of an app by itself.
    pub roles: &'static [&'static str],
    /// Permissions of an app on behalf of a user.
    pub scopes: &'static [&'static str],
}

pub(crate) const RESOURCES: [Resource; 4] = [
    Resource {
        app_id: GRAPH,
        name: "Microsoft Graph",
        audiences: &[
            "https://graph.microsoft.com",
            "00000003-0000-0000-c000-000000000000",
        ],
        roles: GRAPH_ROLES,
        scopes: GRAPH_SCOPES,
    },
    Resource {
        app_id: PARTNER_CENTER,
        name: "Microsoft Partner Center",
        audiences: &[
            "https://api.partnercenter.microsoft.com",
            "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd",
        ],
        roles: &[],
        scopes: &["user_impersonation"],
    },
    Resource {
        app_id: EXCHANGE,
        name: "Office 365 Exchange Online",
        audiences: &[
            "https://outlook.office365.com",
            "00000002-0000-0ff1-ce00-000000000000",
        ],
        roles: &["Exchange.ManageAsApp"],
        scopes: &["Exchange.Manage"],
    },
    Resource {
        app_id: PARTNER_CUSTOMER_ADMINISTRATION,
        name: "Partner Customer Delegated Administration",
        audiences: &["2832473f-ec63-45fb-976f-5d45a7d4bb91"],
        roles: &[],
        scopes: &[],
    },
];

const GRAPH_ROLES: &[&str] = &[
    "AppCatalog.Read.All",
    "AppCatalog.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "AuditLog.Read.All",
    "CrossTenantInformation.ReadBasic.All",
    "DelegatedAdminRelationship.Read.All",
    "DelegatedAdminRelationship.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Device.Read.All",
    "DeviceManagementManagedDevices.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Domain.Read.All",
    "Group.Create",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.Read.All",
    "LicenseAssignment.ReadWrite.All",
    "MailboxSettings.Read",
    "Organization.Read.All",
    "Policy.Read.All",
    "Policy.ReadWrite.ConditionalAccess",
    "Policy.ReadWrite.SecurityDefaults",
    "ReportSettings.Read.All",
    "ProfilePhoto.Read.All",
    "Reports.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "SecurityEvents.Read.All",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "User.RevokeSessions.All",
];

const GRAPH_SCOPES: &[&str] = &[
    "AppCatalog.Read.All",
    "AppCatalog.ReadWrite.All",
    "AppCatalog.Submit",
    "AppRoleAssignment.ReadWrite.All",
    "Application.Read.All",
    "Application.ReadWrite.All",
    "AuditLog.Read.All",
    "CrossTenantInformation.ReadBasic.All",
    "DelegatedAdminRelationship.Read.All",
    "DelegatedAdminRelationship.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Device.Read.All",
    "DeviceManagementManagedDevices.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Domain.Read.All",
    "Group.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.Read.All",
    "LicenseAssignment.ReadWrite.All",
    "MailboxSettings.Read",
    "Organization.Read.All",
    "Policy.Read.All",
    "Policy.ReadWrite.ConditionalAccess",
    "Policy.ReadWrite.SecurityDefaults",
    "ReportSettings.Read.All",
    "ProfilePhoto.Read.All",
    "Reports.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
    "SecurityEvents.Read.All",
    "TeamsAppInstallation.ReadWriteForUser",
    "TeamsAppInstallation.ReadWriteForUser.All",
    "User.Read",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.Read.All",
    "User.ReadWrite.All",
    "User.RevokeSessions.All",
];

/// The ids that Microsoft gave to permissions of an app by itself, as far as they are known here.
const ROLE_IDS: &[(&str, Uuid)] = &[
    (
        "AppCatalog.Read.All",
        uuid!("e12dae10-5a57-4817-b79d-dfbec5348930"),
    ),
    (
        "AppCatalog.ReadWrite.All",
        uuid!("dc149144-f292-421e-b185-5953f2e98d7f"),
    ),
    (
        "AppRoleAssignment.ReadWrite.All",
        uuid!("06b708a9-e830-4db3-a914-8e69da51d44f"),
    ),
    (
        "Application.Read.All",
        uuid!("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
    ),
    (
        "Application.ReadWrite.All",
        uuid!("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
    ),
    (
        "Application.ReadWrite.OwnedBy",
        uuid!("18a4783c-866b-4cc7-a460-3d5e5662c884"),
    ),
    (
        "AuditLog.Read.All",
        uuid!("b0afded3-3588-46d8-8b3d-9842eff778da"),
    ),
    (
        "CrossTenantInformation.ReadBasic.All",
        uuid!("cac88765-0581-4025-9725-5ebc13f729ee"),
    ),
    (
        "DelegatedAdminRelationship.Read.All",
        uuid!("f6e9e124-4586-492f-adc0-c6f96e4823fd"),
    ),
    (
        "DelegatedAdminRelationship.ReadWrite.All",
        uuid!("cc13eba4-8cd8-44c6-b4d4-f93237adce58"),
    ),
    (
        "DelegatedPermissionGrant.ReadWrite.All",
        uuid!("8e8e4742-1d95-4f68-9d56-6ee75648c72a"),
    ),
    (
        "Device.Read.All",
        uuid!("7438b122-aefc-4978-80ed-43db9fcc7715"),
    ),
    (
        "DeviceManagementManagedDevices.Read.All",
        uuid!("2f51be20-0bb4-4fed-bf7b-db946066c75e"),
    ),
    (
        "Directory.Read.All",
        uuid!("7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
    ),
    (
        "Directory.ReadWrite.All",
        uuid!("19dbc75e-c2e2-444c-a770-ec69d8559fc7"),
    ),
    (
        "Domain.Read.All",
        uuid!("dbb9058a-0e50-45d7-ae91-66909b5d4664"),
    ),
    (
        "Exchange.ManageAsApp",
        uuid!("dc50a0fb-09a3-484d-be87-e023b12c6440"),
    ),
    (
        "Group.Create",
        uuid!("bf7b1a76-6e77-406b-b258-bf5c7720e98f"),
    ),
    (
        "Group.Read.All",
        uuid!("5b567255-7703-4780-807c-7be8301ae99b"),
    ),
    (
        "Group.ReadWrite.All",
        uuid!("62a82d76-70ea-41e2-9197-370581804d09"),
    ),
    (
        "GroupMember.Read.All",
        uuid!("98830695-27a2-44f7-8c18-0c3ebc9698f6"),
    ),
    (
        "GroupMember.ReadWrite.All",
        uuid!("dbaae8cf-10b5-4b86-a4a1-f871c94c6695"),
    ),
    (
        "LicenseAssignment.Read.All",
        uuid!("e2f98668-2877-4f38-a2f4-8202e0717aa1"),
    ),
    (
        "MailboxSettings.Read",
        uuid!("40f97065-369a-49f4-947c-6a255697ae91"),
    ),
    (
        "Organization.Read.All",
        uuid!("498476ce-e0fe-48b0-b801-37ba7e2685c6"),
    ),
    (
        "Policy.Read.All",
        uuid!("246dd0d5-5bd0-4def-940b-0421030a5b68"),
    ),
    (
        "Policy.ReadWrite.ConditionalAccess",
        uuid!("01c0a623-fc9b-48e9-b794-0756f8e8f067"),
    ),
    (
        "Reports.Read.All",
        uuid!("230c1aed-a721-4c5d-9cb4-a90514e508ef"),
    ),
    (
        "RoleManagement.Read.Directory",
        uuid!("483bed4a-2ad3-4361-a73b-c83ccdbdc53c"),
    ),
    (
        "RoleManagement.ReadWrite.Directory",
        uuid!("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"),
    ),
    (
        "SecurityEvents.Read.All",
        uuid!("bf394140-e372-4bf9-a898-299cfc7564e5"),
    ),
    (
        "TeamsAppInstallation.ReadWriteForUser.All",
        uuid!("74ef0291-ca83-4d02-8c7e-d2391e6a444f"),
    ),
    (
        "User.Read.All",
        uuid!("df021288-bdef-4463-88db-98f22de89214"),
    ),
    (
        "User.ReadWrite.All",
        uuid!("741f803b-c850-494e-b5df-cde7c675a1ca"),
    ),
];

const SCOPE_IDS: &[(&str, Uuid)] = &[
    (
        "AppCatalog.Read.All",
        uuid!("88e58d74-d3df-44f3-ad47-e89edf4472e4"),
    ),
    (
        "AppCatalog.ReadWrite.All",
        uuid!("1ca167d5-1655-44a1-8adf-1414072e1ef9"),
    ),
    (
        "AppCatalog.Submit",
        uuid!("3db89e36-7fa6-4012-b281-85f3d9d9fd2e"),
    ),
    (
        "AppRoleAssignment.ReadWrite.All",
        uuid!("84bccea3-f856-4a8a-967b-dbe0a3d53a64"),
    ),
    (
        "Application.Read.All",
        uuid!("c79f8feb-a9db-4090-85f9-90d820caa0eb"),
    ),
    (
        "Application.ReadWrite.All",
        uuid!("bdfbf15f-ee85-4955-8675-146e8e5296b5"),
    ),
    (
        "AuditLog.Read.All",
        uuid!("e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20"),
    ),
    (
        "CrossTenantInformation.ReadBasic.All",
        uuid!("81594d25-e88e-49cf-ac8c-fecbff49f994"),
    ),
    (
        "DelegatedAdminRelationship.Read.All",
        uuid!("0c0064ea-477b-4130-82a5-4c2cc4ff68aa"),
    ),
    (
        "DelegatedAdminRelationship.ReadWrite.All",
        uuid!("885f682f-a990-4bad-a642-36736a74b0c7"),
    ),
    (
        "DelegatedPermissionGrant.ReadWrite.All",
        uuid!("41ce6ca6-6826-4807-84f1-1c82854f7ee5"),
    ),
    (
        "Device.Read.All",
        uuid!("951183d1-1a61-466f-a6d1-1fde911bfd95"),
    ),
    (
        "DeviceManagementManagedDevices.Read.All",
        uuid!("314874da-47d6-4978-88dc-cf0d37f0bb82"),
    ),
    (
        "Directory.Read.All",
        uuid!("06da0dbc-49e2-44d2-8312-53f166ab848a"),
    ),
    (
        "Directory.ReadWrite.All",
        uuid!("c5366453-9fb0-48a5-a156-24f0c49a4b84"),
    ),
    (
        "Domain.Read.All",
        uuid!("2f9ee017-59c1-4f1d-9472-bd5529a7b311"),
    ),
    (
        "Group.Read.All",
        uuid!("5f8c59db-677d-491f-a6b8-5f174b11ec1d"),
    ),
    (
        "Group.ReadWrite.All",
        uuid!("4e46008b-f24c-477d-8fff-7bb4ec7aafe0"),
    ),
    (
        "GroupMember.Read.All",
        uuid!("bc024368-1153-4739-b217-4326f2e966d0"),
    ),
    (
        "GroupMember.ReadWrite.All",
        uuid!("f81125ac-d3b7-4573-a3b2-7099cc39df9e"),
    ),
    (
        "MailboxSettings.Read",
        uuid!("87f447af-9fa4-4c32-9dfa-4a57a73d18ce"),
    ),
    (
        "Organization.Read.All",
        uuid!("4908d5b9-3fb2-4b1e-9336-1888b7937185"),
    ),
    (
        "Policy.Read.All",
        uuid!("572fea84-0151-49b2-9301-11cb16974376"),
    ),
    (
        "Policy.ReadWrite.ConditionalAccess",
        uuid!("ad902697-1014-4ef5-81ef-2b4301988e8c"),
    ),
    (
        "ReportSettings.Read.All",
        uuid!("84fac5f4-33a9-4100-aa38-a20c6d29e5e7"),
    ),
    (
        "Reports.Read.All",
        uuid!("02e97553-ed7b-43d0-ab3c-f8bace0d040c"),
    ),
    (
        "RoleManagement.Read.Directory",
        uuid!("741c54c3-0c1e-44a1-818b-3f97ab4e8c83"),
    ),
    (
        "RoleManagement.ReadWrite.Directory",
        uuid!("d01b97e9-cbc0-49fe-810a-750afd5527a3"),
    ),
    (
        "SecurityEvents.Read.All",
        uuid!("64733abd-851e-478a-bffb-e47a14b18235"),
    ),
    (
        "TeamsAppInstallation.ReadWriteForUser",
        uuid!("093f8818-d05f-49b8-95bc-9d2a73e9a43c"),
    ),
    ("User.Read", uuid!("e1fe6dd8-ba31-4d61-89e7-88639da4683d")),
    (
        "User.Read.All",
        uuid!("a154be20-db9c-4678-8ab7-66f6cc099a59"),
    ),
    (
        "User.ReadWrite.All",
        uuid!("204e0828-b5ca-4ad8-b9f3-f32a958e7cc4"),
    ),
    (
        "user_impersonation",
        uuid!("1cebfa2a-fb4d-419e-b5f9-839b4383e05a"),
    ),
];

pub(crate) fn resource(app_id: Uuid) -> Option<&'static Resource> {
    RESOURCES.iter().find(|resource| resource.app_id == app_id)
}

/// Which interface an address or id names that a token is asked for.
pub(crate) fn resource_named(audience: &str) -> Option<&'static Resource> {
    let audience = audience.trim_end_matches('/');
    RESOURCES
        .iter()
        .find(|resource| resource.audiences.contains(&audience))
}

/// The id of a permission of an app by itself; those we do not know by heart follow from the name.
pub(crate) fn role_id(resource: Uuid, name: &str) -> Uuid {
    let known = ROLE_IDS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, id)| *id);
    known.unwrap_or_else(|| derived(resource, "role", name))
}

pub(crate) fn scope_id(resource: Uuid, name: &str) -> Uuid {
    let known = SCOPE_IDS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, id)| *id);
    known.unwrap_or_else(|| derived(resource, "scope", name))
}

fn derived(resource: Uuid, kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&resource, format!("{kind}:{name}").as_bytes())
}

impl Resource {
    pub(crate) fn role_id(&self, name: &str) -> Uuid {
        role_id(self.app_id, name)
    }

    pub(crate) fn scope_id(&self, name: &str) -> Uuid {
        scope_id(self.app_id, name)
    }

    pub(crate) fn scope_of(&self, id: Uuid) -> Option<&'static str> {
        self.scopes
            .iter()
            .find(|name| self.scope_id(name) == id)
            .copied()
    }

    pub(crate) fn role_of(&self, id: Uuid) -> Option<&'static str> {
        self.roles
            .iter()
            .find(|name| role_id(self.app_id, name) == id)
            .copied()
    }
}
