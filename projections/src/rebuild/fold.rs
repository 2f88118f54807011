//! Folds pages into books, and writes the books out whenever they have grown enough.

use std::sync::Arc;

use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Micros, RecordedEvent};

use super::pages::{self, Page, Route};
use super::progress::Meter;
use super::{Stretch, busy, poisoned};
use crate::book::{Book, Poison};
use crate::daemon::{gap, offer};
use crate::decisions::{Decisions, Orders};
use crate::error::ProjectionError;
use crate::house::{House, stored};
use crate::sheet::Changes;
use crate::store::{Committed, Failure, Hold, Step, Table};

/// Rows handed to the database at once, within the one transaction of a flush.
const PART: usize = 10_000;

pub(super) struct Folding<'a> {
    house: &'a Arc<House>,
    place: usize,
    table: &'a Table,
    hold: Hold,
    decisions: &'a Decisions,
    /// MSPs with something to write; the last one is still being read.
    open: Vec<Open>,
    first_failure: Option<ProjectionError>,
}

/// One MSP's part of the next flush.
struct Open {
    msp: MspId,
    book: Box<dyn Book>,
    from: i64,
    to: i64,
    recorded_at: Micros,
    failure: Option<Failure>,
}

impl<'a> Folding<'a> {
    pub(super) fn new(
        house: &'a Arc<House>,
        place: usize,
        table: &'a Table,
        hold: Hold,
        decisions: &'a Decisions,
    ) -> Self {
        Self {
            house,
            place,
            table,
            hold,
            decisions,
            open: Vec::new(),
            first_failure: None,
        }
    }

    /// Takes all MSPs to where they have to be. One that meets poison stays there, the others go
    /// on; then the first poison is what the whole came to.
    pub(super) async fn all(
        &mut self,
        stretches: Vec<Stretch>,
        meter: &mut Meter<'_>,
    ) -> Result<u64, ProjectionError> {
        let routes = stretches.iter().map(|stretch| Route {
            msp: stretch.partition.msp,
            after: stretch.partition.position,
            to: stretch.to,
        });
        let ledger = Arc::clone(&self.house.ledger);
        let mut pages = pages::read(ledger, routes.collect(), self.house.tuning.page);
        let mut stretches = stretches.into_iter();
        let mut reading = None;
        let mut events = 0;
        while let Some(page) = pages.recv().await {
            let page = page?;
            if reading != Some(page.msp) {
                reading = Some(page.msp);
                if let Some(stretch) = stretches.next() {
                    self.open.push(self.begin(&stretch));
                }
            }
            let passed = self.page(&page).await?;
            events += passed as u64;
            meter.passed(passed);
            if page.last {
                reading = None;
            }
            let weight: usize = self.open.iter().map(|open| open.book.weight()).sum();
            if weight > self.house.tuning.rebuild_memory {
                self.flush(page.last).await?;
            }
        }
        self.flush(true).await?;
        match self.first_failure.take() {
            Some(error) => Err(error),
            None => Ok(events),
        }
    }

    fn begin(&self, stretch: &Stretch) -> Open {
        let partition = &stretch.partition;
        Open {
            msp: partition.msp,
            book: (self.table.declared.open_book)(),
            from: partition.position,
            to: partition.position,
            recorded_at: partition.recorded_at,
            failure: None,
        }
    }

    /// Folds a page into the book of its MSP. Answers how many events it passed.
    async fn page(&mut self, page: &Page) -> Result<usize, ProjectionError> {
        let declared = self.table.declared;
        let Some(open) = self.open.last_mut().filter(|open| open.msp == page.msp) else {
            return Ok(0);
        };
        if open.failure.is_some() {
            return Ok(0);
        }
        let orders = self.decisions.orders(self.place, open.msp);
        let mut passed = 0;
        for event in &page.events {
            if let Err(poison) = open.take(event, declared, orders) {
                let failure = Failure {
                    position: stored(poison.position),
                    code: poison.code.to_owned(),
                    detail: poison.detail,
                    retries: orders.retries(),
                };
                let error = poisoned(declared, open.msp, &failure);
                tracing::error!(projection = declared.name, code = error.code(), %error,
                    "a rebuild stops at an event it cannot read");
                self.first_failure.get_or_insert(error);
                open.failure = Some(failure);
                break;
            }
            passed += 1;
        }
        let keys: Vec<_> = open
            .book
            .missing()
            .iter()
            .map(|id| (open.msp, *id))
            .collect();
        if !keys.is_empty() {
            let rows = self.house.store.load(self.table, &keys).await?;
            open.book
                .learn(rows.into_iter().map(|(_, row)| row).collect())
                .map_err(|error| crate::store::unreadable(&error))?;
        }
        open.book.fold();
        Ok(passed)
    }

    /// Writes all that was folded. The MSP that is still being read keeps the rows it used last.
    async fn flush(&mut self, all_read: bool) -> Result<(), ProjectionError> {
        let steps: Vec<Step> = self.open.iter().map(Open::step).collect();
        if steps.is_empty() {
            return Ok(());
        }
        let columns = self.table.declared.columns;
        let mut books = self.open.iter_mut().peekable();
        let mut parts = || {
            let mut part = Changes::new(columns);
            while let Some(open) = books.peek_mut() {
                let room = PART.saturating_sub(part.len());
                if room == 0 {
                    break;
                }
                if !open.book.write(open.msp, room, &mut part) {
                    books.next();
                }
            }
            (part.len() > 0).then_some(part)
        };
        let committed = self
            .house
            .store
            .commit(self.table, self.hold.fence, &steps, &mut parts)
            .await?;
        if committed == Committed::Lost {
            return Err(busy(self.table.declared));
        }
        let last = self.open.pop().filter(|_| !all_read);
        self.open.clear();
        self.open.extend(last.map(|mut open| {
            open.from = open.to;
            open.book.trim(self.house.tuning.rebuild_memory);
            open
        }));
        Ok(())
    }
}

impl Open {
    fn take(
        &mut self,
        event: &RecordedEvent,
        declared: &crate::declaration::Declaration,
        orders: Orders<'_>,
    ) -> Result<(), Poison> {
        if stored(event.position) != self.to + 1 {
            return Err(gap(event, self.to));
        }
        offer(self.book.as_mut(), event, declared, orders)?;
        self.to = stored(event.position);
        self.recorded_at = event.recorded_at;
        Ok(())
    }

    fn step(&self) -> Step {
        Step {
            msp: self.msp,
            from: self.from,
            to: self.to,
            recorded_at: self.recorded_at,
            failure: self.failure.clone(),
        }
    }
}
