//! Autotask PSA: companies, resources, services and bundles, contracts and what is billed under them.
//!
//! Traps:
//! - Accounts live in zones. The vendor says in which one by the user's name, without credentials; it may
//!   move an account, which is noticed when the old zone refuses it, and asked anew.
//! - A wrong tracking identifier is 500, and so is a query that is too much at once: the words decide, not
//!   the status. An error also comes with 200.
//! - Rights that are restricted hide rows instead of refusing them: nothing at all is suspicious.
//! - Three requests at once at an entity are too many for one integration, and a seat becomes free only
//!   after the answer: two are used.
//! - Lists are read on after the last id. The vendor's links to next pages, which want the same question
//!   posted again, are not used at all.
//! - What is billed is not in the contract's services but in their units, one row for each period, past ones
//!   included. Today decides; where only past ones are, the line is on the contract and not billed.
//! - Services that are sold as a bundle are in lists of their own, with numbers of their own.
//! - Prices are in the customer's currency, or in the MSP's where the customer has none.
//! - The company 0 is the MSP itself.

mod client;
mod dialect;
mod lines;
mod lookups;
mod rows;

use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, budgets};
use client::{Client, Entity, Page};
use lookups::Lookups;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

#[derive(Debug)]
pub(crate) struct Autotask {
    client: Client,
    lookups: Lookups,
}

/// Where a list goes on: after this id, in the first of its entities or in the second.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Place {
    bundles: bool,
    after: Option<i64>,
}

/// Where the rows of a kind are. What is sold and billed is in two entities.
fn entity(kind: RecordKind, bundles: bool) -> Entity {
    match (kind, bundles) {
        (RecordKind::Person, _) => client::RESOURCES,
        (RecordKind::Service, false) => client::SERVICES,
        (RecordKind::Service, true) => client::SERVICE_BUNDLES,
        (RecordKind::Contract, _) => client::CONTRACTS,
        (RecordKind::ContractLine, false) => client::CONTRACT_SERVICES,
        (RecordKind::ContractLine, true) => client::CONTRACT_BUNDLES,
        _ => client::COMPANIES,
    }
}

fn has_bundles(kind: RecordKind) -> bool {
    matches!(kind, RecordKind::Service | RecordKind::ContractLine)
}

impl Autotask {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        Ok(Self {
            client: Client::new(opened)?,
            lookups: Lookups::default(),
        })
    }

    async fn doubt(&self, kind: RecordKind) -> Result<Option<Doubt>, CloudFault> {
        let page = self
            .client
            .page(entity(kind, false), &[], &[], None, 1)
            .await;
        match page {
            // An MSP may sell nothing as a service; everything else it has.
            Ok(page) if page.rows.is_empty() && kind != RecordKind::Service => {
                Ok(Some(Doubt::SuspiciouslyEmpty))
            }
            Ok(_) => Ok(None),
            Err(fault) if fault.cause == Cause::PermissionMissing => {
                Ok(Some(Doubt::Refused(fault)))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn records(
        &self,
        kind: RecordKind,
        bundles: bool,
        page: &Page,
    ) -> Result<Vec<FoundRecord>, CloudFault> {
        let (client, lookups) = (&self.client, &self.lookups);
        Ok(match kind {
            RecordKind::Person => rows::people(page),
            RecordKind::Service => {
                let own = lookups.currencies(client).await?.own;
                rows::services(page, bundles, own)
            }
            RecordKind::Contract => rows::contracts(page, lookups.contract_types(client).await?),
            RecordKind::ContractLine => lines::records(client, lookups, page, bundles).await?,
            _ => rows::companies(page, lookups.company_types(client).await?),
        })
    }
}

#[async_trait]
impl VendorAccount for Autotask {
    async fn test(&self) -> Result<Tested, CloudFault> {
        self.client.is_let_in().await?;
        let mut kinds = Vec::new();
        for kind in Vendor::Autotask.reads() {
            let (kind, doubt) = (*kind, self.doubt(*kind).await?);
            kinds.push(Readable { kind, doubt });
        }
        Ok(Tested {
            zone: Some(self.client.zone_found().await?),
            account_name: lookups::own_company(&self.client).await?,
            kinds,
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        if !Vendor::Autotask.reads().contains(&kind) {
            return Ok(Portion {
                rows: Vec::new(),
                next: None,
            });
        }
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let Place { bundles, after } = mark.place;
        let most = match kind {
            // Each of them is looked up in four other entities.
            RecordKind::ContractLine => 200,
            _ => client::MOST_ROWS,
        };
        let entity = entity(kind, bundles);
        let page = self.client.page(entity, &[], &[], after, most).await?;
        let place = match page.next {
            Some(id) => Some(Place {
                bundles,
                after: Some(id),
            }),
            None => (has_bundles(kind) && !bundles).then_some(Place {
                bundles: true,
                after: None,
            }),
        };
        let next = place.map(|place| pages::next(API, &of, mark.pages, place));
        Ok(Portion {
            rows: self.records(kind, bundles, &page).await?,
            next: next.transpose()?,
        })
    }
}
