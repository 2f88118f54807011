//! Many suggestions accepted at once, after a look at them.
//!
//! A preview has a token, which is a hash of what it shows. Whoever accepts gives it back, and exactly what
//! was shown is linked; what is otherwise by then is left and told. The latest previews are remembered, so
//! that each record can be told apart; one that is not remembered, here or after a restart, is made again
//! and has to be the same.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, VendorConnectionId};
use tenantry_domain::matching::{Score, Suggestion, Verdict, Why};
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_domain::saga::minutes;
use tenantry_domain::vendor_record::{Certainty, LinkedHow, VendorRecord};
use tenantry_domain::vendor_seat::SeatId;

use super::catalogue;
use super::judged::{Wanted, seat_of};
use super::kept::{Asked, KeptLimits};
use super::service::{breathe, judge};
use super::{MappingError, MappingState, Mappings};
use crate::commands::Context;

/// Previews that are remembered.
const REMEMBERED: usize = 16;

/// Previews that are kept whole. Of 50,000 records one takes some megabytes.
pub(super) const LISTS: KeptLimits = KeptLimits {
    kept: 8,
    rests: minutes(1) / 30,
    lasts: minutes(10),
};

/// Which suggestions are to be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BulkWish {
    /// Of all connections, unless one is named.
    pub connection: Option<VendorConnectionId>,
    /// From this score on.
    pub above: Score,
}

/// What would be linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkPreview {
    /// In the order of the records' ids.
    pub items: Vec<BulkItem>,
    pub left: LeftOut,
    pub token: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkItem {
    pub record: RecordId,
    pub customer: CustomerId,
    pub score: Score,
    /// Why there is no doubt, where there is none.
    pub certain: Option<Certainty>,
    pub reasons: Vec<Why>,
}

/// How many records would stay as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Nobody comes close.
    pub nobody: usize,
    /// The likeliest customer has a lower score.
    pub below: usize,
    /// Two customers are equally likely.
    pub tied: usize,
    /// The customer has another record in a system that knows it once, or several want to be that one.
    pub contested: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BulkOutcome {
    pub linked: Vec<(RecordId, CustomerId)>,
    /// What was previewed and not linked.
    pub left: Vec<(RecordId, Left)>,
}

/// Why a record was not linked after all.
#[derive(Debug, Clone, PartialEq)]
pub enum Left {
    /// The record is not what was shown, or another customer is as likely by now.
    Stale,
    Refused(MappingError),
}

impl Left {
    pub const CODES: &'static [&'static str] = &["STALE"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Stale => "STALE",
            Self::Refused(error) => error.code(),
        }
    }
}

/// What was shown of late.
#[derive(Debug, Default)]
pub(super) struct Previews(Mutex<VecDeque<Shown>>);

#[derive(Debug, Clone)]
struct Shown {
    msp: MspId,
    wish: BulkWish,
    token: String,
    pairs: Arc<[(RecordId, CustomerId)]>,
}

impl Previews {
    fn remember(&self, msp: MspId, wish: BulkWish, preview: &BulkPreview) {
        let pairs = preview.items.iter().map(|it| (it.record, it.customer));
        let shown = Shown {
            msp,
            wish,
            token: preview.token.clone(),
            pairs: pairs.collect(),
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.msp != msp || it.token != shown.token);
        all.push_back(shown);
        while all.len() > REMEMBERED {
            all.pop_front();
        }
    }

    fn recall(
        &self,
        msp: MspId,
        wish: BulkWish,
        token: &str,
    ) -> Option<Arc<[(RecordId, CustomerId)]>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |it: &&Shown| it.msp == msp && it.wish == wish && it.token == token;
        let shown = all.iter().find(is_it);
        shown.map(|it| it.pairs.clone())
    }
}

impl Mappings {
    /// What would be linked, and what would not.
    pub async fn bulk_preview(
        &self,
        msp: MspId,
        wish: BulkWish,
    ) -> Result<BulkPreview, MappingError> {
        let mut left = LeftOut::default();
        let mut found: Vec<(BulkItem, Option<SeatId>)> = Vec::new();
        let heard = self.judge_all(msp, wish.connection, |record, verdict| {
            match likeliest(verdict, wish.above) {
                Likeliest::One(likely) => {
                    let seat = seat_of(record, likely.customer);
                    found.push((likely.of(record.id), seat));
                }
                Likeliest::Nobody => left.nobody += 1,
                Likeliest::Below => left.below += 1,
                Likeliest::Tied => left.tied += 1,
            }
        });
        let mut seating = heard.await?;
        for (_, seat) in &found {
            seating.want(*seat);
        }
        let all = found.len();
        let alone = found
            .into_iter()
            .filter(|(_, seat)| seating.is_free_for_one(*seat));
        let mut items: Vec<BulkItem> = alone.map(|(item, _)| item).collect();
        left.contested = all - items.len();
        items.sort_by_key(|item| item.record);
        let preview = BulkPreview {
            token: token(msp, wish, &items),
            items,
            left,
        };
        self.previews.remember(msp, wish, &preview);
        Ok(preview)
    }

    /// The same with what was recorded up to this position, kept from the last time where that is true
    /// still: page by page it is one list. It may be a moment old.
    pub async fn bulk_preview_as_of(
        &self,
        msp: MspId,
        wish: BulkWish,
        at_least: Position,
    ) -> Result<Arc<BulkPreview>, MappingError> {
        let asked = Asked {
            msp,
            key: (msp, wish),
            at_least,
            matters: may_change,
        };
        let preview = async {
            let known = self.parts.catalogues.position(msp).await?;
            let reached = self.parts.view.reached(msp).await?;
            let preview = self.bulk_preview(msp, wish).await?;
            Ok::<_, MappingError>((preview, reached.map(|reached| reached.min(known))))
        };
        Ok(self.lists.of(asked, preview).await?.value)
    }

    /// Links what was shown under this token.
    pub async fn bulk_accept(
        &self,
        msp: MspId,
        wish: BulkWish,
        token: &str,
        context: Context,
    ) -> Result<BulkOutcome, MappingError> {
        let context = self.as_one(context);
        let pairs = match self.previews.recall(msp, wish, token) {
            Some(pairs) => pairs,
            None => self.shown_again(msp, wish, token).await?,
        };
        let catalogue = self.parts.catalogues.of(msp).await?;
        let mut outcome = BulkOutcome::default();
        let mut wanted = Vec::with_capacity(pairs.len());
        for (number, (record, customer)) in pairs.iter().copied().enumerate() {
            breathe(number).await;
            let found = self.mappable(msp, record).await?.filter(|it| !it.vanished);
            let Some(found) = found else {
                outcome.left.push((record, Left::Stale));
                continue;
            };
            if found.mapping == MappingState::Linked(customer) {
                outcome.linked.push((record, customer));
                continue;
            }
            let likely = likeliest(judge(&catalogue, &found), wish.above);
            match likely {
                Likeliest::One(it)
                    if it.customer == customer && found.mapping == MappingState::Unmapped =>
                {
                    let (score, above) = (it.score.hundredths(), wish.above.hundredths());
                    let how = LinkedHow::Bulk { score, above };
                    wanted.push(Wanted {
                        record,
                        customer,
                        how,
                    });
                }
                _ => outcome.left.push((record, Left::Stale)),
            }
        }
        self.accept(msp, wanted, &context, &mut outcome).await?;
        Ok(outcome)
    }

    /// Links what was shown under this token, as long as all is still as it was shown; nothing otherwise.
    pub(crate) async fn bulk_accept_unmoved(
        &self,
        msp: MspId,
        wish: BulkWish,
        token: &str,
        context: Context,
    ) -> Result<BulkOutcome, MappingError> {
        if self.bulk_preview(msp, wish).await?.token != token {
            return Err(MappingError::PreviewStale);
        }
        self.bulk_accept(msp, wish, token, context).await
    }

    async fn accept(
        &self,
        msp: MspId,
        wanted: Vec<Wanted>,
        context: &Context,
        outcome: &mut BulkOutcome,
    ) -> Result<(), MappingError> {
        let mut chosen = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let record = self.record(msp, wanted.record).await?;
            let parted = record.known().map(|it| &it.parted_from);
            // What somebody parted is not brought together again by the dozen.
            if parted.is_some_and(|it| it.contains(&wanted.customer)) {
                let left = by_choice(wanted.customer);
                outcome.left.push((wanted.record, left));
            } else {
                chosen.push(wanted);
            }
        }
        for (wanted, attempt) in self.link_all(msp, chosen, context).await {
            match attempt {
                Ok(_) => outcome.linked.push((wanted.record, wanted.customer)),
                Err(error) if error.is_refusal() => {
                    outcome.left.push((wanted.record, Left::Refused(error)));
                }
                Err(error) => return Err(error),
            }
        }
        outcome.linked.sort_unstable();
        outcome.left.sort_by_key(|(record, _)| *record);
        Ok(())
    }

    async fn shown_again(
        &self,
        msp: MspId,
        wish: BulkWish,
        token: &str,
    ) -> Result<Arc<[(RecordId, CustomerId)]>, MappingError> {
        let preview = self.bulk_preview(msp, wish).await?;
        if preview.token != token {
            return Err(MappingError::PreviewStale);
        }
        let pairs = preview.items.iter().map(|it| (it.record, it.customer));
        Ok(pairs.collect())
    }
}

/// Who comes first, if nobody comes as close.
enum Likeliest {
    One(Likely),
    Nobody,
    Below,
    Tied,
}

struct Likely {
    customer: CustomerId,
    score: Score,
    certain: Option<Certainty>,
    reasons: Vec<Why>,
}

impl Likely {
    fn of(self, record: RecordId) -> BulkItem {
        BulkItem {
            record,
            customer: self.customer,
            score: self.score,
            certain: self.certain,
            reasons: self.reasons,
        }
    }
}

fn likeliest(verdict: Verdict, above: Score) -> Likeliest {
    let suggestions = match verdict {
        Verdict::Certain { customer, because } => {
            return Likeliest::One(Likely {
                customer,
                score: Score::FULL,
                certain: Some(because),
                reasons: Vec::new(),
            });
        }
        Verdict::Open { suggestions } => suggestions,
    };
    let mut suggestions = suggestions.into_iter();
    let Some(first) = suggestions.next() else {
        return Likeliest::Nobody;
    };
    if first.score < above {
        return Likeliest::Below;
    }
    if suggestions.any(|it| it.score >= first.score) {
        return Likeliest::Tied;
    }
    let Suggestion {
        customer,
        score,
        reasons,
    } = first;
    Likeliest::One(Likely {
        customer,
        score,
        certain: None,
        reasons,
    })
}

fn by_choice(customer_id: CustomerId) -> Left {
    use tenantry_domain::vendor_record::VendorRecordRefusal::RecordUnlinkedByChoice;
    Left::Refused(super::service::record_refused(RecordUnlinkedByChoice {
        customer_id,
    }))
}

/// Of the wish and of all that would be linked.
fn token(msp: MspId, wish: BulkWish, items: &[BulkItem]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(msp.as_uuid());
    hasher.update(
        wish.connection
            .map_or([0; 16], |it| it.as_uuid().into_bytes()),
    );
    hasher.update([wish.above.hundredths()]);
    for item in items {
        hasher.update(item.record.as_uuid());
        hasher.update(item.customer.as_uuid());
        hasher.update([item.score.hundredths()]);
    }
    let digest = hasher.finalize();
    let digits = digest[..16].iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// Whether an event makes a preview another one: it says something of a record, or of a customer.
fn may_change(event: &RecordedEvent) -> bool {
    event.stream.aggregate_type == VendorRecord::TYPE || catalogue::matters(event)
}
