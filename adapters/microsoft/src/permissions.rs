//! Which permission each operation asks for, and why: the least that lets it work.
//!
//! The table is data. `docs/permissions.md` is written from it, and tests hold every row against the
//! simulated clouds: with the permission the operation works, without it the cloud refuses.

mod people;

/// As whom we come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The app itself, with permissions that an administrator consented to.
    App,
    /// The MSP's service account, with what its roles allow.
    ServiceAccount,
    /// Somebody who signs in, about nobody else.
    Person,
}

/// One operation's need.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// What it is for, in the words of the product.
    pub feature: &'static str,
    /// The port and its function.
    pub operation: &'static str,
    /// As Microsoft names it.
    pub permission: &'static str,
    pub who: Who,
    /// What a person who is asked to consent should know.
    pub why: &'static str,
}

const fn app(
    feature: &'static str,
    operation: &'static str,
    permission: &'static str,
    why: &'static str,
) -> Need {
    need(Who::App, feature, operation, permission, why)
}

const fn delegated(
    feature: &'static str,
    operation: &'static str,
    permission: &'static str,
    why: &'static str,
) -> Need {
    need(Who::ServiceAccount, feature, operation, permission, why)
}

const fn need(
    who: Who,
    feature: &'static str,
    operation: &'static str,
    permission: &'static str,
    why: &'static str,
) -> Need {
    Need {
        feature,
        operation,
        permission,
        who,
        why,
    }
}

pub(crate) const SYNC: &str = "Reading a tenant";
const LOOKUP: &str = "Finding a tenant";
pub(crate) const CONSENT: &str = "Consent";
const POSTURE: &str = "Posture, devices, reports, Teams";
const APPS: &str = "Apps and groups";
const RELATIONSHIP: &str = "Delegated administration";
const PARTNER: &str = "Partner Center";
const PEOPLE: &str = "People sign in";

const READ_RELATIONSHIPS: &str = "DelegatedAdminRelationship.Read.All";
const MANAGE_RELATIONSHIPS: &str = "DelegatedAdminRelationship.ReadWrite.All";
const PARTNER_CENTER: &str = "user_impersonation";

/// Every operation that asks Graph or Partner Center for something.
pub const NEEDS: &[Need] = &[
    need(
        Who::Person,
        PEOPLE,
        "PeopleSignIn::finish",
        "User.Read",
        "to know who signed in",
    ),
    need(
        Who::Person,
        PEOPLE,
        "PeopleSignIn::finish",
        "GroupMember.Read.All",
        "to read the groups of somebody who is in more than 200; not asked for, used where it was consented to",
    ),
    app(
        LOOKUP,
        "TenantLookup::by_domain",
        "CrossTenantInformation.ReadBasic.All",
        "to show whose tenant a domain is before anything is connected",
    ),
    app(
        LOOKUP,
        "TenantLookup::by_id",
        "CrossTenantInformation.ReadBasic.All",
        "to show the name behind a tenant's id",
    ),
    app(
        CONSENT,
        "ConsentedTenants::confirm",
        "Organization.Read.All",
        "to make sure in whose tenant consent was given",
    ),
    app(
        SYNC,
        "TenantDirectory::organization",
        "Organization.Read.All",
        "to prove that access works, and to show name, domains and services",
    ),
    app(
        SYNC,
        "TenantDirectory::domains",
        "Domain.Read.All",
        "to match the tenant with the customer in other systems",
    ),
    app(
        SYNC,
        "TenantDirectory::users",
        "User.Read.All",
        "to list people for mapping, licences and offboarding",
    ),
    app(
        SYNC,
        "TenantDirectory::user",
        "User.Read.All",
        "to show one person",
    ),
    app(
        SYNC,
        "TenantDirectory::user_count",
        "User.Read.All",
        "to prove that reading works without reading everybody",
    ),
    app(
        SYNC,
        "TenantDirectory::user_changes",
        "User.Read.All",
        "to see joiners, movers and leavers without reading everybody again",
    ),
    app(
        SYNC,
        "TenantDirectory::managers",
        "User.Read.All",
        "to route approvals to whom people report",
    ),
    app(
        SYNC,
        "TenantDirectory::photo",
        "ProfilePhoto.Read.All",
        "to show faces beside names",
    ),
    app(
        SYNC,
        "TenantDirectory::groups",
        "GroupMember.Read.All",
        "to list groups for mapping",
    ),
    app(
        SYNC,
        "TenantDirectory::members",
        "GroupMember.Read.All",
        "to show who is in a group",
    ),
    app(
        SYNC,
        "TenantDirectory::licences",
        "LicenseAssignment.Read.All",
        "to compare seats with what the distributor bills",
    ),
    app(
        SYNC,
        "TenantDirectory::subscriptions",
        "Organization.Read.All",
        "to show when products renew",
    ),
    people::NAMED,
    people::ACCOUNT,
    people::CREATE,
    people::DELETE,
    people::RESTORE,
    people::BLOCK_SIGN_IN,
    people::ALLOW_SIGN_IN,
    people::REVOKE_SESSIONS,
    people::SET_USAGE_LOCATION,
    people::CHANGE_LICENCES,
    app(
        APPS,
        "AppRegistrations::of_name",
        "Application.Read.All",
        "to find our own app instead of registering it twice",
    ),
    app(
        APPS,
        "AppRegistrations::of_app",
        "Application.Read.All",
        "to show when its secrets end",
    ),
    app(
        APPS,
        "AppRegistrations::register",
        "Application.ReadWrite.All",
        "to register the app that Tenantry works as",
    ),
    app(
        APPS,
        "AppRegistrations::require",
        "Application.ReadWrite.All",
        "to have the app list what a change needs, before a customer is asked to consent to it",
    ),
    app(
        APPS,
        "AppRegistrations::delete",
        "Application.ReadWrite.All",
        "to remove the app that we registered",
    ),
    app(
        APPS,
        "AppRegistrations::add_secret",
        "Application.ReadWrite.All",
        "to renew a secret before it ends",
    ),
    app(
        APPS,
        "AppRegistrations::remove_secret",
        "Application.ReadWrite.All",
        "to remove the secret that was replaced",
    ),
    app(
        APPS,
        "AppPrincipals::find",
        "Application.Read.All",
        "to see whether the app is known in a tenant",
    ),
    app(
        APPS,
        "AppPrincipals::ensure",
        "Application.ReadWrite.All",
        "to make the app known in a tenant",
    ),
    app(
        APPS,
        "AppPrincipals::delete",
        "Application.ReadWrite.All",
        "to leave nothing behind when the customer leaves",
    ),
    app(
        APPS,
        "AppPrincipals::offer",
        "Application.Read.All",
        "to translate the names of permissions",
    ),
    app(
        APPS,
        "PermissionGrants::roles",
        "Application.Read.All",
        "to compare what was granted with what is needed",
    ),
    app(
        APPS,
        "PermissionGrants::grant_role",
        "AppRoleAssignment.ReadWrite.All",
        "to grant the app what the customer agreed to",
    ),
    app(
        APPS,
        "PermissionGrants::revoke_role",
        "AppRoleAssignment.ReadWrite.All",
        "to take back what is no longer needed",
    ),
    app(
        APPS,
        "PermissionGrants::scopes",
        "Directory.Read.All",
        "to compare what was granted with what is needed",
    ),
    app(
        APPS,
        "PermissionGrants::grant_scopes",
        "DelegatedPermissionGrant.ReadWrite.All",
        "to grant the app what the customer agreed to",
    ),
    app(
        APPS,
        "PermissionGrants::revoke_scopes",
        "DelegatedPermissionGrant.ReadWrite.All",
        "to take back what is no longer needed",
    ),
    app(
        APPS,
        "SecurityGroups::list",
        "GroupMember.Read.All",
        "to choose the groups that get roles",
    ),
    app(
        APPS,
        "SecurityGroups::named",
        "GroupMember.Read.All",
        "to find a group instead of making it twice",
    ),
    app(
        APPS,
        "SecurityGroups::create",
        "Group.Create",
        "to make a group for each role, where the template says so",
    ),
    app(
        APPS,
        "SecurityGroups::delete",
        "Group.ReadWrite.All",
        "to remove a group that we made",
    ),
    app(
        APPS,
        "SecurityGroups::add_member",
        "GroupMember.ReadWrite.All",
        "to let the service account work in customers' tenants",
    ),
    app(
        APPS,
        "SecurityGroups::remove_member",
        "GroupMember.ReadWrite.All",
        "to take that back",
    ),
    app(
        POSTURE,
        "ManagedDevices::list",
        "DeviceManagementManagedDevices.Read.All",
        "to list devices and whether they comply",
    ),
    app(
        POSTURE,
        "Posture::secure_score",
        "SecurityEvents.Read.All",
        "to show the score and how it moves",
    ),
    app(
        POSTURE,
        "Posture::control_profiles",
        "SecurityEvents.Read.All",
        "to say what each control is about",
    ),
    app(
        POSTURE,
        "Posture::security_defaults",
        "Policy.Read.All",
        "to see whether the tenant is protected at all",
    ),
    app(
        POSTURE,
        "Posture::sign_in_methods",
        "Policy.Read.All",
        "to see which ways of signing in are open",
    ),
    app(
        POSTURE,
        "Posture::registrations",
        "AuditLog.Read.All",
        "to see who has no second factor",
    ),
    app(
        POSTURE,
        "AccessPolicies::policies",
        "Policy.Read.All",
        "to compare policies with the baseline",
    ),
    app(
        POSTURE,
        "AccessPolicies::locations",
        "Policy.Read.All",
        "to understand the policies that name them",
    ),
    app(
        POSTURE,
        "AccessPolicies::create",
        "Policy.ReadWrite.ConditionalAccess",
        "to propose policies of the baseline, reporting only",
    ),
    app(
        POSTURE,
        "AccessPolicies::set_state",
        "Policy.ReadWrite.ConditionalAccess",
        "to switch a policy on or off when somebody decides so",
    ),
    app(
        POSTURE,
        "AccessPolicies::delete",
        "Policy.ReadWrite.ConditionalAccess",
        "to take back what we made",
    ),
    app(
        POSTURE,
        "MailboxReports::usage",
        "Reports.Read.All",
        "to list mailboxes and their sizes",
    ),
    app(
        POSTURE,
        "TeamsApps::find",
        "AppCatalog.Read.All",
        "to see whether the notification app is there",
    ),
    app(
        POSTURE,
        "TeamsApps::publish",
        "AppCatalog.ReadWrite.All",
        "to bring the notification app",
    ),
    app(
        POSTURE,
        "TeamsApps::install",
        "TeamsAppInstallation.ReadWriteForUser.All",
        "to install it for people",
    ),
    app(
        POSTURE,
        "TeamsApps::installed",
        "TeamsAppInstallation.ReadWriteForUser.All",
        "to verify it",
    ),
    app(
        POSTURE,
        "TeamsApps::upgrade",
        "TeamsAppInstallation.ReadWriteForUser.All",
        "to bring a new version",
    ),
    app(
        POSTURE,
        "TeamsApps::remove",
        "TeamsAppInstallation.ReadWriteForUser.All",
        "to take it away again",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::list",
        READ_RELATIONSHIPS,
        "to see which relationships there are",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::of_customer",
        READ_RELATIONSHIPS,
        "to reuse what a customer has already agreed to",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::named",
        READ_RELATIONSHIPS,
        "to find our own proposal after an answer was lost",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::get",
        READ_RELATIONSHIPS,
        "to wait for the customer's approval",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::actions",
        READ_RELATIONSHIPS,
        "to see whether a request was carried out",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::propose",
        MANAGE_RELATIONSHIPS,
        "to propose a relationship to a customer",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::lock_for_approval",
        MANAGE_RELATIONSHIPS,
        "to make a proposal ready to be approved",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::terminate",
        MANAGE_RELATIONSHIPS,
        "to end a relationship when the customer leaves or an onboarding is undone",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::set_auto_extend",
        MANAGE_RELATIONSHIPS,
        "to keep a relationship from running out",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::remove_global_administrator",
        MANAGE_RELATIONSHIPS,
        "to give back the role that no one should hold",
    ),
    delegated(
        RELATIONSHIP,
        "GdapRelationships::delete",
        MANAGE_RELATIONSHIPS,
        "to take back a proposal that was not sent",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::list",
        READ_RELATIONSHIPS,
        "to see which groups hold which roles",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::get",
        READ_RELATIONSHIPS,
        "to wait until an assignment is active",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::operation",
        READ_RELATIONSHIPS,
        "to follow a change that takes its time",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::assign",
        MANAGE_RELATIONSHIPS,
        "to give a group of technicians its roles",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::change_roles",
        MANAGE_RELATIONSHIPS,
        "to bring a group's roles in line with the template",
    ),
    delegated(
        RELATIONSHIP,
        "RoleAssignments::remove",
        MANAGE_RELATIONSHIPS,
        "to take roles back when something is undone",
    ),
    delegated(
        RELATIONSHIP,
        "GdapCustomers::list",
        READ_RELATIONSHIPS,
        "to find customers that Partner Center does not list",
    ),
    delegated(
        RELATIONSHIP,
        "GdapCustomers::services",
        READ_RELATIONSHIPS,
        "to lead technicians to the right admin centers",
    ),
    delegated(
        RELATIONSHIP,
        "Contracts::list",
        "Directory.Read.All",
        "to find customers of the reseller business",
    ),
    delegated(
        PARTNER,
        "PartnerCustomers",
        PARTNER_CENTER,
        "to list customers, and to end the reseller relationship of one who leaves",
    ),
    delegated(
        PARTNER,
        "ApplicationConsents",
        PARTNER_CENTER,
        "to consent to our app in a customer's tenant where the customer has agreed to delegated administration",
    ),
    delegated(
        PARTNER,
        "Subscriptions",
        PARTNER_CENTER,
        "to show what the customer subscribes to",
    ),
    delegated(
        PARTNER,
        "MfaSignals",
        PARTNER_CENTER,
        "to see in time that sign-ins lack a second factor",
    ),
    delegated(
        PARTNER,
        "PartnerWebhooks",
        PARTNER_CENTER,
        "to hear of approvals instead of asking again and again",
    ),
];
