//! Partner Center, the MSP's groups, and the customers' tenants.

use async_trait::async_trait;
use tenantry_domain::cloud::apps::{Made, SecurityGroup, SecurityGroups};
use tenantry_domain::cloud::directory::{
    Changes, Domain, Group, GroupId, Licence, Member, Organization, Photo, Since, Subscription,
    TenantDirectory, User, UserId,
};
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    AppId, ApplicationConsents, Consent, Granted, PartnerCustomer, PartnerCustomerId,
    PartnerCustomers, Revoked,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};

use super::{Sky, not_there};

#[async_trait]
impl PartnerCustomers for Sky {
    async fn list(
        &self,
        _partner: Partner,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<PartnerCustomer>, CloudFault> {
        not_there()
    }

    async fn get(
        &self,
        _partner: Partner,
        _customer: &PartnerCustomerId,
    ) -> Result<PartnerCustomer, CloudFault> {
        not_there()
    }

    async fn end_reseller_relation(
        &self,
        _partner: Partner,
        _customer: &PartnerCustomerId,
    ) -> Result<(), CloudFault> {
        not_there()
    }

    async fn reseller_invitation_link(&self, _partner: Partner) -> Result<String, CloudFault> {
        not_there()
    }
}

#[async_trait]
impl ApplicationConsents for Sky {
    async fn grant(
        &self,
        _partner: Partner,
        customer: TenantId,
        _consent: &Consent,
    ) -> Result<Granted, CloudFault> {
        let new = self.made().consents.insert(customer);
        Ok(if new { Granted::Now } else { Granted::WasThere })
    }

    async fn revoke(
        &self,
        _partner: Partner,
        _customer: TenantId,
        _app: AppId,
    ) -> Result<Revoked, CloudFault> {
        Ok(Revoked::WasNotThere)
    }
}

#[async_trait]
impl SecurityGroups for Sky {
    async fn list(
        &self,
        _tenant: TenantId,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<SecurityGroup>, CloudFault> {
        not_there()
    }

    async fn named(&self, tenant: TenantId, name: &str) -> Result<Vec<SecurityGroup>, CloudFault> {
        let found = self.made().groups.get(&(tenant, name.to_owned())).cloned();
        Ok(found.into_iter().collect())
    }

    async fn create(
        &self,
        tenant: TenantId,
        name: &str,
        _description: &str,
    ) -> Result<SecurityGroup, CloudFault> {
        let mut made = self.made();
        let group = SecurityGroup {
            id: GroupId::new(made.id()),
            name: name.to_owned(),
        };
        made.groups.insert((tenant, name.to_owned()), group.clone());
        Ok(group)
    }

    async fn delete(&self, _tenant: TenantId, _id: GroupId) -> Result<(), CloudFault> {
        not_there()
    }

    async fn add_member(
        &self,
        _tenant: TenantId,
        _id: GroupId,
        _user: UserId,
    ) -> Result<Made<()>, CloudFault> {
        not_there()
    }

    async fn remove_member(
        &self,
        _tenant: TenantId,
        _id: GroupId,
        _user: UserId,
    ) -> Result<(), CloudFault> {
        not_there()
    }
}

#[async_trait]
impl TenantDirectory for Sky {
    /// Known as soon as the app was consented to.
    async fn organization(&self, tenant: TenantId) -> Result<Organization, CloudFault> {
        if !self.made().consents.contains(&tenant) {
            return Err(CloudFault::new(
                Cause::ConsentMissing,
                "bench",
                "no consent yet",
            ));
        }
        Ok(Organization {
            tenant,
            name: "Customer".to_owned(),
            domains: Vec::new(),
            country: None,
            synchronized: false,
            plans: Vec::new(),
        })
    }

    async fn domains(&self, _tenant: TenantId) -> Result<Vec<Domain>, CloudFault> {
        not_there()
    }

    async fn users(
        &self,
        _tenant: TenantId,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<User>, CloudFault> {
        not_there()
    }

    async fn user(&self, _tenant: TenantId, _id: UserId) -> Result<User, CloudFault> {
        not_there()
    }

    async fn user_count(&self, _tenant: TenantId) -> Result<u64, CloudFault> {
        not_there()
    }

    async fn user_changes(
        &self,
        _tenant: TenantId,
        _since: &Since,
    ) -> Result<Changes<User>, CloudFault> {
        not_there()
    }

    async fn managers(
        &self,
        _tenant: TenantId,
        _users: &[UserId],
    ) -> Result<Vec<Option<UserId>>, CloudFault> {
        not_there()
    }

    async fn groups(
        &self,
        _tenant: TenantId,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<Group>, CloudFault> {
        not_there()
    }

    async fn members(
        &self,
        _tenant: TenantId,
        _group: GroupId,
        _from: Option<&Bookmark>,
    ) -> Result<Portion<Member>, CloudFault> {
        not_there()
    }

    async fn photo(
        &self,
        _tenant: TenantId,
        _user: UserId,
        _known: Option<&str>,
    ) -> Result<Photo, CloudFault> {
        not_there()
    }

    async fn licences(&self, _tenant: TenantId) -> Result<Vec<Licence>, CloudFault> {
        not_there()
    }

    async fn subscriptions(&self, _tenant: TenantId) -> Result<Vec<Subscription>, CloudFault> {
        not_there()
    }
}
