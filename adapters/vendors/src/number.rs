//! Numbers as the vendor wrote them: no digit passes through a binary fraction.

use crate::lenient::Text;
use serde::Deserialize;
use serde_json::value::RawValue;
use tenantry_domain::cloud::vendor::{Amount, Currency, Money};

/// A number in an answer, as its text. Some vendors put numbers into quotation marks.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Number(Option<Box<RawValue>>);

impl Number {
    /// Nothing, when it is none or cannot be kept exactly.
    pub(crate) fn amount(&self) -> Option<Amount> {
        let text = self.0.as_ref()?.get();
        let quoted = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        quoted.unwrap_or(text).trim().parse().ok()
    }

    pub(crate) fn money(&self, currency: Option<Currency>) -> Option<Money> {
        let amount = self.amount()?;
        Some(Money { amount, currency })
    }
}

/// An id: a number at most vendors, a text at some; always a text here. An empty one is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(Option<String>);

impl Id {
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(crate) fn into_text(self) -> Option<String> {
        self.0
    }

    pub(crate) fn number(&self) -> Option<i64> {
        self.text()?.parse().ok()
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Text::deserialize(deserializer)?.some()))
    }
}

/// A text of which only letters count: an empty one is none.
pub(crate) fn some_text(text: Option<String>) -> Option<String> {
    let text = text?;
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        whole if whole == text.len() => Some(text),
        _ => Some(trimmed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Row {
        #[serde(default)]
        price: Number,
        #[serde(default)]
        id: Id,
    }

    fn row(text: &str) -> Row {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn no_digit_is_lost() {
        for (text, amount) in [
            (r#"{"price":26.40}"#, Some("26.4")),
            (r#"{"price":0.1}"#, Some("0.1")),
            (
                r#"{"price":12345678901234567.89}"#,
                Some("12345678901234567.89"),
            ),
            (r#"{"price":"660.00"}"#, Some("660")),
            (r#"{"price":null}"#, None),
            (r#"{"price":"n/a"}"#, None),
            (r#"{"price":{}}"#, None),
            ("{}", None),
        ] {
            let found = row(text).price.amount().map(|it| it.to_string());
            assert_eq!(found.as_deref(), amount, "{text}");
        }
    }

    #[test]
    fn an_id_is_a_text_whatever_it_was() {
        for (text, id) in [
            (r#"{"id":29763421}"#, Some("29763421")),
            (r#"{"id":"29763421"}"#, Some("29763421")),
            (r#"{"id":-42}"#, Some("-42")),
            (r#"{"id":" "}"#, None),
            (r#"{"id":null}"#, None),
            (r#"{"id":[1]}"#, None),
        ] {
            assert_eq!(row(text).id.text(), id, "{text}");
        }
    }
}
