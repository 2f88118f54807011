//! `ConnectWise` PSA (Manage): companies, agreements and their additions.
//!
//! Traps:
//! - An MSP signs in at one of several sites, or at one of its own. Its company id is known there and
//!   nowhere else: that is asked first, without credentials, and tells a wrong site from a wrong key.
//! - The path of the interface holds the codebase, which moves with every release; it is asked for too.
//! - Statuses, billing cycles and currencies are lists of the MSP's own, with names of its own.
//! - Rows go forward only, from id to id: then one that goes away moves no other over the edge of a page.
//! - Additions can only be asked for by agreement. So a page of them is those of a few agreements, and the
//!   bookmark holds the agreement; one with very many additions is read over several pages.
//! - Who is billed pays for what is more than included, and nothing for what is not billable.

mod client;
mod dialect;
mod lines;
mod rows;

use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, BUDGET};
use client::{Client, List, Place};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount, Zone,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

/// As many rows as one page has: a quarter of what the vendor allows, so that no answer is large.
const MOST_ROWS: usize = 250;

#[derive(Debug)]
pub(crate) struct ConnectWise {
    client: Client,
}

impl ConnectWise {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        let client = Client::new(opened)?;
        Ok(Self { client })
    }

    async fn page(
        &self,
        list: List<'_>,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let page = self.client.page(list, MOST_ROWS, &mark.place).await?;
        let next = page
            .next
            .map(|next| pages::next(API, &of, mark.pages, next));
        Ok(Portion {
            rows: rows::records(kind, &page.rows),
            next: next.transpose()?,
        })
    }

    /// One row is enough to see whether the list may be read.
    async fn doubt(&self, kind: RecordKind) -> Result<Option<Doubt>, CloudFault> {
        let asked = match list_of(kind) {
            Some(list) => {
                let page = self.client.page(list, 1, &Place::Start).await;
                page.map(drop)
            }
            None => self.try_lines().await,
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

/// The list that a kind is read from; additions have none of their own.
fn list_of(kind: RecordKind) -> Option<List<'static>> {
    match kind {
        RecordKind::Account => Some(client::COMPANIES),
        RecordKind::Person => Some(client::MEMBERS),
        RecordKind::Service => Some(client::CATALOG),
        RecordKind::Contract => Some(client::AGREEMENTS),
        _ => None,
    }
}

#[async_trait]
impl VendorAccount for ConnectWise {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let site = self.client.site().await?;
        let mut kinds = Vec::new();
        for kind in Vendor::ConnectWise.reads() {
            let (kind, doubt) = (*kind, self.doubt(*kind).await?);
            kinds.push(Readable { kind, doubt });
        }
        let zone = Zone {
            name: site.address.host_str().unwrap_or_default().to_owned(),
            address: site.address.to_string(),
        };
        Ok(Tested {
            zone: Some(zone),
            account_name: self.client.account_name().await?,
            kinds,
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        match (list_of(kind), kind) {
            (Some(list), kind) => self.page(list, kind, from).await,
            (None, RecordKind::ContractLine) => self.lines(from).await,
            _ => Ok(Portion {
                rows: Vec::new(),
                next: None,
            }),
        }
    }
}
