//! A typed row and the columns that follow from it.

use std::fmt::Debug;

use uuid::Uuid;

use super::{Cell, Field, Kind};

/// One column, as declared by a field of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
}

/// What a query table stores about one id. Made by the [`row!`](crate::row) macro.
pub trait Row: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The columns after the MSP's and the row's id.
    const COLUMNS: &'static [Column];

    /// The cells in the order of the columns.
    fn cells(&self) -> Vec<Cell<'_>>;

    fn read(id: Uuid, cells: Vec<Cell<'static>>) -> Result<Self, Unreadable>;

    /// Bytes held outside of the row itself.
    fn heap(&self) -> usize;
}

/// A stored row does not have the form this program gives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of row {id} does not hold what this program writes there")]
pub struct Unreadable {
    pub column: &'static str,
    pub id: Uuid,
}

/// The next cell as the type of its field.
pub fn take_cell<F: Field>(
    cells: &mut impl Iterator<Item = Cell<'static>>,
    column: &'static str,
    id: Uuid,
) -> Result<F, Unreadable> {
    cells
        .next()
        .and_then(F::read)
        .ok_or(Unreadable { column, id })
}

/// Declares a row: a struct with the row's id and one field per column.
#[macro_export]
macro_rules! row {
    ($(#[$doc:meta])* $vis:vis struct $name:ident { $($(#[$field_doc:meta])* $field:ident : $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            pub id: uuid::Uuid,
            $($(#[$field_doc])* pub $field: $type),+
        }

        impl $crate::declaration::Row for $name {
            const COLUMNS: &'static [$crate::declaration::Column] = &[
                $($crate::declaration::Column {
                    name: stringify!($field),
                    kind: <$type as $crate::declaration::Field>::KIND,
                    nullable: <$type as $crate::declaration::Field>::NULLABLE,
                }),+
            ];

            fn cells(&self) -> Vec<$crate::declaration::Cell<'_>> {
                vec![$($crate::declaration::Field::cell(&self.$field)),+]
            }

            fn read(
                id: uuid::Uuid,
                cells: Vec<$crate::declaration::Cell<'static>>,
            ) -> Result<Self, $crate::declaration::Unreadable> {
                let mut cells = cells.into_iter();
                Ok(Self {
                    id,
                    $($field: $crate::declaration::take_cell(&mut cells, stringify!($field), id)?),+
                })
            }

            fn heap(&self) -> usize {
                0 $(+ $crate::declaration::Field::heap(&self.$field))+
            }
        }
    };
}
