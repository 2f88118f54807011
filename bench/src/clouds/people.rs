//! People, of whom nobody is there to be changed.

use std::collections::BTreeSet;

use async_trait::async_trait;
use tenantry_domain::cloud::administration::{
    Account, AccountName, Deletion, LicenceChange, NewAccount, Seen, UserAdministration,
};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::cloud::{CloudFault, TenantId};
use tenantry_domain::country::Country;
use tenantry_domain::text::PermissionName;

use super::{Sky, not_there};

#[async_trait]
impl UserAdministration for Sky {
    async fn permitted(
        &self,
        _: TenantId,
        _: Seen,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        not_there()
    }

    async fn named(&self, _: TenantId, _: &AccountName) -> Result<Option<Account>, CloudFault> {
        not_there()
    }

    async fn account(&self, _: TenantId, _: UserId) -> Result<Option<Account>, CloudFault> {
        not_there()
    }

    async fn create(
        &self,
        _: TenantId,
        _: &NewAccount,
        _: &SecretValue,
    ) -> Result<UserId, CloudFault> {
        not_there()
    }

    async fn delete(&self, _: TenantId, _: UserId) -> Result<Deletion, CloudFault> {
        not_there()
    }

    async fn restore(&self, _: TenantId, _: UserId) -> Result<(), CloudFault> {
        not_there()
    }

    async fn block_sign_in(&self, _: TenantId, _: UserId) -> Result<(), CloudFault> {
        not_there()
    }

    async fn allow_sign_in(&self, _: TenantId, _: UserId) -> Result<(), CloudFault> {
        not_there()
    }

    async fn revoke_sessions(&self, _: TenantId, _: UserId) -> Result<(), CloudFault> {
        not_there()
    }

    async fn set_usage_location(
        &self,
        _: TenantId,
        _: UserId,
        _: Country,
    ) -> Result<(), CloudFault> {
        not_there()
    }

    async fn change_licences(
        &self,
        _: TenantId,
        _: UserId,
        _: &LicenceChange,
    ) -> Result<(), CloudFault> {
        not_there()
    }
}
