//! Datto RMM: sites, which are its customers, with devices and alerts.
//!
//! Traps:
//! - An account lives on one platform. A key of another one is answered like a wrong key, so a test asks
//!   the other platforms before it says which of the two it is.
//! - 403 is a missing permission, or a block of some minutes for whoever went on after a 429.
//! - The link to the next page forgets what else was asked. Only its number is taken, and lists are asked
//!   for by number; when a list became shorter in between, the page before is read again.
//! - Some sites are the vendor's own, such as the one for deleted devices.
//! - Instants are texts, seconds or milliseconds, and a year far back where there is none.
//! - A site may name the company in Autotask that it belongs to: the strongest tie there is.

mod client;
mod dialect;
mod rows;

use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
use client::Client;
pub(crate) use client::{API, BUDGET};
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount, Zone,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

#[derive(Debug)]
pub(crate) struct DattoRmm {
    client: Client,
}

/// Where a list goes on, and how long it was.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Place {
    page: u32,
    total: Option<u64>,
}

impl DattoRmm {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        let client = Client::new(opened)?;
        Ok(Self { client })
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
impl VendorAccount for DattoRmm {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let account_name = match self.client.account_name().await {
            Err(fault) if fault.cause == Cause::VendorKeyWrong => {
                return Err(self.client.elsewhere(fault).await);
            }
            // Its own permission, and worth no more than the name.
            Err(fault) if fault.cause == Cause::PermissionMissing => None,
            name => name?,
        };
        let mut kinds = Vec::new();
        for kind in Vendor::DattoRmm.reads() {
            let (kind, doubt) = (*kind, self.doubt(*kind).await?);
            kinds.push(Readable { kind, doubt });
        }
        let zone = Zone {
            name: self.client.platform().to_owned(),
            address: self.client.address().to_string(),
        };
        Ok(Tested {
            zone: Some(zone),
            account_name,
            kinds,
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        if !Vendor::DattoRmm.reads().contains(&kind) {
            return Ok(Portion {
                rows: Vec::new(),
                next: None,
            });
        }
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let place = mark.place;
        let page = self
            .client
            .page(kind, place.page, client::MOST_ROWS)
            .await?;
        let next = after(place, page.next, page.total)
            .map(|place| pages::next(API, &of, mark.pages, place))
            .transpose()?;
        Ok(Portion {
            rows: rows::records(kind, &page.rows),
            next,
        })
    }
}

/// Where the list goes on. Rows that went away moved later ones forward, over the edge of a page: then the
/// page before is read once more.
fn after(place: Place, next: Option<u32>, total: Option<u64>) -> Option<Place> {
    let shorter = place
        .total
        .zip(total)
        .is_some_and(|(before, now)| now < before);
    if shorter && place.page > 0 {
        let page = place.page - 1;
        return Some(Place { page, total });
    }
    next.map(|page| Place { page, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_became_shorter_is_read_from_a_page_before() {
        let place = |page, total| Place {
            page,
            total: Some(total),
        };
        let next = |place, next, total| after(place, next, Some(total)).map(|it| it.page);
        assert_eq!(next(Place::default(), Some(1), 500), Some(1));
        assert_eq!(next(place(1, 500), Some(2), 501), Some(2));
        assert_eq!(next(place(1, 500), Some(2), 499), Some(0));
        assert_eq!(next(place(1, 251), None, 250), Some(0));
        assert_eq!(next(place(0, 500), None, 499), None);
        assert_eq!(next(place(2, 500), None, 500), None);
    }
}
