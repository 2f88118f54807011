//! What a list asks of a query table, without SQL: each database words it in its own way.

use uuid::Uuid;

use crate::declaration::Cell;

/// One page of the rows of one MSP.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Select {
    pub conditions: Vec<Condition>,
    /// The column to sort by; the row's id settles what sorts alike.
    pub order: &'static str,
    pub direction: Direction,
    /// The row the page comes after.
    pub after: Option<(Cell<'static>, Uuid)>,
    pub first: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    Is(&'static str, Cell<'static>),
    IsNot(&'static str, Cell<'static>),
    /// One of these, of which there are some hundreds at most.
    IsOneOf(&'static str, Vec<Cell<'static>>),
    /// A column of numbers is above this.
    Above(&'static str, Cell<'static>),
    /// A column is not above this.
    AtMost(&'static str, Cell<'static>),
    /// A text column begins with this.
    BeginsWith(&'static str, String),
    /// A list column holds this.
    Holds(&'static str, String),
    /// A list column does not hold this.
    HoldsNot(&'static str, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Rising,
    Falling,
}

/// The first text, in the order of code points, after all that begin with `prefix`; none begin
/// with the last code point there is, which stands for no character.
pub(crate) fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// SQL as it is put together, and the values for its places `$1`, `$2` …: values never enter the
/// text.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) values: Vec<Cell<'static>>,
}

impl Statement {
    /// Adds a value and gives its place.
    pub(crate) fn place(&mut self, value: Cell<'static>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    pub(crate) fn add(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }
}

impl Select {
    /// Adds the words to a statement that has said whose rows are wanted. How a list column is searched
    /// is for the database to tell.
    pub(crate) fn add_to(&self, sql: &mut Statement, holds: impl Fn(&str, &str) -> String) {
        add_conditions(&self.conditions, sql, holds);
        let (than, order) = match self.direction {
            Direction::Rising => (">", "ASC"),
            Direction::Falling => ("<", "DESC"),
        };
        let column = self.order;
        if let Some((key, id)) = &self.after {
            let key = sql.place(key.clone());
            let id = sql.place(Cell::Uuid(*id));
            sql.add(&format!(" AND ({column}, id) {than} ({key}, {id})"));
        }
        let limit = i64::from(self.first) + 1; // One more tells whether there is a next page.
        sql.add(&format!(
            " ORDER BY {column} {order}, id {order} LIMIT {limit}"
        ));
    }
}

/// Adds what rows have to meet.
pub(crate) fn add_conditions(
    conditions: &[Condition],
    sql: &mut Statement,
    holds: impl Fn(&str, &str) -> String,
) {
    for condition in conditions {
        let words = match condition {
            Condition::Is(column, value) => {
                let place = sql.place(value.clone());
                format!("{column} = {place}")
            }
            Condition::IsNot(column, value) => {
                let place = sql.place(value.clone());
                format!("{column} <> {place}")
            }
            // Nothing is one of none; an empty list is no SQL.
            Condition::IsOneOf(_, values) if values.is_empty() => "1 = 0".to_owned(),
            Condition::IsOneOf(column, values) => {
                let places = values.iter().map(|value| sql.place(value.clone()));
                let places: Vec<String> = places.collect();
                format!("{column} IN ({})", places.join(", "))
            }
            Condition::Above(column, value) => {
                let place = sql.place(value.clone());
                format!("{column} > {place}")
            }
            Condition::AtMost(column, value) => {
                let place = sql.place(value.clone());
                format!("{column} <= {place}")
            }
            Condition::BeginsWith(column, prefix) => {
                let from = sql.place(Cell::Text(prefix.clone().into()));
                let to = sql.place(Cell::Text(end_of(prefix).into()));
                format!("{column} >= {from} AND {column} < {to}")
            }
            Condition::Holds(column, text) => {
                let place = sql.place(Cell::Text(text.clone().into()));
                holds(column, &place)
            }
            Condition::HoldsNot(column, text) => {
                let place = sql.place(Cell::Text(text.clone().into()));
                format!("NOT ({})", holds(column, &place))
            }
        };
        sql.add(" AND ");
        sql.add(&words);
    }
}
