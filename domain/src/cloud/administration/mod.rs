//! What is changed about people in a customer's tenant: accounts are made and put into the bin, may
//! sign in or not, and hold licences.
//!
//! Each method says what it does when it is asked again. After a fault of unknown effect
//! ([`Effect::Unknown`](crate::cloud::Effect::Unknown)) nothing is asked again before
//! [`account`](UserAdministration::account) or [`named`](UserAdministration::named) has shown what is there.
//! What each change must have been permitted is in [`AccountWrite`].

use std::collections::BTreeSet;
use std::fmt::Debug;

use async_trait::async_trait;

use crate::cloud::directory::UserId;
use crate::cloud::vault::SecretValue;
use crate::cloud::{CloudFault, TenantId};
use crate::country::Country;
use crate::text::PermissionName;

mod account;
mod name;
mod needs;

pub use account::{
    Account, AssignmentState, Deletion, HeldLicence, LicenceChange, LicenceOrigin, LicenceProblem,
    NewAccount, SignIn,
};
pub use name::{AccountName, MalformedAccountName};
pub use needs::{AccountWrite, Seen};

/// Changes accounts. Every call is made in the customer's tenant itself.
///
/// An account that is neither in the directory nor in the bin may have been made a moment ago, and not
/// every server knows it yet: a change to it ends in `ACCOUNT_NOT_SEEN`, which passes. A change to one
/// that lies in the bin ends in `CLOUD_NOT_THERE`. One that comes from the customer's own machines, or
/// that holds an administrator's role, is refused with a fault of its own.
#[async_trait]
pub trait UserAdministration: Send + Sync + Debug {
    /// What the app was permitted in this tenant, by itself or on behalf of the service account: as the
    /// cloud writes it into the tokens that it gives. Whether the account's roles cover it as well shows
    /// when a change is made.
    async fn permitted(
        &self,
        tenant: TenantId,
        seen: Seen,
    ) -> Result<BTreeSet<PermissionName>, CloudFault>;

    /// The account that signs in with this name; nothing when there is none. Those in the bin have
    /// given their names back.
    async fn named(
        &self,
        tenant: TenantId,
        name: &AccountName,
    ) -> Result<Option<Account>, CloudFault>;

    /// The account, also when it lies in the bin: then it says since when. Nothing when it is gone for
    /// good, or for a moment after it was made.
    async fn account(&self, tenant: TenantId, id: UserId) -> Result<Option<Account>, CloudFault>;

    /// Makes the account, with a password that has to be changed at the first sign-in.
    ///
    /// Asked again it is refused with `ACCOUNT_NAME_TAKEN`, also where nobody sees the first one yet:
    /// two accounts never have one name. An unknown outcome is settled by `named`. An account found so
    /// that is younger than the request is the one that was asked for; whoever sees none may ask again.
    async fn create(
        &self,
        tenant: TenantId,
        new: &NewAccount,
        password: &SecretValue,
    ) -> Result<UserId, CloudFault>;

    /// Puts the account into the bin, from which it can be restored for thirty days. That it was there
    /// or gone before is fine, so it may be asked again without looking; `account` tells how it ended.
    async fn delete(&self, tenant: TenantId, id: UserId) -> Result<Deletion, CloudFault>;

    /// Takes the account out of the bin, with the name and the licences that it had. That it is in the
    /// directory already is fine. `CLOUD_NOT_THERE` when it is gone for good, `ACCOUNT_NAME_TAKEN` when
    /// another account got its name. An unknown outcome is settled by `account`.
    async fn restore(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault>;

    /// The account may not sign in any more. Who is signed in stays so for up to an hour, unless their
    /// sessions are revoked. Blocking twice is blocking; an unknown outcome is settled by `account`.
    async fn block_sign_in(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault>;

    /// The account may sign in. Allowing twice is allowing; an unknown outcome is settled by `account`.
    async fn allow_sign_in(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault>;

    /// Whoever is signed in as this account has to sign in again; it takes some minutes until that is
    /// so everywhere. Asked again it ends the sessions that began since. An unknown outcome is settled by
    /// `account`: it says since when sessions are good.
    async fn revoke_sessions(&self, tenant: TenantId, id: UserId) -> Result<(), CloudFault>;

    /// Where the account is used, without which it gets no licence. Setting it twice is setting it; an
    /// unknown outcome is settled by `account`.
    async fn set_usage_location(
        &self,
        tenant: TenantId,
        id: UserId,
        location: Country,
    ) -> Result<(), CloudFault>;

    /// Adds and removes licences in one go: all of it happens, or nothing.
    ///
    /// What the account holds already is not added twice, and what it no longer holds counts as
    /// removed, so it may be asked again without looking; `account` tells how it ended. A licence that
    /// comes from a group is refused with `LICENCE_FROM_GROUP` when nothing else is held of it.
    async fn change_licences(
        &self,
        tenant: TenantId,
        id: UserId,
        change: &LicenceChange,
    ) -> Result<(), CloudFault>;
}
