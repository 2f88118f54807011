//! Countries, as clouds want them named.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Two capital letters, as in ISO 3166-1. Whether such a country exists is for the cloud to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct Country([u8; 2]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no country: two letters are expected, such as DE")]
pub struct MalformedCountry {
    pub text: String,
}

impl MalformedCountry {
    pub const CODE: &'static str = "MALFORMED_COUNTRY";
}

impl Country {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Country {
    type Err = MalformedCountry;

    fn from_str(text: &str) -> Result<Self, MalformedCountry> {
        let letters: Result<[u8; 2], _> = text.trim().as_bytes().try_into();
        match letters {
            Ok(letters) if letters.iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self(letters.map(|letter| letter.to_ascii_uppercase())))
            }
            _ => Err(MalformedCountry {
                text: text.chars().take(40).collect(),
            }),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        let country: Country = " de ".parse().unwrap();
        assert_eq!(country.to_string(), "DE");
        let json = serde_json::to_string(&country).unwrap();
        assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
        for text in ["", "D", "DEU", "D1", "ä"] {
            assert!(text.parse::<Country>().is_err(), "{text}");
        }
    }
}
