//! How new what is read should be, said once for a whole request: `"extensions": {"atLeast": "42"}`.
//!
//! Whoever follows the record and asks again knows what has happened, and does not want to hear what was before. It is
//! a wish: where query tables take longer than anybody waits, there is an answer all the same.

use serde_json::{Map, Value};

use super::fault::Fault;

const NAME: &str = "atLeast";

/// A position of the ledger. It lies with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh(pub u64);

impl Fresh {
    pub(super) fn wished(extensions: &Map<String, Value>) -> Result<Option<Self>, Fault> {
        let position = match extensions.get(NAME) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_u64(),
        };
        let unfit = || Fault::BadRequest(format!("the extension {NAME} is not a position"));
        // Databases count with a sign.
        let position = position.filter(|it| i64::try_from(*it).is_ok());
        position.map(|it| Some(Self(it))).ok_or_else(unfit)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_position_is_a_number_or_its_digits() {
        let wished = |value: Value| {
            let members = json!({ "atLeast": value, "other": 1 });
            Fresh::wished(members.as_object().unwrap_or(&Map::new()))
        };
        assert_eq!(wished(json!("42")), Ok(Some(Fresh(42))));
        assert_eq!(wished(json!(42)), Ok(Some(Fresh(42))));
        assert_eq!(wished(Value::Null), Ok(None));
        assert_eq!(Fresh::wished(&Map::new()), Ok(None));
        for bad in [
            json!("x"),
            json!(-1),
            json!({}),
            json!("-1"),
            json!(1.5),
            json!(u64::MAX),
        ] {
            assert!(wished(bad.clone()).is_err(), "{bad}");
        }
    }
}
