//! Which seat it is.

use std::fmt;
use std::str::FromStr;

use crate::ids::{CustomerId, MalformedId, VendorConnectionId};

/// Of a customer at a connection. Its text is the id of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeatId {
    pub customer: CustomerId,
    pub connection: VendorConnectionId,
}

impl SeatId {
    pub const fn of(customer: CustomerId, connection: VendorConnectionId) -> Self {
        Self {
            customer,
            connection,
        }
    }
}

impl fmt::Display for SeatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.customer, self.connection)
    }
}

impl FromStr for SeatId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let (customer, connection) = text.split_once('.').ok_or_else(|| MalformedId {
            kind: "seat id",
            text: text.chars().take(80).collect(),
        })?;
        Ok(Self::of(customer.parse()?, connection.parse()?))
    }
}
