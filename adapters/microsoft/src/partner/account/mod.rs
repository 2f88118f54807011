//! Partner Center as one vendor among others: what the MSP sells directly.
//!
//! Nothing is entered for it but the partner's tenant, and that has to be the one that the MSP
//! connected: an MSP reads its own Partner Center, whatever tenant it names. The sign-in is the one of
//! that connection.
//!
//! Accounts are the customers. Partner Center names a customer's tenant, so they need no guessing.
//! Subscriptions are asked for customer by customer: there is no list of all. So a portion is a page
//! of customers with all that they bought, and the bookmark is the one of the customers. Prices are
//! in price lists and invoices, not here. A subscription's id is Microsoft's own name for it.

mod found;
mod place;

use crate::partner::PartnerCenter;
use async_trait::async_trait;
use found::{account, subscription};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use place::Place;
use std::fmt::Debug;
use std::sync::Arc;
use tenantry_domain::cloud::gdap::Partner;
use tenantry_domain::cloud::partner::{
    PartnerCustomer, PartnerCustomers as _, ResellerRelation, Subscription, Subscriptions as _,
};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount, VendorAccounts,
    VendorReach,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};
use tenantry_domain::ids::MspId;

use super::client::API;

/// So many customers' subscriptions make one portion.
const CUSTOMERS: usize = 50;
/// So many customers are asked for at once.
const AT_ONCE: usize = 4;
/// The input that names the partner.
const PARTNER_TENANT: &str = "partner-tenant";

/// The Partner Center of an MSP, by the MSP's own connection to Microsoft.
#[async_trait]
pub trait PartnerCenters: Send + Sync + Debug {
    async fn center(&self, msp: MspId) -> Result<(Partner, PartnerCenter), CloudFault>;
}

/// Opens an MSP's Partner Center as a vendor's account.
#[derive(Debug, Clone)]
pub struct PartnerAccounts {
    centers: Arc<dyn PartnerCenters>,
}

impl PartnerAccounts {
    pub fn new(centers: Arc<dyn PartnerCenters>) -> Self {
        Self { centers }
    }
}

#[async_trait]
impl VendorAccounts for PartnerAccounts {
    async fn open(&self, reach: &VendorReach) -> Result<Box<dyn VendorAccount>, CloudFault> {
        if reach.vendor != Vendor::PartnerCenter {
            let detail = format!("this opens Partner Center, and not {}", reach.vendor);
            return Err(CloudFault::new(Cause::Refused, API, detail));
        }
        let entered = reach.settings.get(PARTNER_TENANT).map(String::as_str);
        let wanted: Option<TenantId> = entered.and_then(|text| text.trim().parse().ok());
        let wanted = wanted.ok_or_else(|| {
            let detail = format!("the setting {PARTNER_TENANT} is no tenant id");
            CloudFault::new(Cause::TenantNotFound, API, detail)
        })?;
        let (partner, center) = self.centers.center(reach.msp).await?;
        if partner.0 != wanted {
            let detail =
                format!("the MSP is connected with the tenant {partner}, not with {wanted}");
            return Err(CloudFault::new(Cause::AccountNotInTenant, API, detail));
        }
        Ok(Box::new(PartnerAccount { partner, center }))
    }
}

#[derive(Debug)]
struct PartnerAccount {
    partner: Partner,
    center: PartnerCenter,
}

impl PartnerAccount {
    async fn accounts(&self, from: Option<&Bookmark>) -> Result<Portion<FoundRecord>, CloudFault> {
        let place = from.map(Place::read).transpose()?;
        let page = match &place {
            Some(place) => self.center.list(self.partner, Some(&place.at)).await?,
            None => self.center.list(self.partner, None).await?,
        };
        let next = Place::next(place.as_ref(), page.next)?;
        let rows = page.rows.into_iter();
        let rows = rows.map(|customer| account(self.partner, customer));
        Ok(Portion {
            rows: rows.collect(),
            next,
        })
    }

    async fn subscriptions(
        &self,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let place = from.map(Place::read).transpose()?;
        let page = match &place {
            Some(place) => self.center.list(self.partner, Some(&place.at)).await?,
            None => self.center.first_customers(self.partner, CUSTOMERS).await?,
        };
        let next = Place::next(place.as_ref(), page.next)?;
        let buyers = page.rows.into_iter().filter(buys);
        let bought: Vec<Vec<FoundRecord>> = stream::iter(buyers)
            .map(|customer| async move {
                let bought = self.bought(&customer).await?;
                let rows = bought.into_iter().map(|it| subscription(&customer.id, it));
                Ok::<_, CloudFault>(rows.collect())
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(Portion {
            rows: bought.into_iter().flatten().collect(),
            next,
        })
    }

    /// A customer who has left since the page was made has bought nothing any more.
    async fn bought(&self, customer: &PartnerCustomer) -> Result<Vec<Subscription>, CloudFault> {
        match self.center.of_customer(self.partner, &customer.id).await {
            Err(fault) if fault.cause == Cause::NotThere => Ok(Vec::new()),
            answered => answered,
        }
    }
}

/// Advisors' customers buy elsewhere, and asking for their subscriptions is refused.
fn buys(customer: &PartnerCustomer) -> bool {
    let relation = customer.relation.as_ref();
    relation.is_none_or(ResellerRelation::sells)
}

#[async_trait]
impl VendorAccount for PartnerAccount {
    /// Subscriptions are tried at one customer: the token's rights are the same for all.
    async fn test(&self) -> Result<Tested, CloudFault> {
        let page = self.center.first_customers(self.partner, CUSTOMERS).await?;
        let doubt = match page.rows.iter().find(|customer| buys(customer)) {
            Some(customer) => match self.bought(customer).await {
                Ok(_) => None,
                Err(fault) if fault.cause == Cause::PermissionMissing => {
                    Some(Doubt::Refused(fault))
                }
                Err(fault) => return Err(fault),
            },
            None => None,
        };
        let kinds = vec![
            Readable {
                kind: RecordKind::Account,
                doubt: None,
            },
            Readable {
                kind: RecordKind::Subscription,
                doubt,
            },
        ];
        Ok(Tested {
            zone: None,
            account_name: None,
            kinds,
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        match kind {
            RecordKind::Account => self.accounts(from).await,
            RecordKind::Subscription => self.subscriptions(from).await,
            _ => Ok(Portion {
                rows: Vec::new(),
                next: None,
            }),
        }
    }
}
