//! One value of one row, between a typed row and whichever database.

use std::borrow::Cow;

use uuid::Uuid;

/// What a column can hold. Instants are integers: microseconds since 1970, the same number in
/// every database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Text,
    Integer,
    Bool,
    /// A list of texts.
    List,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cell<'a> {
    Null,
    Uuid(Uuid),
    Text(Cow<'a, str>),
    Integer(i64),
    Bool(bool),
    List(Cow<'a, [String]>),
}

impl Cell<'_> {
    /// Feeds the cell's canonical bytes: a tag, then the length where it varies, then the value.
    pub(crate) fn canonical(&self, mut put: impl FnMut(&[u8])) {
        match self {
            Self::Null => put(&[0]),
            Self::Uuid(id) => {
                put(&[1]);
                put(id.as_bytes());
            }
            Self::Text(text) => {
                put(&[2]);
                put_text(text, &mut put);
            }
            Self::Integer(number) => {
                put(&[3]);
                put(&number.to_be_bytes());
            }
            Self::Bool(yes) => put(&[4, u8::from(*yes)]),
            Self::List(texts) => {
                put(&[5]);
                put(&(texts.len() as u64).to_be_bytes());
                for text in texts.iter() {
                    put_text(text, &mut put);
                }
            }
        }
    }
}

fn put_text(text: &str, put: &mut impl FnMut(&[u8])) {
    put(&(text.len() as u64).to_be_bytes());
    put(text.as_bytes());
}
