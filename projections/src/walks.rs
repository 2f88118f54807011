//! Whole lists, read part by part while their rows change: in an order that no change touches.

use std::sync::atomic::Ordering::Relaxed;

use tenantry_domain::ids::MspId;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::declaration::{Cell, Projection, Row};
use crate::error::ProjectionError;
use crate::paging::PAGE_ROWS;
use crate::projections::{Projections, read, reading};
use crate::select::{Condition, Direction, Select};
use crate::store::Stored;

/// The rows that meet the conditions, in the order of their ids, after one.
pub(crate) fn by_id(conditions: Vec<Condition>, after: Option<Uuid>) -> Select {
    walk(conditions, "id", after.map(|id| (Cell::Uuid(id), id)))
}

/// The same, of those whose column holds the value and that an index leads to by it.
///
/// What is wanted is said as a range and an order, not as an equality. A database that knows nothing
/// of what is in its tables, as SQLite, would see the ids in order in the primary key as well, and
/// walk over all rows of the MSP.
pub(crate) fn within(
    column: &'static str,
    value: Cell<'static>,
    mut conditions: Vec<Condition>,
    after: Option<Uuid>,
) -> Select {
    conditions.push(Condition::AtMost(column, value.clone()));
    // No row has the least id there is.
    let after = (value, after.unwrap_or(Uuid::nil()));
    walk(conditions, column, Some(after))
}

/// The rows whose column holds one of these, in the order of the column and then of their ids.
pub(crate) fn of_owners(
    column: &'static str,
    owners: &[Uuid],
    after: Option<(Cell<'static>, Uuid)>,
) -> Select {
    let owners = owners.iter().copied().map(Cell::Uuid).collect();
    walk(vec![Condition::IsOneOf(column, owners)], column, after)
}

fn walk(
    conditions: Vec<Condition>,
    order: &'static str,
    after: Option<(Cell<'static>, Uuid)>,
) -> Select {
    Select {
        conditions,
        order,
        direction: Direction::Rising,
        after,
        first: PAGE_ROWS - 1, // One more is read.
    }
}

impl Projections {
    /// The first rows of a walk; none when there are no more.
    pub(crate) async fn part<P: Projection>(
        &self,
        scope: MspId,
        walk: &Select,
    ) -> Result<Vec<P::Row>, ProjectionError> {
        let stored = self.stored_part::<P>(scope, walk).await?;
        stored.into_iter().map(read::<P>).collect()
    }

    /// The first of all rows, in the order of their ids and after one, that something is made of; none when
    /// there are no more. Parts of which nothing is made are passed over.
    pub(crate) async fn first_of<P: Projection, T>(
        &self,
        scope: MspId,
        mut after: Option<Uuid>,
        make: impl Fn(P::Row) -> Option<T>,
    ) -> Result<Vec<T>, ProjectionError> {
        loop {
            let stored = self
                .stored_part::<P>(scope, &by_id(Vec::new(), after))
                .await?;
            let Some((last, _)) = stored.last() else {
                return Ok(Vec::new());
            };
            after = Some(*last);
            let rows: Result<Vec<P::Row>, _> = stored.into_iter().map(read::<P>).collect();
            let some: Vec<T> = rows?.into_iter().filter_map(&make).collect();
            if !some.is_empty() {
                return Ok(some);
            }
        }
    }

    /// All rows that belong to one of these, by a column that an index leads to.
    pub(crate) async fn all_of<P: Projection>(
        &self,
        scope: MspId,
        column: &'static str,
        owners: &[Uuid],
    ) -> Result<Vec<P::Row>, ProjectionError> {
        let mut rows = Vec::new();
        for some in owners.chunks(PAGE_ROWS as usize) {
            let mut after = None;
            loop {
                let walk = of_owners(column, some, after);
                let part = self.stored_part::<P>(scope, &walk).await?;
                let last = part.len() < PAGE_ROWS as usize;
                after = part.last().and_then(|row| place::<P>(row, column));
                for row in part {
                    rows.push(read::<P>(row)?);
                }
                if last || after.is_none() {
                    break;
                }
            }
        }
        Ok(rows)
    }

    async fn stored_part<P: Projection>(
        &self,
        scope: MspId,
        walk: &Select,
    ) -> Result<Vec<Stored>, ProjectionError> {
        let house = self.house();
        let (_, declared) = house.declaration(P::NAME)?;
        house.reads.fetch_add(1, Relaxed);
        let asked = house.store.page(declared, scope, walk);
        asked.instrument(reading(declared)).await
    }
}

/// Where a walk along the column goes on after the row.
fn place<P: Projection>(
    (id, cells): &Stored,
    column: &'static str,
) -> Option<(Cell<'static>, Uuid)> {
    let place = P::Row::COLUMNS.iter().position(|it| it.name == column)?;
    Some((cells.get(place)?.clone(), *id))
}
