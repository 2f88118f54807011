//! Pax8: a distributor. Companies are the MSP's customers, with what was bought for them.
//!
//! Traps:
//! - A token is made out to an audience. One for another part of Pax8 is accepted nowhere here.
//! - Pages are counted from 0, and `totalPages` may be 0. Companies come and go while a list is read: when
//!   it became shorter in between, the page before is read again.
//! - The same term is `2-Year` on a subscription, `3 Year` on an invoice, and free text in a commitment.
//!   Dates are days or instants, with a zone in several forms.
//! - A company without contacts is called inactive, and may have bought all the same.
//! - `externalId` is for whoever wants to keep a number there: what it refers to, nobody says.
//! - Prices are for one unit and one billing term; the invoice is what decides.
//! - A company's Microsoft tenant is only to be found where its subscriptions were provisioned: so they are
//!   looked at when a company is read, company by company. It counts only when all of them name the same.

mod client;
mod dialect;
mod rows;

use crate::pages;
use crate::rows::Raw;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, BUDGET};
use client::{Client, Page};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use rows::Company;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion, TenantId};

/// Companies are asked about one by one, so fewer make a portion than a page may have.
const COMPANIES: u32 = 50;
/// So many companies are asked about at once.
const AT_ONCE: usize = 4;

#[derive(Debug)]
pub(crate) struct Pax8 {
    client: Client,
}

/// Where a list goes on, and how long it was.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Place {
    page: u32,
    total: Option<u64>,
}

impl Pax8 {
    pub(crate) fn new(opened: Opened) -> Self {
        Self {
            client: Client::new(opened),
        }
    }

    async fn companies(&self, rows: &[Raw]) -> Result<Vec<FoundRecord>, CloudFault> {
        let companies = rows::read::<Company>(RecordKind::Account, rows);
        stream::iter(companies)
            .map(|company| async move {
                let tenant = match company.bought_something() {
                    Some(id) => self.tenant(id).await?,
                    None => None,
                };
                Ok(company.record(tenant))
            })
            .buffered(AT_ONCE)
            .try_filter_map(async |record| Ok(record))
            .try_collect()
            .await
    }

    /// The Microsoft tenant that a company's subscriptions were made for, if they all name the same one.
    async fn tenant(&self, company: &str) -> Result<Option<TenantId>, CloudFault> {
        let mut found = None;
        let mut page = 0;
        loop {
            let bought = match self.client.bought_by(company, page).await {
                // It went away since the page was made.
                Err(fault) if fault.cause == Cause::NotThere => return Ok(None),
                bought => bought?,
            };
            for tenant in rows::tenants(&bought.rows) {
                match found {
                    None => found = Some(tenant),
                    Some(same) if same == tenant => {}
                    Some(_) => return Ok(None),
                }
            }
            match bought.next {
                Some(next) => page = next,
                None => return Ok(found),
            }
        }
    }

    async fn doubt(&self, kind: RecordKind) -> Result<Option<Doubt>, CloudFault> {
        match self.client.page(kind, 0, 1).await {
            Ok(_) => Ok(None),
            Err(fault) if fault.cause == Cause::PermissionMissing => {
                Ok(Some(Doubt::Refused(fault)))
            }
            Err(fault) => Err(fault),
        }
    }
}

#[async_trait]
impl VendorAccount for Pax8 {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let mut kinds = Vec::new();
        for kind in Vendor::Pax8.reads() {
            let (kind, doubt) = (*kind, self.doubt(*kind).await?);
            kinds.push(Readable { kind, doubt });
        }
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
        if !Vendor::Pax8.reads().contains(&kind) {
            return Ok(Portion {
                rows: Vec::new(),
                next: None,
            });
        }
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let most = match kind {
            RecordKind::Account => COMPANIES,
            _ => client::MOST_ROWS,
        };
        let page = self.client.page(kind, mark.place.page, most).await?;
        let next = after(mark.place, &page)
            .map(|place| pages::next(API, &of, mark.pages, place))
            .transpose()?;
        let rows = match kind {
            RecordKind::Account => self.companies(&page.rows).await?,
            _ => rows::records(kind, &page.rows),
        };
        Ok(Portion { rows, next })
    }
}

/// Where the list goes on. Rows that went away moved later ones forward, over the edge of a page: then the
/// page before is read once more.
fn after(place: Place, page: &Page) -> Option<Place> {
    let total = page.total;
    let both = place.total.zip(total);
    if place.page > 0 && both.is_some_and(|(before, now)| now < before) {
        let page = place.page - 1;
        return Some(Place { page, total });
    }
    page.next.map(|page| Place { page, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_became_shorter_is_read_from_a_page_before() {
        let next = |number, before, next, now| {
            let place = Place {
                page: number,
                total: before,
            };
            let page = Page {
                rows: Vec::new(),
                next,
                total: now,
            };
            after(place, &page).map(|it| it.page)
        };
        assert_eq!(next(0, None, Some(1), Some(500)), Some(1));
        assert_eq!(next(1, Some(500), Some(2), Some(501)), Some(2));
        assert_eq!(next(1, Some(500), Some(2), Some(499)), Some(0));
        assert_eq!(next(1, Some(201), None, Some(200)), Some(0));
        assert_eq!(next(2, Some(500), None, Some(500)), None);
        assert_eq!(next(2, None, None, None), None);
    }
}
