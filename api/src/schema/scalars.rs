//! Values that GraphQL has no word for.

use std::fmt;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use jiff::Timestamp;
use tenantry_domain::record::{Micros, Position as Recorded};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) Micros);

/// An instant, as RFC 3339 writes it: `2026-03-01T12:00:00.000001Z`. Always in UTC.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let instant: Timestamp = text.parse().map_err(|_| {
            InputValueError::custom("an instant such as 2026-03-01T12:00:00Z is expected")
        })?;
        Ok(Self(instant.as_microsecond()))
    }

    fn to_value(&self) -> Value {
        // Every instant that was recorded lies within what a timestamp can hold.
        let instant = Timestamp::from_microsecond(self.0).unwrap_or_default();
        Value::String(instant.to_string())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position(pub(crate) Recorded);

/// Where an event stands in the MSP's ledger: 1, 2, 3 … without a gap. Written as a text, because
/// numbers in JSON are not exact beyond 2^53.
#[Scalar(name = "Position")]
impl ScalarType for Position {
    fn parse(value: Value) -> InputValueResult<Self> {
        let position = match &value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_u64(),
            _ => None,
        };
        // Databases count with a sign.
        position
            .filter(|it| i64::try_from(*it).is_ok())
            .map(Self)
            .ok_or_else(|| InputValueError::custom("a position such as \"17\" is expected"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Whatever it is part of can be logged.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A text that goes into the vault. It is never told again, not even when it is refused.
#[Scalar(name = "Secret")]
impl ScalarType for Secret {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            _ => Err(InputValueError::custom("a secret is a text")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}
