//! All records that wait for a customer, judged.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt as _;
use futures::stream;
use tenantry_domain::ids::{CustomerId, MspId, RecordId, VendorConnectionId};
use tenantry_domain::matching::{Catalogue, Desk, Verdict};
use tenantry_domain::vendor_record::LinkedHow;
use tenantry_domain::vendor_seat::SeatId;

use super::facts::facts;
use super::service::{breathe, step_of};
use super::{MappableRecord, MappingError, MappingState, Mappings};
use crate::commands::{Context, Done};

/// Records that are linked at once.
const AT_ONCE: usize = 16;

/// A record that is to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) record: RecordId,
    pub(super) customer: CustomerId,
    pub(super) how: LinkedHow,
}

/// What became of it.
pub(super) type Attempt = (Wanted, Result<Done, MappingError>);

/// Which seats are taken, and how many records want each.
#[derive(Debug, Default)]
pub(super) struct Seating {
    taken: BTreeSet<SeatId>,
    wanted: BTreeMap<SeatId, usize>,
}

impl Seating {
    fn note(&mut self, record: &MappableRecord) {
        if let MappingState::Linked(customer) = record.mapping {
            self.taken.extend(seat_of(record, customer));
        }
    }

    pub(super) fn want(&mut self, seat: Option<SeatId>) {
        if let Some(seat) = seat {
            *self.wanted.entry(seat).or_default() += 1;
        }
    }

    /// Whether it is there for one record alone.
    pub(super) fn is_free_for_one(&self, seat: Option<SeatId>) -> bool {
        seat.is_none_or(|seat| {
            !self.taken.contains(&seat) && self.wanted.get(&seat).is_none_or(|many| *many <= 1)
        })
    }
}

/// The seat that a record would need.
pub(super) fn seat_of(record: &MappableRecord, customer: CustomerId) -> Option<SeatId> {
    let several = record.vendor.system().allows_several();
    (!several).then(|| SeatId::of(customer, record.connection))
}

impl Mappings {
    /// Judges all records that are there and nobody's. They are held one page at a time.
    pub(super) async fn judge_all(
        &self,
        msp: MspId,
        connection: Option<VendorConnectionId>,
        mut hear: impl FnMut(&MappableRecord, Verdict) + Send,
    ) -> Result<Seating, MappingError> {
        let catalogue = self.parts.catalogues.of(msp).await?;
        let mut round = Round {
            catalogue: &catalogue,
            connection,
            desk: Desk::default(),
            seating: Seating::default(),
            judged: 0,
        };
        let mut known = BTreeSet::new();
        let mut last = None;
        loop {
            let page = self.parts.view.records(msp, last).await?;
            let Some(end) = page.last() else { break };
            last = Some(end.id);
            for record in &page {
                known.insert(record.id);
                round.judge(record, &mut hear).await;
            }
        }
        for id in self.of_late(msp, &["RecordFound"]).await? {
            if known.contains(&id) {
                continue;
            }
            if let Some(record) = self.mappable(msp, id).await? {
                round.judge(&record, &mut hear).await;
            }
        }
        Ok(round.seating)
    }

    /// Links them all, some at a time; one that fails leaves the others alone.
    pub(super) async fn link_all(
        &self,
        msp: MspId,
        wanted: Vec<Wanted>,
        context: &Context,
    ) -> Vec<Attempt> {
        let link = |wanted: Wanted| async move {
            let Wanted {
                record,
                customer,
                how,
            } = wanted;
            let context = step_of(context, msp, &record.to_string());
            let linked = Box::pin(self.link(msp, record, customer, how, context));
            (wanted, linked.await)
        };
        let attempts = stream::iter(wanted).map(link).buffer_unordered(AT_ONCE);
        let mut attempts: Vec<Attempt> = attempts.collect().await;
        attempts.sort_by_key(|(wanted, _)| wanted.record);
        attempts
    }
}

struct Round<'a> {
    catalogue: &'a Catalogue,
    connection: Option<VendorConnectionId>,
    desk: Desk,
    seating: Seating,
    judged: usize,
}

impl Round<'_> {
    async fn judge(
        &mut self,
        record: &MappableRecord,
        hear: &mut (impl FnMut(&MappableRecord, Verdict) + Send),
    ) {
        self.seating.note(record);
        let elsewhere = self.connection.is_some_and(|it| it != record.connection);
        if elsewhere || record.vanished || record.mapping != MappingState::Unmapped {
            return;
        }
        self.judged += 1;
        breathe(self.judged).await;
        let verdict = self.catalogue.judge_at(&mut self.desk, &facts(record));
        hear(record, verdict);
    }
}
