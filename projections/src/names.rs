//! Names, as lists are sorted and searched by them.

/// Upper and lower case are one.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// How much of a name that somebody else wrote is sorted and searched by: an entry of an index has to
/// fit into a page, however many bytes a character takes.
const KEY_LENGTH: usize = 120;

/// Of a name that may be long.
pub(crate) fn short_key(name: &str) -> String {
    name_key(name).chars().take(KEY_LENGTH).collect()
}
