//! A generation's table by name, and the SQL that is alike in both databases.

use std::fmt::Write as _;

use crate::declaration::{Declaration, Kind};

/// One generation of a projection's table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) declared: &'static Declaration,
    pub(crate) generation: i64,
    /// Readers see the live one, which has the plain name.
    pub(crate) live: bool,
}

impl Table {
    pub(crate) fn live(declared: &'static Declaration, generation: i64) -> Self {
        Self {
            declared,
            generation,
            live: true,
        }
    }

    pub(crate) fn shadow(declared: &'static Declaration, generation: i64) -> Self {
        Self {
            declared,
            generation,
            live: false,
        }
    }

    pub(crate) fn name(&self) -> String {
        if self.live {
            self.declared.name.to_owned()
        } else {
            self.lasting_name()
        }
    }

    /// A name no other generation has, for what keeps its name when the table is switched.
    pub(crate) fn lasting_name(&self) -> String {
        format!("{}_g{}", self.declared.name, self.generation)
    }

    /// `, column` for each declared column, after `wrap` has worded it.
    pub(crate) fn columns(&self, wrap: impl Fn(&str, Kind) -> String) -> String {
        columns(self.declared, wrap)
    }

    /// `column = excluded.column` for each declared column.
    pub(crate) fn assignments(&self) -> String {
        let mut sql = String::new();
        for (i, column) in self.declared.columns.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            // Writing to a String cannot fail.
            let _ = write!(sql, "{comma}{0} = excluded.{0}", column.name);
        }
        sql
    }

    /// The table's columns with the types of a database.
    pub(crate) fn definition(&self, type_of: impl Fn(Kind) -> &'static str) -> String {
        let id = type_of(Kind::Uuid);
        let mut sql = format!("msp_id {id} NOT NULL, id {id} NOT NULL");
        for column in self.declared.columns {
            let null = if column.nullable { "" } else { " NOT NULL" };
            let _ = write!(sql, ", {} {}{null}", column.name, type_of(column.kind));
        }
        sql
    }

    /// `(name, columns)` of each secondary index: the MSP first, the row's id last.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = (String, String)> {
        self.declared.indexes.iter().map(|index| {
            let name = format!("{}_{}", self.lasting_name(), index.name);
            let columns = index.columns.join(", ");
            (name, format!("msp_id, {columns}, id"))
        })
    }
}

pub(crate) fn columns(declared: &Declaration, wrap: impl Fn(&str, Kind) -> String) -> String {
    let mut sql = String::new();
    for column in declared.columns {
        sql.push_str(", ");
        sql.push_str(&wrap(column.name, column.kind));
    }
    sql
}
