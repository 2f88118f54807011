//! Fields that are read as far as they can be: one of another shape than agreed is as if it were not
//! there, and takes nothing else of its row with it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A text; a number is one as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Option<String>);

impl Text {
    /// As the vendor wrote it, which may be nothing.
    pub(crate) fn whole(self) -> String {
        self.0.unwrap_or_default()
    }

    /// Without blanks around it; nothing when nothing is left.
    pub(crate) fn some(self) -> Option<String> {
        crate::number::some_text(self.0)
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }))
    }
}

/// Yes or no, in the ways that vendors say it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flag(Option<bool>);

impl Flag {
    /// Whether it is said to be so: who says nothing does not.
    pub(crate) fn yes(self) -> bool {
        self.0 == Some(true)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Bool(flag) => Some(flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            Value::Number(number) => number.as_i64().map(|it| it != 0),
            _ => None,
        }))
    }
}

/// Something inside of a row; what is no such thing is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inner<T>(pub Option<T>);

impl<T> Default for Inner<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Inner<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(found.get()).ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Id;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Row {
        id: Id,
        name: Text,
        on: Flag,
        inner: Inner<Box<Row>>,
    }

    fn row(text: &str) -> Row {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_field_of_another_shape_is_not_there() {
        let odd = row(r#"{"id":{},"name":["a"],"on":"perhaps","inner":7}"#);
        assert_eq!(odd.id.text(), None);
        assert_eq!(odd.name.some(), None);
        assert!(!odd.on.yes());
        assert!(odd.inner.0.is_none());
    }

    #[test]
    fn what_can_be_read_is_read() {
        let row = row(r#"{"id":7,"name":" Zoë ","on":1,"inner":{"name":12,"on":"True"}}"#);
        assert_eq!(row.name.clone().some().as_deref(), Some("Zoë"));
        assert_eq!(row.name.whole(), " Zoë ");
        assert!(row.on.yes());
        let inner = row.inner.0.unwrap();
        assert_eq!((inner.name.as_str(), inner.on.yes()), ("12", true));
    }
}
