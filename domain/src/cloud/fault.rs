//! Why a cloud did not do what was asked.

use std::fmt;
use std::time::Duration;

/// What becomes of the work that met a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Passes by itself: again after a pause.
    Transient,
    /// Passes when somebody acts: looked at again now and then.
    Waiting,
    /// Never passes: the same request fails in the same way.
    Permanent,
    /// As waiting, but for all of the MSP's work at once: asking for others only repeats it.
    AccountWide,
}

/// Who can do something about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody has to: it is tried again.
    Nobody,
    CustomerAdmin,
    MspAdmin,
    /// Who runs this installation.
    Operator,
    /// Those who build Tenantry: a request was wrong in itself.
    Us,
}

/// Whether the cloud may have done what was asked although no good answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing was changed.
    None,
    /// Not known: only reading tells.
    Unknown,
}

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $class:ident, $actor:ident, $sentence:literal;)+) => {
        /// What is the matter, as a closed list. Each has a page that says what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Cause {
            $($(#[$doc])* $name,)+
        }

        impl Cause {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            pub fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)+ }
            }

            pub fn actor(self) -> Actor {
                match self { $(Self::$name => Actor::$actor,)+ }
            }

            /// One sentence for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

causes! {
    // Reaching the cloud.
    Unreachable, "CLOUD_UNREACHABLE", Transient, Operator, "the cloud could not be reached";
    TlsRefused, "CLOUD_TLS_REFUSED", Permanent, Operator, "the cloud's certificate is not one we trust";
    Silent, "CLOUD_SILENT", Transient, Nobody, "the cloud did not answer";
    Unavailable, "CLOUD_UNAVAILABLE", Transient, Nobody, "the cloud says that it cannot answer now";
    Throttled, "CLOUD_THROTTLED", Transient, Nobody, "the cloud asks us to slow down";
    /// Our own circuit breaker: the cloud failed too often to be asked just now.
    Resting, "CLOUD_RESTING", Transient, Nobody, "the cloud failed so often that it is left alone for a moment";
    /// Our own budget: this tenant's share of requests is used up.
    BudgetSpent, "CLOUD_BUDGET_SPENT", Transient, Nobody, "this tenant's share of requests is used up for now";
    AnswerUnreadable, "CLOUD_ANSWER_UNREADABLE", Transient, Us, "the cloud's answer could not be understood";
    AnswerTooLarge, "CLOUD_ANSWER_TOO_LARGE", Permanent, Us, "the cloud's answer is larger than we accept";
    RedirectRefused, "CLOUD_REDIRECT_REFUSED", Permanent, Operator, "the cloud sent us to a host that we do not know";

    // What was asked.
    Refused, "CLOUD_REFUSED", Permanent, Us, "the cloud refused the request as wrong";
    NotThere, "CLOUD_NOT_THERE", Permanent, MspAdmin, "the cloud does not have what was asked for";
    Conflict, "CLOUD_CONFLICT", Permanent, MspAdmin, "the cloud has something like this already";
    Changed, "CLOUD_CHANGED", Transient, Nobody, "somebody else changed it in the meantime";
    CursorExpired, "CLOUD_CURSOR_EXPIRED", Permanent, Nobody,
        "the place in the list is no longer known: the list begins anew";
    PermissionMissing, "CLOUD_PERMISSION_MISSING", Waiting, MspAdmin, "the permission for this is missing";
    LicenceMissing, "CLOUD_LICENCE_MISSING", Waiting, CustomerAdmin, "the tenant has no licence for this";

    // Who asks.
    TokenRefused, "CLOUD_TOKEN_REFUSED", Waiting, MspAdmin, "the cloud does not accept our token";
    SecretWrong, "APP_SECRET_WRONG", Waiting, MspAdmin, "the app's secret is wrong";
    SecretExpired, "APP_SECRET_EXPIRED", Waiting, MspAdmin, "the app's secret has expired";
    CertificateWrong, "APP_CERTIFICATE_WRONG", Waiting, MspAdmin, "the app's certificate is not the one on record";
    CredentialMissing, "APP_CREDENTIAL_MISSING", Waiting, MspAdmin, "there is no credential for the app";
    AppNotInTenant, "APP_NOT_IN_TENANT", Waiting, CustomerAdmin, "the tenant does not know the app";
    AppDisabled, "APP_DISABLED", Waiting, CustomerAdmin, "the app is switched off in the tenant";
    AppMisconfigured, "APP_MISCONFIGURED", Permanent, MspAdmin, "the app's registration lacks something";
    RedirectMismatch, "APP_REDIRECT_MISMATCH", Permanent, MspAdmin, "the return address is not registered for the app";
    ConsentMissing, "CONSENT_MISSING", Waiting, CustomerAdmin, "nobody consented to the app in this tenant";
    ConsentDeclined, "CONSENT_DECLINED", Permanent, CustomerAdmin, "the admin declined the consent";
    ConsentNotPermitted, "CONSENT_NOT_PERMITTED", Waiting, CustomerAdmin, "the consent needs an administrator";
    DelegationNotAuthorised, "DELEGATION_NOT_AUTHORISED", Waiting, MspAdmin,
        "the app is not authorised for delegated administration in this tenant";
    TenantNotFound, "TENANT_NOT_FOUND", Permanent, MspAdmin, "there is no such tenant";
    TenantBlocked, "TENANT_BLOCKED", Waiting, CustomerAdmin, "the tenant is blocked";
    AccountNotInTenant, "ACCOUNT_NOT_IN_TENANT", Waiting, MspAdmin, "the service account has no way into the tenant";
    AccountNotAssigned, "ACCOUNT_NOT_ASSIGNED", Waiting, CustomerAdmin, "the account is not assigned to the app";
    AccountBlocked, "ACCOUNT_BLOCKED", AccountWide, MspAdmin, "the account cannot sign in";
    AccountAtRisk, "ACCOUNT_AT_RISK", AccountWide, MspAdmin, "the account counts as at risk";
    AdminAgentMissing, "ADMIN_AGENT_MISSING", AccountWide, MspAdmin, "the service account is no admin agent of the MSP";
    MfaRequired, "MFA_REQUIRED", AccountWide, MspAdmin, "the account must sign in with a second factor";
    SignInLapsed, "SIGN_IN_LAPSED", AccountWide, MspAdmin, "the account's sign-in has lapsed";
    BlockedByPolicy, "BLOCKED_BY_POLICY", Waiting, CustomerAdmin,
        "a Conditional Access policy of the tenant keeps us out";
    CrossTenantBlocked, "CROSS_TENANT_BLOCKED", Waiting, CustomerAdmin,
        "the tenant's settings for other organizations keep us out";

    // What is changed about people.
    AccountNameTaken, "ACCOUNT_NAME_TAKEN", Permanent, MspAdmin, "the tenant has an account of this name already";
    AccountDomainUnverified, "ACCOUNT_DOMAIN_UNVERIFIED", Permanent, MspAdmin,
        "the domain of the account's name is not a verified one of the tenant";
    AccountPasswordRefused, "ACCOUNT_PASSWORD_REFUSED", Permanent, Us, "the cloud does not accept the password";
    AccountNotSeen, "ACCOUNT_NOT_SEEN", Transient, Nobody, "the cloud does not know the account, or not yet";
    AccountSynchronized, "ACCOUNT_SYNCHRONIZED", Permanent, CustomerAdmin,
        "the account comes from the customer's own directory, and is changed there alone";
    AccountPrivileged, "ACCOUNT_PRIVILEGED", Permanent, CustomerAdmin,
        "the account holds an administrator's role, and we may not change it";
    LicencesUsedUp, "LICENCES_USED_UP", Waiting, MspAdmin, "there is no licence of the product left";
    LicenceNotOwned, "LICENCE_NOT_OWNED", Permanent, MspAdmin, "the tenant does not have the product";
    LicenceFromGroup, "LICENCE_FROM_GROUP", Permanent, CustomerAdmin,
        "the licence comes from a group, and cannot be taken from the account";
    LicencePlansConflict, "LICENCE_PLANS_CONFLICT", Permanent, MspAdmin,
        "two of the account's products hold services that cannot be had together";
    LicencePlanMissing, "LICENCE_PLAN_MISSING", Permanent, MspAdmin,
        "a service in one of the account's products needs another one";
    UsageLocationMissing, "USAGE_LOCATION_MISSING", Permanent, MspAdmin,
        "the account has no usage location, and gets no licence without one";
    UsageLocationProhibited, "USAGE_LOCATION_PROHIBITED", Permanent, MspAdmin,
        "the product may not be used where the account is";

    // Other vendors' accounts.
    VendorKeyWrong, "VENDOR_KEY_WRONG", Waiting, MspAdmin, "the vendor does not accept the credentials";
    VendorZoneWrong, "VENDOR_ZONE_WRONG", Waiting, MspAdmin, "the account is not in this part of the vendor's world";
    VendorAddressRefused, "VENDOR_ADDRESS_REFUSED", Waiting, MspAdmin,
        "the address is not one that credentials of this vendor may be sent to";
    VendorBlocked, "VENDOR_BLOCKED", Transient, Nobody, "the vendor keeps us out for a while because we asked too much";
}

impl Cause {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "CLOUD_UNREACHABLE",
        "CLOUD_TLS_REFUSED",
        "CLOUD_SILENT",
        "CLOUD_UNAVAILABLE",
        "CLOUD_THROTTLED",
        "CLOUD_RESTING",
        "CLOUD_BUDGET_SPENT",
        "CLOUD_ANSWER_UNREADABLE",
        "CLOUD_ANSWER_TOO_LARGE",
        "CLOUD_REDIRECT_REFUSED",
        "CLOUD_REFUSED",
        "CLOUD_NOT_THERE",
        "CLOUD_CONFLICT",
        "CLOUD_CHANGED",
        "CLOUD_CURSOR_EXPIRED",
        "CLOUD_PERMISSION_MISSING",
        "CLOUD_LICENCE_MISSING",
        "CLOUD_TOKEN_REFUSED",
        "APP_SECRET_WRONG",
        "APP_SECRET_EXPIRED",
        "APP_CERTIFICATE_WRONG",
        "APP_CREDENTIAL_MISSING",
        "APP_NOT_IN_TENANT",
        "APP_DISABLED",
        "APP_MISCONFIGURED",
        "APP_REDIRECT_MISMATCH",
        "CONSENT_MISSING",
        "CONSENT_DECLINED",
        "CONSENT_NOT_PERMITTED",
        "DELEGATION_NOT_AUTHORISED",
        "TENANT_NOT_FOUND",
        "TENANT_BLOCKED",
        "ACCOUNT_NOT_IN_TENANT",
        "ACCOUNT_NOT_ASSIGNED",
        "ACCOUNT_BLOCKED",
        "ACCOUNT_AT_RISK",
        "ADMIN_AGENT_MISSING",
        "MFA_REQUIRED",
        "SIGN_IN_LAPSED",
        "BLOCKED_BY_POLICY",
        "CROSS_TENANT_BLOCKED",
        "ACCOUNT_NAME_TAKEN",
        "ACCOUNT_DOMAIN_UNVERIFIED",
        "ACCOUNT_PASSWORD_REFUSED",
        "ACCOUNT_NOT_SEEN",
        "ACCOUNT_SYNCHRONIZED",
        "ACCOUNT_PRIVILEGED",
        "LICENCES_USED_UP",
        "LICENCE_NOT_OWNED",
        "LICENCE_FROM_GROUP",
        "LICENCE_PLANS_CONFLICT",
        "LICENCE_PLAN_MISSING",
        "USAGE_LOCATION_MISSING",
        "USAGE_LOCATION_PROHIBITED",
        "VENDOR_KEY_WRONG",
        "VENDOR_ZONE_WRONG",
        "VENDOR_ADDRESS_REFUSED",
        "VENDOR_BLOCKED",
    ];
}

/// A fault with what is needed to act on it and to ask the cloud's support about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudFault {
    pub cause: Cause,
    /// Which interface answered: `graph`, `entra`, `partner-center` …
    pub api: &'static str,
    /// The cloud's own code: `AADSTS65001`, `Request_ResourceNotFound`, `10001`.
    pub vendor_code: Option<String>,
    /// By which the cloud's support finds the request.
    pub correlation_id: Option<String>,
    pub status: Option<u16>,
    /// The cloud's own words, shortened and without secrets.
    pub detail: String,
    pub effect: Effect,
    /// When the cloud said how long to wait.
    pub retry_after: Option<Duration>,
}

impl CloudFault {
    /// A fault that changed nothing and about which no more is known yet.
    pub fn new(cause: Cause, api: &'static str, detail: impl Into<String>) -> Self {
        Self {
            cause,
            api,
            vendor_code: None,
            correlation_id: None,
            status: None,
            detail: detail.into(),
            effect: Effect::None,
            retry_after: None,
        }
    }

    pub fn code(&self) -> &'static str {
        self.cause.code()
    }

    pub fn class(&self) -> Class {
        self.cause.class()
    }
}

impl fmt::Display for CloudFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.cause.sentence(), self.api)?;
        if let Some(status) = self.status {
            write!(f, ", status {status}")?;
        }
        if let Some(code) = &self.vendor_code {
            write!(f, ", {code}")?;
        }
        if let Some(id) = &self.correlation_id {
            write!(f, ", correlation id {id}")?;
        }
        f.write_str(")")?;
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.detail)
        }
    }
}

impl std::error::Error for CloudFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_causes() {
        let codes: Vec<&str> = Cause::ALL.iter().map(|cause| cause.code()).collect();
        assert_eq!(codes, Cause::CODES);
    }
}
