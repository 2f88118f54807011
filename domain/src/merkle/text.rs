//! Small readers that the text forms share. Each accepts exactly one spelling of a value.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::tree::Hash;

/// A decimal number without sign or leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = text == "0" || !text.starts_with('0');
    if digits && plain {
        text.parse().ok()
    } else {
        None
    }
}

pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub(super) fn hash_from_base64(text: &str) -> Option<Hash> {
    from_base64(text)?.try_into().ok()
}

/// Notes forbid the ASCII control characters.
pub(super) fn has_controls(text: &str) -> bool {
    text.bytes().any(|b| b < b' ')
}
