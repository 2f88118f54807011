//! Names that a cloud gave to things of its own.

/// The text is not a name as the cloud gives them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a {what} is 1 to 200 letters, digits, hyphens, underscores and equals signs")]
pub struct MalformedCloudName {
    pub what: &'static str,
}

impl MalformedCloudName {
    pub const CODE: &'static str = "MALFORMED_CLOUD_NAME";
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident => $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::cloud::MalformedCloudName;

            fn from_str(text: &str) -> Result<Self, $crate::cloud::MalformedCloudName> {
                let known = |letter: u8| letter.is_ascii_alphanumeric() || b"-_=".contains(&letter);
                let fine = (1..=200).contains(&text.len()) && text.bytes().all(known);
                if fine {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::cloud::MalformedCloudName { what: $what })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::cloud::MalformedCloudName;

            fn try_from(text: String) -> Result<Self, $crate::cloud::MalformedCloudName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

pub(in crate::cloud) use names;

/// Objects that the cloud names by a UUID, each kind with a type of its own.
macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            pub const fn new(id: uuid::Uuid) -> Self {
                Self(id)
            }

            pub const fn as_uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0.hyphenated(), f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                uuid::Uuid::try_parse(text).map(Self)
            }
        }
    )+};
}

pub(crate) use objects;
