//! Entra's numbers, and the words of OAuth for those that are not among them.

use super::table::{Row, row};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::Cause::{
    AccountAtRisk, AccountBlocked, AccountNotAssigned, AccountNotInTenant, AppDisabled,
    AppMisconfigured, AppNotInTenant, BlockedByPolicy, CertificateWrong, ConsentDeclined,
    ConsentMissing, ConsentNotPermitted, CredentialMissing, CrossTenantBlocked,
    DelegationNotAuthorised, LicenceMissing, MfaRequired, RedirectMismatch, Refused, SecretExpired,
    SecretWrong, SignInLapsed, TenantBlocked, TenantNotFound, Throttled, Unavailable,
};

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // The account.
    row("AADSTS16000", AccountNotInTenant, "No account of the sign-in belongs to this tenant"),
    row("AADSTS50020", AccountNotInTenant, "Put the account into a group that the relationship maps, see that the \
        assignment is active, and delete a guest copy of the account in the tenant"),
    row("AADSTS50034", AccountNotInTenant, "The directory has no such account"),
    row("AADSTS51004", AccountNotInTenant, "The directory has no such account"),
    row("AADSTS90072", AccountNotInTenant, "The account is external and cannot show a second factor there: invite \
        nobody, use the mapped groups"),
    row("AADSTS50105", AccountNotAssigned, "The app is open to assigned accounts only: assign it, or switch that off"),
    row("AADSTS50053", AccountBlocked, "Too many wrong sign-ins, or from an address with a bad name: wait, or \
        unblock it"),
    row("AADSTS50055", AccountBlocked, "The account's password has expired"),
    row("AADSTS50056", AccountBlocked, "The account has no valid password in the directory"),
    row("AADSTS50057", AccountBlocked, "The account is switched off"),
    row("AADSTS50126", AccountBlocked, "The account's name or password is wrong"),
    row("AADSTS500341", AccountBlocked, "The account was deleted"),
    row("AADSTS530034", AccountAtRisk, "Delegated administration is closed to an account at risk: look into the risk \
        in the MSP's own tenant and dismiss or remedy it"),
    row("AADSTS53004", AccountAtRisk, "A second factor cannot be registered while the account counts as at risk"),
    row("AADSTS53011", AccountAtRisk, "The account counts as at risk in its home tenant"),

    // The sign-in.
    row("AADSTS50072", MfaRequired, "The account has to register a second factor"),
    row("AADSTS50074", MfaRequired, "A strong sign-in is demanded"),
    row("AADSTS50076", MfaRequired, "A policy or a new location demands a second factor now: sign in anew with one, \
        and see whether a policy in the MSP's tenant changed"),
    row("AADSTS50078", MfaRequired, "The second factor was shown too long ago for a policy: sign in anew"),
    row("AADSTS50079", MfaRequired, "The account has to enrol for a second factor"),
    row("AADSTS50058", SignInLapsed, "There is no session to sign in silently with"),
    row("AADSTS50089", SignInLapsed, "The sign-in took too long, or its token has expired"),
    row("AADSTS50132", SignInLapsed, "The session was revoked or the password changed"),
    row("AADSTS50133", SignInLapsed, "The session ended because the password changed or expired"),
    row("AADSTS50173", SignInLapsed, "The refresh token was revoked, usually by a new password"),
    row("AADSTS70000", SignInLapsed, "The refresh token is not valid"),
    row("AADSTS70008", SignInLapsed, "The refresh token or the code has expired"),
    row("AADSTS700082", SignInLapsed, "The refresh token was not used for 90 days"),
    row("AADSTS700084", SignInLapsed, "The refresh token was given to a single-page app and ended after a day: \
        register the return address as one of a web app"),
    row("AADSTS70043", SignInLapsed, "A policy limits how long a sign-in lasts: exempt the service account from it"),
    row("AADSTS54005", Refused, "The code of the sign-in was used before: begin the sign-in anew"),
    row("AADSTS700005", Refused, "The code of the sign-in belongs to another tenant: begin the sign-in anew"),
    row("AADSTS501481", Refused, "The code of the sign-in belongs to another sign-in: begin anew"),

    // Policies.
    row("AADSTS50097", BlockedByPolicy, "A policy demands a known device: exempt service providers"),
    row("AADSTS50131", BlockedByPolicy, "A policy blocks this sign-in: exempt service providers"),
    row("AADSTS50177", BlockedByPolicy, "A custom control of a policy cannot be met from outside: exempt \
        service providers"),
    row("AADSTS50178", BlockedByPolicy, "A session control of a policy cannot be met from outside: exempt \
        service providers"),
    row("AADSTS53000", BlockedByPolicy, "A policy demands a compliant device: exempt service providers"),
    row("AADSTS53001", BlockedByPolicy, "A policy demands a device joined to the domain: exempt service providers"),
    row("AADSTS53002", BlockedByPolicy, "A policy demands an approved app: exempt service providers"),
    row("AADSTS53003", BlockedByPolicy, "A policy blocks access: exempt users of the kind service provider"),
    row("AADSTS530003", BlockedByPolicy, "A policy demands a managed device: exempt service providers"),
    row("AADSTS530032", BlockedByPolicy, "A security policy of the tenant blocks access: exempt service providers"),
    row("AADSTS530035", BlockedByPolicy, "The security defaults block this kind of sign-in"),
    row("AADSTS500021", CrossTenantBlocked, "The sender's network allows no access to this tenant"),
    row("AADSTS500022", CrossTenantBlocked, "The sender's network allows no access to this tenant"),
    row("AADSTS500212", CrossTenantBlocked, "The account's home tenant forbids access to the other one"),
    row("AADSTS500213", CrossTenantBlocked, "The tenant lets nobody in from the account's home tenant"),

    // Consent.
    row("AADSTS65001", ConsentMissing, "Consent to the app in this tenant; shortly after that, wait some minutes"),
    row("AADSTS65004", ConsentDeclined, "Whoever was asked said no: speak with them, then send a new invitation"),
    row("AADSTS90094", ConsentNotPermitted, "Only an administrator may consent to this"),
    row("AADSTS90095", ConsentNotPermitted, "The consent waits for an administrator's approval"),
    row("AADSTS90099", DelegationNotAuthorised, "Consent as the partner through Partner Center before delegated \
        administrators use the app"),

    // The app.
    row("AADSTS650051", AppNotInTenant, "The app's entry in the tenant is just being made: wait half a minute"),
    row("AADSTS700016", AppNotInTenant, "The tenant has no entry for the app: consent first; shortly after that, wait"),
    row("AADSTS7000229", AppNotInTenant, "The tenant has no service principal of the app: consent to it, or create it"),
    row("AADSTS70001", AppDisabled, "The app is switched off, or not known there"),
    row("AADSTS7000112", AppDisabled, "Switch the app's service principal on again"),
    row("AADSTS700027", CertificateWrong, "The assertion's signature does not fit a certificate on record; one just \
        uploaded takes a moment to be known everywhere"),
    row("AADSTS50012", CertificateWrong, "The assertion's signature does not fit a certificate on record; one just \
        uploaded takes a moment to be known everywhere"),
    row("AADSTS50013", CertificateWrong, "The assertion is not valid: wrong signature, audience or issuer"),
    row("AADSTS50027", CertificateWrong, "The assertion is no valid token"),
    row("AADSTS700021", CertificateWrong, "The assertion speaks for another app"),
    row("AADSTS700023", CertificateWrong, "The assertion is made out to somebody else"),
    row("AADSTS700024", CertificateWrong, "The assertion is not within its time: set the clock of the machine right"),
    row("AADSTS7000215", SecretWrong, "Often the secret's id was taken instead of its value; a new secret takes one or \
        two minutes to be known everywhere"),
    row("AADSTS7000222", SecretExpired, "Make a new secret and store it"),
    row("AADSTS7000218", CredentialMissing, "The request carried neither secret nor assertion"),
    row("AADSTS50011", RedirectMismatch, "Register the return address exactly as it is sent, or send the \
        registered one"),
    row("AADSTS500113", RedirectMismatch, "Register a return address for the app; a consent may have been given \
        all the same"),
    row("AADSTS900971", RedirectMismatch, "No return address was sent and none is registered"),
    row("AADSTS65005", AppMisconfigured, "The app asks for a resource that its registration does not list"),
    row("AADSTS650054", AppMisconfigured, "The app asks for a resource that was removed"),
    row("AADSTS650056", AppMisconfigured, "The registration lists no permissions, or the app's ids do not fit"),
    row("AADSTS50194", AppMisconfigured, "The app is open to its own tenant only: register it for any organization"),
    row("AADSTS650053", AppMisconfigured, "The app asks for a permission that the resource does not offer"),
    row("AADSTS700054", AppMisconfigured, "The registration does not allow this kind of answer"),
    row("AADSTS650057", AppMisconfigured, "The app asks for a resource that its registration does not list"),
    row("AADSTS70021", AppMisconfigured, "The registration has no federated credential that fits this identity"),
    row("AADSTS700211", AppMisconfigured, "The registration has no federated credential with this issuer"),
    row("AADSTS700212", AppMisconfigured, "The registration has no federated credential with this audience"),
    row("AADSTS700213", AppMisconfigured, "The registration has no federated credential with this subject"),

    // What the tenant has.
    row("AADSTS500011", LicenceMissing, "The tenant has no service principal of the resource: the service is not \
        subscribed there, or its service principal has to be created"),
    row("AADSTS500014", LicenceMissing, "The resource is switched off in the tenant, usually because a \
        subscription ended"),
    row("AADSTS650052", LicenceMissing, "The tenant has not subscribed to the service, or not activated it"),

    // The tenant.
    row("AADSTS50059", TenantNotFound, "Nothing in the request says which tenant is meant"),
    row("AADSTS50128", TenantNotFound, "The domain belongs to no tenant"),
    row("AADSTS90002", TenantNotFound, "Mistyped, deleted, or in another national cloud"),
    row("AADSTS900023", TenantNotFound, "What names the tenant is neither an id nor a domain"),
    row("AADSTS5000224", TenantBlocked, "Microsoft has blocked the tenant, or it was deleted"),

    // The service.
    row("AADSTS50033", Unavailable, "Entra failed in passing"),
    row("AADSTS50087", Unavailable, "Entra failed in passing"),
    row("AADSTS90006", Unavailable, "Entra failed in passing"),
    row("AADSTS90024", Unavailable, "Entra failed in passing"),
    row("AADSTS90033", Unavailable, "Entra failed in passing"),
    row("AADSTS90090", Unavailable, "Entra failed in passing"),
    row("AADSTS50196", Throttled, "The same request came too often in too short a time"),
    row("AADSTS90055", Throttled, "Too many requests in this tenant: it takes long to pass"),

    // The request.
    row("AADSTS90014", Refused, "A field of the request is missing"),
    row("AADSTS900144", Refused, "A parameter of the request is missing"),
    row("AADSTS901002", Refused, "A parameter of the request is not supported"),
    row("AADSTS9002313", Refused, "The request is malformed"),
    row("AADSTS1002012", Refused, "An app by itself asks for all that it was given, with `/.default`"),
    row("AADSTS70011", Refused, "The scope is not valid"),
];

/// What OAuth's own `error` says, when the number is not in the table.
pub(super) fn cause_of_error(error: &str, suberror: &str) -> Option<Cause> {
    let cause = match (error, suberror) {
        ("consent_required", _) | (_, "consent_required") => ConsentMissing,
        (_, "message_only" | "protection_policy_required" | "device_authentication_failed") => {
            BlockedByPolicy
        }
        ("invalid_grant" | "interaction_required" | "login_required" | "expired_token", _) => {
            SignInLapsed
        }
        ("invalid_client", _) => SecretWrong,
        ("unauthorized_client" | "invalid_resource" | "invalid_target" | "invalid_scope", _) => {
            AppMisconfigured
        }
        ("invalid_tenant", _) => TenantNotFound,
        ("invalid_request" | "unsupported_grant_type" | "unsupported_response_type", _) => Refused,
        ("access_denied", _) => ConsentDeclined,
        ("permission_denied", _) => ConsentNotPermitted,
        ("temporarily_unavailable" | "server_error", _) => Unavailable,
        ("slow_down", _) => Throttled,
        _ => return None,
    };
    Some(cause)
}
