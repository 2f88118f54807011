//! How many rows there are of each sort, counted by the database: none of them is read.

use std::sync::atomic::Ordering::Relaxed;

use tenantry_domain::ids::MspId;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::declaration::{Cell, Column, Declaration, Field, Projection, Unreadable};
use crate::error::ProjectionError;
use crate::projections::{Projections, reading};
use crate::select::{Condition, Statement, add_conditions};
use crate::store;

/// Rows of one MSP that meet the conditions, told apart by these columns. An index has to lead along all of
/// them, so that counting walks over it and touches no row.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    pub(crate) by: &'static [&'static str],
    pub(crate) conditions: Vec<Condition>,
}

/// What rows of a sort have in the columns, and how many there are.
pub(crate) type Sort = (Vec<Cell<'static>>, i64);

impl Tally {
    /// The columns, as the projection declares them.
    pub(crate) fn columns<'a>(
        &'a self,
        of: &'static Declaration,
    ) -> impl Iterator<Item = &'static Column> + use<'a> {
        let found = self.by.iter();
        found.filter_map(|name| of.columns.iter().find(|it| it.name == *name))
    }

    /// What is selected.
    pub(crate) fn head(&self) -> String {
        format!("{}, COUNT(*) AS many", self.by.join(", "))
    }

    /// Adds the rest to a statement that has said whose rows are wanted. Rows are not told apart by list columns;
    /// how one is searched is for the database to tell.
    pub(crate) fn add_to(&self, sql: &mut Statement, holds: impl Fn(&str, &str) -> String) {
        add_conditions(&self.conditions, sql, holds);
        sql.add(&format!(" GROUP BY {}", self.by.join(", ")));
    }
}

/// The value of the next column, where it is of the type that the projection declares.
pub(crate) fn take<T: Field>(
    cells: &mut impl Iterator<Item = Cell<'static>>,
    column: &'static str,
) -> Result<T, ProjectionError> {
    let id = Uuid::nil();
    T::read(cells.next().unwrap_or(Cell::Null))
        .ok_or_else(|| store::unreadable(&Unreadable { column, id }))
}

/// How many there are, as people count.
pub(crate) fn many(counted: i64) -> u64 {
    u64::try_from(counted).unwrap_or_default()
}

impl Projections {
    /// One statement, whatever there is.
    pub(crate) async fn tally<P: Projection>(
        &self,
        scope: MspId,
        tally: &Tally,
    ) -> Result<Vec<Sort>, ProjectionError> {
        let house = self.house();
        let (_, declared) = house.declaration(P::NAME)?;
        house.reads.fetch_add(1, Relaxed);
        let asked = house.store.tally(declared, scope, tally);
        asked.instrument(reading(declared)).await
    }
}
