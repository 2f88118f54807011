//! Names, as lists are sorted and searched by them.

/// Upper and lower case are one.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}
