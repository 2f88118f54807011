//! Documents that clients may name instead of sending them.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

const PREFIX: &str = "sha256:";

/// The documents of our own clients, by the hash of their text.
#[derive(Debug, Clone, Default)]
pub struct TrustedDocuments(HashMap<String, String>);

impl TrustedDocuments {
    pub fn of(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let texts = texts.into_iter().map(Into::into);
        Self(texts.map(|text| (Self::id(&text), text)).collect())
    }

    /// How a document is named: `sha256:` and the hash of its bytes, in small hexadecimal letters.
    pub fn id(text: &str) -> String {
        let mut id = PREFIX.to_owned();
        for byte in Sha256::digest(text) {
            // Writing to a text cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }

    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        self.0.contains_key(&Self::id(text))
    }
}
