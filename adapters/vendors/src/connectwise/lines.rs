//! Additions, which can only be asked for one agreement after the other.

use super::client::{ADDITIONS, API, LIVE_AGREEMENTS, Place};
use super::rows::{AdditionRow, AgreementRow};
use super::{ConnectWise, MOST_ROWS};
use crate::pages;
use crate::rows;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{FoundRecord, RecordKind};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

/// So many agreements are asked about for one page: each is a request.
const AT_ONCE: usize = 20;

/// Where the lines go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    /// All additions up to this agreement were read.
    done: i64,
    /// The agreement after it is read from here on.
    within: Option<(i64, Place)>,
}

impl ConnectWise {
    pub(super) async fn lines(
        &self,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let kind = RecordKind::ContractLine;
        let of = format!("{API}/{}", kind.as_str());
        let mark = pages::read::<Progress>(API, &of, from)?;
        let mut progress = mark.place;
        let mut found = Vec::new();
        let agreements = self.agreements(progress.done, AT_ONCE).await?;
        if agreements.is_empty() {
            return Ok(Portion {
                rows: found,
                next: None,
            });
        }
        for (id, agreement) in &agreements {
            let within = progress.within.take();
            let place = within.and_then(|(of, place)| (of == *id).then_some(place));
            let (records, rest) = self.of_agreement(*id, agreement, place).await?;
            found.extend(records);
            if let Some(rest) = rest {
                progress.within = Some((*id, rest));
                break;
            }
            progress.done = *id;
        }
        let next = pages::next(API, &of, mark.pages, progress)?;
        Ok(Portion {
            rows: found,
            next: Some(next),
        })
    }

    /// Those after this one, in the order of their ids.
    async fn agreements(
        &self,
        after: i64,
        most: usize,
    ) -> Result<Vec<(i64, AgreementRow)>, CloudFault> {
        let conditions = format!("cancelledFlag = false and id > {after}");
        let list = LIVE_AGREEMENTS.with(&conditions);
        let page = self.client.page(list, most, &Place::Start).await?;
        let read = page.rows.iter().filter_map(|row| {
            let agreement: AgreementRow = row.read()?;
            // One that comes again was read.
            let id = agreement.id.number().filter(|id| *id > after)?;
            Some((id, agreement))
        });
        let mut read: Vec<(i64, AgreementRow)> = read.collect();
        if read.is_empty() && !page.rows.is_empty() {
            return Err(pages::stands_still(API));
        }
        read.sort_by_key(|(id, _)| *id);
        Ok(read)
    }

    /// An agreement that went away in between has no additions.
    async fn of_agreement(
        &self,
        id: i64,
        agreement: &AgreementRow,
        place: Option<Place>,
    ) -> Result<(Vec<FoundRecord>, Option<Place>), CloudFault> {
        let text = id.to_string();
        let parts = [text.as_str()];
        let list = ADDITIONS.of(&parts);
        let place = place.unwrap_or_default();
        let page = match self.client.page(list, MOST_ROWS, &place).await {
            Err(fault) if fault.cause == Cause::NotThere => return Ok((Vec::new(), None)),
            page => page?,
        };
        let today = self.client.today();
        let record = |row: AdditionRow| row.record(agreement, today);
        let records = rows::records(API, RecordKind::ContractLine, &page.rows, record);
        Ok((records, page.next))
    }

    /// Whether additions may be read, as far as there is an agreement to try it with.
    pub(super) async fn try_lines(&self) -> Result<(), CloudFault> {
        let Some((id, agreement)) = self.agreements(0, 1).await?.pop() else {
            return Ok(());
        };
        self.of_agreement(id, &agreement, None).await.map(drop)
    }
}
