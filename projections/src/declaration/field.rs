//! Which Rust types a row may be made of, and the cells they become.

use std::borrow::Cow;

use tenantry_domain::role::Role;
use uuid::Uuid;

use super::{Cell, Kind};

/// A type that fills one column.
pub trait Field: Sized {
    const KIND: Kind;
    const NULLABLE: bool = false;

    fn cell(&self) -> Cell<'_>;

    /// `None` when the cell holds something else than this type.
    fn read(cell: Cell<'static>) -> Option<Self>;

    /// Bytes held outside of the value itself, for the bounds on memory.
    fn heap(&self) -> usize {
        0
    }
}

impl Field for Uuid {
    const KIND: Kind = Kind::Uuid;

    fn cell(&self) -> Cell<'_> {
        Cell::Uuid(*self)
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if let Cell::Uuid(id) = cell {
            Some(id)
        } else {
            None
        }
    }
}

impl Field for String {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self))
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if let Cell::Text(text) = cell {
            Some(text.into_owned())
        } else {
            None
        }
    }

    fn heap(&self) -> usize {
        self.capacity()
    }
}

impl Field for i64 {
    const KIND: Kind = Kind::Integer;

    fn cell(&self) -> Cell<'_> {
        Cell::Integer(*self)
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if let Cell::Integer(number) = cell {
            Some(number)
        } else {
            None
        }
    }
}

/// Positions and counts. The ledger's positions are stored as signed numbers too, so none is lost.
impl Field for u64 {
    const KIND: Kind = Kind::Integer;

    fn cell(&self) -> Cell<'_> {
        Cell::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        i64::read(cell).and_then(|number| Self::try_from(number).ok())
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Bool;

    fn cell(&self) -> Cell<'_> {
        Cell::Bool(*self)
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if let Cell::Bool(yes) = cell {
            Some(yes)
        } else {
            None
        }
    }
}

impl Field for Vec<String> {
    const KIND: Kind = Kind::List;

    fn cell(&self) -> Cell<'_> {
        Cell::List(Cow::Borrowed(self))
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if let Cell::List(texts) = cell {
            Some(texts.into_owned())
        } else {
            None
        }
    }

    fn heap(&self) -> usize {
        let texts: usize = self.iter().map(String::capacity).sum();
        self.capacity() * size_of::<String>() + texts
    }
}

impl<F: Field> Field for Option<F> {
    const KIND: Kind = F::KIND;
    const NULLABLE: bool = true;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Field::cell)
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        if cell == Cell::Null {
            Some(None)
        } else {
            F::read(cell).map(Some)
        }
    }

    fn heap(&self) -> usize {
        self.as_ref().map_or(0, Field::heap)
    }
}

macro_rules! id_fields {
    ($($id:ty),+) => {$(
        impl Field for $id {
            const KIND: Kind = Kind::Uuid;

            fn cell(&self) -> Cell<'_> {
                Cell::Uuid(self.as_uuid())
            }

            fn read(cell: Cell<'static>) -> Option<Self> {
                Uuid::read(cell).map(Self::new)
            }
        }
    )+};
}

id_fields!(
    tenantry_domain::ids::ApprovalId,
    tenantry_domain::ids::CustomerId,
    tenantry_domain::ids::MemberId,
    tenantry_domain::ids::OnboardingId,
    tenantry_domain::ids::ProcedureId,
    tenantry_domain::ids::TemplateId,
    tenantry_domain::ids::TenantId,
    tenantry_domain::ids::VendorConnectionId
);

macro_rules! word_fields {
    ($($word:ty),+) => {$(
        impl Field for $word {
            const KIND: Kind = Kind::Text;

            fn cell(&self) -> Cell<'_> {
                Cell::Text(Cow::Borrowed(self.as_str()))
            }

            fn read(cell: Cell<'static>) -> Option<Self> {
                let text = String::read(cell)?;
                Self::ALL.iter().find(|it| it.as_str() == text).copied()
            }
        }
    )+};
}

word_fields!(
    tenantry_domain::approval::OperationKind,
    tenantry_domain::approval::Risk,
    tenantry_domain::approval_refusal::WishKind,
    tenantry_domain::cloud::vendor::RecordKind,
    tenantry_domain::cloud::vendor::Vendor
);

impl Field for Role {
    const KIND: Kind = Kind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self.as_str()))
    }

    fn read(cell: Cell<'static>) -> Option<Self> {
        Self::named(&String::read(cell)?)
    }
}

/// A closed set of words in a text column.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$word_doc])* $word),+ }

        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }

        impl $crate::declaration::Field for $name {
            const KIND: $crate::declaration::Kind = $crate::declaration::Kind::Text;

            fn cell(&self) -> $crate::declaration::Cell<'_> {
                $crate::declaration::Cell::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }

            fn read(cell: $crate::declaration::Cell<'static>) -> Option<Self> {
                match <String as $crate::declaration::Field>::read(cell)?.as_str() {
                    $($text => Some(Self::$word),)+
                    _ => None,
                }
            }
        }
    };
}
