//! StreamOne Ion of TD SYNNEX, third version: a distributor. Customers, what can be bought, what was bought.
//!
//! Traps:
//! - The refresh token is good for one use, and every use brings the next one: `renewal` keeps it.
//! - There are two ways to page. Customers and products go on with a token, subscriptions with an offset
//!   and a total; when they became fewer in between, the page before is read again.
//! - A customer's id is the end of its `name`, which looks like a path. Its name is `customerOrganization`;
//!   `customerName` and what belongs to it is a person, and of that only the domain of the address is read.
//! - `id` of a subscription is the distributor's, `subscriptionId` the maker's. The number of licences comes
//!   as text.
//! - `subscriptionBillingTerm` is how long it is bound where there is a billing cycle beside it, and how
//!   often it is paid where there is none.
//! - A product names its maker only by the program that it is sold under.
//!
//! The vendor's own documents are behind a sign-in. What is here is what clients of others rely on.

mod client;
mod dialect;
mod renewal;
mod rows;

use crate::pages;
use crate::tools::Opened;
use async_trait::async_trait;
pub(crate) use client::{API, BUDGET};
use client::{Client, Page};
pub(crate) use renewal::Unsaved;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, Readable, RecordKind, Tested, Vendor, VendorAccount,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

#[derive(Debug)]
pub(crate) struct StreamOne {
    client: Client,
}

/// Where a list goes on: with a token, or after so many rows of so many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    token: Option<String>,
    offset: u64,
    total: Option<u64>,
}

impl StreamOne {
    pub(crate) fn open(opened: Opened) -> Result<Self, CloudFault> {
        let client = Client::new(opened)?;
        Ok(Self { client })
    }

    async fn doubt(&self, kind: RecordKind) -> Result<Option<Doubt>, CloudFault> {
        match self.client.page(kind, &Place::default(), 1).await {
            Ok(_) => Ok(None),
            Err(fault) if fault.cause == Cause::PermissionMissing => {
                Ok(Some(Doubt::Refused(fault)))
            }
            Err(fault) => Err(fault),
        }
    }

    /// Nothing of the account may be seen: that is how another's account looks.
    fn not_ours(&self, fault: CloudFault) -> CloudFault {
        let account = self.client.account();
        let detail = format!(
            "nothing of the account {account} can be read: it is not the one that the refresh token is of, \
             or its user may see nothing; {}",
            fault.detail
        );
        CloudFault {
            cause: Cause::VendorZoneWrong,
            detail,
            ..fault
        }
    }
}

#[async_trait]
impl VendorAccount for StreamOne {
    async fn test(&self) -> Result<Tested, CloudFault> {
        let mut kinds = Vec::new();
        for kind in Vendor::StreamOne.reads() {
            let doubt = self.doubt(*kind).await;
            let doubt = doubt.map_err(|fault| match fault.cause {
                Cause::NotThere => self.not_ours(fault),
                _ => fault,
            })?;
            let kind = *kind;
            kinds.push(Readable { kind, doubt });
        }
        if let Some(fault) = refused_throughout(&kinds) {
            return Err(self.not_ours(fault));
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
        if !Vendor::StreamOne.reads().contains(&kind) {
            return Ok(Portion {
                rows: Vec::new(),
                next: None,
            });
        }
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Place>(API, &of, from)?;
        let page = self
            .client
            .page(kind, &mark.place, client::MOST_ROWS)
            .await?;
        let next = after(kind, &mark.place, &page)?
            .map(|place| pages::next(API, &of, mark.pages, place))
            .transpose()?;
        Ok(Portion {
            rows: rows::records(kind, &page.rows),
            next,
        })
    }
}

fn refused_throughout(kinds: &[Readable]) -> Option<CloudFault> {
    let fault = |kind: &Readable| match &kind.doubt {
        Some(Doubt::Refused(fault)) => Some(fault.clone()),
        _ => None,
    };
    let faults: Option<Vec<CloudFault>> = kinds.iter().map(fault).collect();
    faults?.into_iter().next()
}

/// Where the list goes on. Rows that went away moved later ones forward, over the edge of a page: then the
/// page before is read once more.
fn after(kind: RecordKind, place: &Place, page: &Page) -> Result<Option<Place>, CloudFault> {
    if kind != RecordKind::Subscription {
        let next = page.next.clone();
        if next.is_some() && next == place.token {
            return Err(pages::stands_still(API));
        }
        return Ok(next.map(|token| Place {
            token: Some(token),
            ..Place::default()
        }));
    }
    let most = u64::from(client::MOST_ROWS);
    let total = page.total;
    let both = place.total.zip(total);
    let at = |offset| Place {
        token: None,
        offset,
        total,
    };
    if place.offset > 0 && both.is_some_and(|(before, now)| now < before) {
        return Ok(Some(at(place.offset.saturating_sub(most))));
    }
    // A page with more rows than asked for begins before its place; one with fewer may be the vendor's own
    // idea of a page.
    let read = u64::try_from(page.rows.len()).unwrap_or(most).min(most);
    let offset = place.offset + read;
    let more = read > 0 && total.is_none_or(|total| offset < total);
    Ok(more.then(|| at(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::Raw;

    fn page(rows: usize, next: Option<&str>, total: Option<u64>) -> Page {
        let row = || serde_json::from_str::<Raw>("{}").unwrap();
        Page {
            rows: (0..rows).map(|_| row()).collect(),
            next: next.map(str::to_owned),
            total,
        }
    }

    #[test]
    fn offsets_go_on_to_the_total_and_back_when_there_are_fewer() {
        let next = |offset, before, rows, now| {
            let place = Place {
                token: None,
                offset,
                total: before,
            };
            let found = after(RecordKind::Subscription, &place, &page(rows, None, now));
            found.unwrap().map(|it| it.offset)
        };
        assert_eq!(next(0, None, 200, Some(450)), Some(200));
        assert_eq!(next(200, Some(450), 201, Some(450)), Some(400));
        assert_eq!(next(400, Some(450), 50, Some(450)), None);
        assert_eq!(next(0, None, 100, Some(450)), Some(100), "a shorter page");
        assert_eq!(next(400, Some(450), 49, Some(449)), Some(200));
        assert_eq!(next(0, None, 200, None), Some(200));
        assert_eq!(next(200, None, 0, None), None);
    }

    #[test]
    fn tokens_go_on_until_there_is_none_and_never_with_themselves() {
        let place = Place {
            token: Some("a".to_owned()),
            ..Place::default()
        };
        let next = |token| after(RecordKind::Account, &place, &page(1, token, None));
        assert_eq!(next(None).unwrap(), None);
        assert_eq!(
            next(Some("b")).unwrap().unwrap().token.as_deref(),
            Some("b")
        );
        assert_eq!(next(Some("a")).unwrap_err().cause, Cause::AnswerUnreadable);
    }
}
