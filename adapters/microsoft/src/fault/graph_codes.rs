//! Graph's codes, and the words that tell more than the code they come with.

use super::table::{Phrase, Row, row};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::Cause::{
    AccountDomainUnverified, AccountNameTaken, AccountPasswordRefused, AccountSynchronized,
    AdminAgentMissing, AppMisconfigured, AppNotInTenant, Changed, Conflict, CursorExpired,
    LicenceFromGroup, LicenceMissing, LicenceNotOwned, LicencePlanMissing, LicencePlansConflict,
    LicencesUsedUp, MfaRequired, NotThere, PermissionMissing, Refused, Throttled, TokenRefused,
    Unavailable, UsageLocationMissing, UsageLocationProhibited,
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("InvalidAuthenticationToken", TokenRefused, "The token has expired, was revoked or is for something else; a \
        fresh one is tried once"),
    row("unauthenticated", TokenRefused, "The token has expired, was revoked or is for something else"),
    row("Authorization_RequestDenied", PermissionMissing, "Consent to the missing permission, or give the account a \
        role that has it; after a new consent, wait some minutes"),
    row("Forbidden", PermissionMissing, "The account is in no group with the right role, or has signed in without a \
        second factor, or the permission is not consented to"),
    row("accessDenied", PermissionMissing, "Consent to the missing permission, or give the account a role that has it"),
    row("Authentication_RequestFromUnsupportedUserRole", PermissionMissing, "The account needs a role that may \
        read this, \
        such as reports reader"),
    row("Authorization_IdentityNotFound", AppNotInTenant, "The tenant does not know who calls: consent first; shortly \
        after that, wait"),
    row("Authentication_RequestFromNonPremiumTenantOrB2CTenant", LicenceMissing, "The tenant has no Entra ID P1: what \
        needs it is left out"),
    row("MailboxNotEnabledForRESTAPI", NotThere, "The account has no mailbox in Exchange Online"),
    row("Request_ResourceNotFound", NotThere, "Deleted, never made, or made so lately that not all of the directory \
        knows it yet"),
    row("Directory_ObjectNotFound", NotThere, "Deleted, never made, or made so lately that not all of the directory \
        knows it yet"),
    row("ResourceNotFound", NotThere, "There is nothing with this id"),
    row("itemNotFound", NotThere, "There is nothing with this id"),
    row("notFound", NotThere, "There is nothing with this id"),
    row("ImageNotFound", NotThere, "The account has no photo"),
    row("conflict", Conflict, "The name or the group is taken: what is there is found and adopted"),
    row("nameAlreadyExists", Conflict, "The name is taken"),
    row("Request_MultipleObjectsWithSameKeyValue", Conflict, "An object with this name or id is there already: it is \
        found and adopted"),
    row("ObjectConflict", Conflict, "An object with this value is there already"),
    row("CountViolation", LicencesUsedUp, "Buy another licence, or take one from somebody"),
    row("MutuallyExclusiveViolation", LicencePlansConflict, "Take the other product away in the same change"),
    row("DependencyViolation", LicencePlanMissing, "Add or remove both products in one change"),
    row("ProhibitedInUsageLocationViolation", UsageLocationProhibited, "Check the account's usage location"),
    row("UniquenessViolation", Conflict, "An address that the product brings is another's"),
    row("preconditionFailed", Changed, "It is read again and decided anew"),
    row("TooManyRequests", Throttled, "The tenant's or the app's share of requests is used up"),
    row("activityLimitReached", Throttled, "The tenant's or the app's share of requests is used up"),
    row("Request_ThrottledTemporarily", Throttled, "The tenant's or the app's share of requests is used up"),
    row("Directory_ExpiredPageToken", CursorExpired, "The list is read from the start"),
    row("syncStateNotFound", CursorExpired, "Too much time passed since the last look: everything is read anew"),
    row("syncStateInvalid", CursorExpired, "Everything is read anew"),
    row("resyncRequired", CursorExpired, "Everything is read anew"),
    row("NoBackingApplicationObject", AppMisconfigured, "The app is not open to other tenants: register it for \
        accounts \
        in any organization"),
    row("Directory_QuotaExceeded", Refused, "The tenant's directory, or what one app may create in it, is full"),
    row("Request_UnsupportedQuery", Refused, "The query asks for what this list cannot do"),
    row("Request_BadRequest", Refused, "A value or a name in the request is not valid"),
    row("badRequest", Refused, "A value in the request is not valid, such as a role, a duration or an id"),
    row("invalidRequest", Refused, "A value or a name in the request is not valid"),
    row("notImplemented", Refused, "A property that was asked for cannot be had in a list"),
    row("generalException", Unavailable, "Graph failed in passing"),
    row("InternalServerError", Unavailable, "Graph failed in passing"),
    row("Service_InternalServerError", Unavailable, "Graph failed in passing"),
    row("serviceNotAvailable", Unavailable, "Graph or a service behind it is not available"),
    row("ServiceUnavailable", Unavailable, "Graph or a service behind it is not available"),
    row("gatewayTimeout", Unavailable, "A service behind Graph did not answer in time"),
];

/// The same code stands for many things; these words tell them apart. The first that fits decides.
#[rustfmt::skip]
pub(super) const PHRASES: &[Phrase] = &[
    phrase("permission entry already exists", Conflict, "The consent is there: it is read back; to change it, \
        delete it first"),
    phrase("permission being assigned already exists", Conflict, "The app role is granted already"),
    phrase("object references already exist", Conflict, "The member is in the group already"),
    phrase("value for property userprincipalname already exists", AccountNameTaken, "Another account signs in with \
        this name"),
    phrase("value for property proxyaddresses already exists", AccountNameTaken, "The address is another's: an \
        account's, a group's or a contact's"),
    phrase("domain portion of the userprincipalname property is invalid", AccountDomainUnverified, "The name ends in a \
        domain that the tenant has not proven to be its own"),
    phrase("does not comply with password complexity", AccountPasswordRefused, "The tenant's rules are stricter than \
        usual, or the password holds a word of the name"),
    phrase("password contains a word, phrase, or pattern", AccountPasswordRefused, "The tenant's list of banned words \
        has part of it"),
    phrase("on-premises mastered directory sync objects", AccountSynchronized, "Change the account in the customer's \
        own directory"),
    phrase("does not have any available licenses", LicencesUsedUp, "Buy another licence, or take one from somebody"),
    phrase("does not correspond to a valid company license", LicenceNotOwned, "The tenant has no subscription of the \
        product"),
    phrase("user with invalid usage location", UsageLocationMissing, "Set the account's usage location first"),
    phrase("license is inherited from a group membership", LicenceFromGroup, "Take the account out of the group, or \
        the licence from the group"),
    phrase("are mutually exclusive", LicencePlansConflict, "Take the other product away in the same change"),
    phrase("conflicts with service plan", LicencePlansConflict, "Take the other product away in the same change"),
    phrase("depends on the service plan", LicencePlanMissing, "Add or remove both products in one change"),
    phrase("another object with the same value", Conflict, "An object with this value is there already"),
    phrase("the resource already exists", Conflict, "The name or the group is taken"),
    phrase("request not applicable to target tenant", LicenceMissing, "The tenant has no Intune: devices are left out"),
    phrase("not licensed for teams", LicenceMissing, "The account has no licence for Teams: it is left out"),
    phrase("license information for the user", LicenceMissing, "The account or the tenant has no licence for Teams: it \
        is left out"),
    phrase("have premium license", LicenceMissing, "The tenant has no Entra ID P1: what needs it is left out"),
    phrase("mfa required", MfaRequired, "The sign-in behind the token had no second factor: sign in anew with one"),
    phrase("multi-factor authentication is required", MfaRequired, "The sign-in behind the token had no second factor: \
        sign in anew with one"),
    phrase("unable to initialize the authorization context", PermissionMissing, "The roles of the relationship \
        have not arrived in the tenant, or no group of the account is mapped to them"),
    phrase("(principal) does not have the required permissions", AdminAgentMissing, "The account is not in the group \
        of admin agents, or a second factor is not demanded of all of the MSP's users"),
    phrase("insufficient privileges", PermissionMissing, "Consent to the missing permission, or give the \
        account a role"),
    phrase("too many requests", Throttled, "The share of requests is used up"),
    phrase("resource temporarily unavailable", Unavailable, "A service behind Graph failed in passing"),
];

pub(super) const fn phrase(words: &'static str, cause: Cause, remark: &'static str) -> Phrase {
    Phrase {
        words,
        cause,
        remark,
    }
}
