//! How what has no form of its own in a file is written there and read again.

use crate::partner::timeline::Timeline;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// One of the words that the clouds use for states and kinds of things.
pub(crate) type Word = &'static str;

/// Words that were read: each is kept once, and there are few.
static READ: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

fn word_of(text: String) -> Word {
    // Words are whole whatever happened to whoever held them.
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = read.get(text.as_str()) {
        return known;
    }
    let word: Word = Box::leak(text.into_boxed_str());
    read.insert(word);
    word
}

pub(crate) fn word<'de, D: Deserializer<'de>>(from: D) -> Result<Word, D::Error> {
    String::deserialize(from).map(word_of)
}

pub(crate) fn timeline<'de, D: Deserializer<'de>>(from: D) -> Result<Timeline<Word>, D::Error> {
    Ok(Timeline::<String>::deserialize(from)?.map(word_of))
}

/// Bytes that are text.
pub(crate) mod text {
    use super::{Bytes, Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&String::from_utf8_lossy(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        String::deserialize(from).map(Bytes::from)
    }
}

/// A map whose keys are more than a name, as a list of pairs.
pub(crate) mod pairs {
    use super::{BTreeMap, Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<K, V, S>(map: &BTreeMap<K, V>, to: S) -> Result<S::Ok, S::Error>
    where
        K: Serialize,
        V: Serialize,
        S: Serializer,
    {
        to.collect_seq(map)
    }

    pub(crate) fn deserialize<'de, K, V, D>(from: D) -> Result<BTreeMap<K, V>, D::Error>
    where
        K: Deserialize<'de> + Ord,
        V: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Vec::<(K, V)>::deserialize(from).map(BTreeMap::from_iter)
    }
}
