//! HaloPSA: clients, contracts, and recurring invoices with their lines.
//!
//! Traps:
//! - Every MSP has a host of its own. It says where tokens are to be had, and of which tenant: that answer
//!   is believed only where credentials may go anyway.
//! - A list comes in pages only when it is asked to (`pageinate` is the word), and pages are counted: when a
//!   list became shorter in between, the page before is read again.
//! - Which Microsoft tenant a client has is told elsewhere, in an answer of three shapes. It is the
//!   strongest tie there is. A client with several tenants is tied to each of them as Partner Center's.
//! - Templates of recurring invoices have negative ids. They name a record, and are shown to nobody.
//! - The period is a code that nobody explains; its days tell how long it is.
//! - Dates in 1899 or 1900 are none. `total` may have tax in it and is not read.
//! - Clients come with their picture, which is large and not read.

mod client;
mod dialect;
mod rows;
mod tenants;

use crate::numbered::Place;
use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, BUDGET};
use client::{Client, List};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount, Zone,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use tenants::Tenants;
use tokio::sync::OnceCell;

#[derive(Debug)]
pub(crate) struct HaloPsa {
    client: Client,
    /// Which Microsoft tenants clients have, as it was when it was first needed.
    tenants: OnceCell<Tenants>,
}

impl HaloPsa {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        Ok(Self {
            client: Client::new(opened)?,
            tenants: OnceCell::new(),
        })
    }

    async fn doubt(&self, list: List) -> Result<Option<Doubt>, CloudFault> {
        match self.client.page(list, 1, 1).await {
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
        page: &client::Page,
    ) -> Result<Vec<FoundRecord>, CloudFault> {
        let today = self.client.today();
        match kind {
            RecordKind::Account => {
                let known = || tenants::read(&self.client);
                let tenants = self.tenants.get_or_try_init(known).await?;
                Ok(rows::accounts(&page.rows, tenants))
            }
            RecordKind::ContractLine => {
                let invoices = self.client.with_lines(&page.rows).await?;
                Ok(rows::lines(&invoices, today))
            }
            kind => Ok(rows::records(kind, &page.rows, today)),
        }
    }
}

fn list_of(kind: RecordKind) -> Option<List> {
    match kind {
        RecordKind::Account => Some(client::CLIENTS),
        RecordKind::Person => Some(client::AGENTS),
        RecordKind::Service => Some(client::ITEMS),
        RecordKind::Contract => Some(client::CONTRACTS),
        RecordKind::ContractLine => Some(client::INVOICES),
        _ => None,
    }
}

#[async_trait]
impl VendorAccount for HaloPsa {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let host = self.client.authority().await?;
        self.client.token().await?;
        let mut kinds = Vec::new();
        for kind in Vendor::HaloPsa.reads() {
            let doubt = match list_of(*kind) {
                Some(list) => self.doubt(list).await?,
                None => None,
            };
            kinds.push(Readable { kind: *kind, doubt });
        }
        let zone = Zone {
            name: host.name,
            address: self.client.site().to_string(),
        };
        Ok(Tested {
            zone: Some(zone),
            account_name: None,
            kinds,
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let Some(list) = list_of(kind) else {
            return Ok(Portion {
                rows: Vec::new(),
                next: None,
            });
        };
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let page = self
            .client
            .page(list, mark.place.number(), list.most)
            .await?;
        let place = if page.whole {
            None
        } else {
            mark.place.after(page.rows.len(), list.most, page.count)
        };
        let next = place.map(|place| pages::next(API, &of, mark.pages, place));
        Ok(Portion {
            rows: self.records(kind, &page).await?,
            next: next.transpose()?,
        })
    }
}
