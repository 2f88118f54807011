//! IT Glue: organizations, configurations and documents. Passwords are not asked for, not even their names.
//!
//! Traps:
//! - A key belongs to one of three regions, and the others answer it as they answer a wrong key. When no
//!   region is given, they are tried; when the one that is given does not know the key, the others tell
//!   whether it is the wrong region. What cannot be known is why no region knows a key: it may be wrong, it
//!   may have been revoked, and keys that nobody used for 90 days are. A region that does not answer might
//!   know it, so then nothing is said about the key.
//! - A filter that does not exist is ignored, and all rows come: what is answered to a filter is checked.
//! - What ties an organization to the PSA comes along when that is asked for, under an id without the name
//!   of the PSA. The name is found out with a filter, by some organizations that have to come back.
//! - Pages with that are slow: they are asked for in a moderate size.
//! - Documents can only be asked for by organization, and those in folders come only when that is said. So a
//!   page of them is those of a few organizations, and the bookmark holds the organization.

mod client;
mod dialect;
mod documents;
mod psa;
mod region;
mod rows;

use crate::numbered::Place;
use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, BUDGET};
use client::{Client, List};
use psa::Psa;
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount, Zone,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use tokio::sync::OnceCell;

#[derive(Debug)]
pub(crate) struct ItGlue {
    client: Client,
    /// The PSA that organizations are tied to, once there was one to find it out with.
    psa: OnceCell<Psa>,
}

impl ItGlue {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        Ok(Self {
            client: Client::new(opened)?,
            psa: OnceCell::new(),
        })
    }

    async fn page(
        &self,
        list: List<'_>,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let page = self.client.page(list, mark.place).await?;
        let place = mark.place.after(page.data.len(), list.most, page.count());
        let next = place.map(|place| pages::next(API, &of, mark.pages, place));
        let rows = match kind {
            RecordKind::Account => {
                let ties = psa::ties(&self.client, &self.psa, &page).await?;
                rows::accounts(&page.data, &ties)
            }
            _ => rows::configurations(&page.data),
        };
        Ok(Portion {
            rows,
            next: next.transpose()?,
        })
    }

    async fn doubt(&self, kind: RecordKind) -> Result<Option<Doubt>, CloudFault> {
        let asked = match kind {
            RecordKind::Configuration => {
                let list = List {
                    most: 1,
                    ..client::CONFIGURATIONS
                };
                self.client.page(list, Place::default()).await.map(drop)
            }
            RecordKind::Document => self.try_documents().await,
            _ => self.client.one_organization().await.map(drop),
        };
        match asked {
            Ok(()) => Ok(None),
            Err(fault) if fault.cause == Cause::PermissionMissing => {
                Ok(Some(Doubt::Refused(fault)))
            }
            Err(fault) => Err(fault),
        }
    }
}

#[async_trait]
impl VendorAccount for ItGlue {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let region = self.client.tested_region().await?;
        let mut kinds = Vec::new();
        for kind in Vendor::ItGlue.reads() {
            let (kind, doubt) = (*kind, self.doubt(*kind).await?);
            kinds.push(Readable { kind, doubt });
        }
        let zone = Zone {
            name: region.name,
            address: region.address.to_string(),
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
        match kind {
            RecordKind::Account => self.page(client::ORGANIZATIONS, kind, from).await,
            RecordKind::Configuration => self.page(client::CONFIGURATIONS, kind, from).await,
            RecordKind::Document => self.documents(from).await,
            _ => Ok(Portion {
                rows: Vec::new(),
                next: None,
            }),
        }
    }
}
