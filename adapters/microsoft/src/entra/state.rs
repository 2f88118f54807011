//! What goes out through somebody's browser and comes back: signed, good for one purpose, for a
//! time, and once.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use tenantry_domain::cloud::vault::SecretValue;
use uuid::Uuid;

/// The key that states are signed with. Whoever has it can make invitations.
pub struct StateKey {
    key: hmac::Key,
}

impl fmt::Debug for StateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StateKey([not shown])")
    }
}

/// The key is too short to be safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key for states has 32 bytes or more")]
pub struct WeakStateKey;

/// What a state is for: one made for another purpose is as good as forged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Consent,
    SignIn,
    /// People of MSPs, not the service account.
    People,
}

impl For {
    fn word(self) -> &'static str {
        match self {
            Self::Consent => "tenantry consent state 1",
            Self::SignIn => "tenantry sign-in state 1",
            Self::People => "tenantry people state 1",
        }
    }
}

/// What is kept in a state. It is signed, not hidden: nothing in it is a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Content {
    #[serde(rename = "m")]
    pub msp: Uuid,
    /// The customer, or the app that is signed in to.
    #[serde(rename = "s")]
    pub subject: Uuid,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub tenant: Option<Uuid>,
    /// Drawn anew for each state; by it a state is known as used.
    #[serde(rename = "n")]
    pub nonce: String,
    /// Seconds since 1970.
    #[serde(rename = "e")]
    pub until: i64,
    /// Where a person wanted to go.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
}

impl Content {
    pub(super) fn until(&self) -> Timestamp {
        Timestamp::from_second(self.until).unwrap_or(Timestamp::MIN)
    }
}

impl StateKey {
    pub fn new(bytes: &[u8]) -> Result<Self, WeakStateKey> {
        if bytes.len() < 32 {
            return Err(WeakStateKey);
        }
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, bytes),
        })
    }

    /// From a secret of the vault.
    pub fn from_secret(secret: &SecretValue) -> Result<Self, WeakStateKey> {
        Self::new(secret.expose().as_bytes())
    }

    /// The signed text. `bound_to` has to be brought again when it is opened.
    pub(super) fn seal(&self, purpose: For, bound_to: &str, content: &Content) -> Option<String> {
        let content = serde_json::to_vec(content).ok()?;
        let tag = self.tag(purpose.word(), &[bound_to.as_bytes(), &content]);
        let (content, tag) = (encode(&content), encode(tag.as_ref()));
        Some(format!("{content}.{tag}"))
    }

    /// The content, if this key signed it for this purpose and this bearer.
    pub(super) fn open(&self, purpose: For, bound_to: &str, text: &str) -> Option<Content> {
        let (content, tag) = text.split_once('.')?;
        let content = BASE64_URL_SAFE_NO_PAD.decode(content).ok()?;
        let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
        let message = message(purpose.word(), &[bound_to.as_bytes(), &content]);
        hmac::verify(&self.key, &message, &tag).ok()?;
        serde_json::from_slice(&content).ok()
    }

    /// A secret that belongs to a state and is known to whoever has the key only, so that nothing
    /// has to be kept while somebody is away in the browser.
    pub(super) fn derive(&self, what: &str, nonce: &str) -> String {
        encode(self.tag(what, &[nonce.as_bytes()]).as_ref())
    }

    fn tag(&self, word: &str, parts: &[&[u8]]) -> hmac::Tag {
        hmac::sign(&self.key, &message(word, parts))
    }
}

/// Each part with its length before it, so that no two lists of parts look the same.
fn message(word: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut message = Vec::new();
    for part in [&[word.as_bytes()], parts].concat() {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part);
    }
    message
}

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A value that nobody can guess and that is never drawn twice.
pub(super) fn nonce() -> String {
    encode(&rand::random::<[u8; 16]>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> StateKey {
        StateKey::new(&[7; 32]).unwrap()
    }

    fn content() -> Content {
        Content {
            msp: Uuid::from_u128(1),
            subject: Uuid::from_u128(2),
            tenant: Some(Uuid::from_u128(3)),
            nonce: nonce(),
            until: 1_700_000_000,
            return_to: None,
        }
    }

    #[test]
    fn what_was_sealed_opens_and_nothing_else_does() {
        let (key, content) = (key(), content());
        let text = key.seal(For::Consent, "", &content).unwrap();
        assert_eq!(key.open(For::Consent, "", &text), Some(content));
        assert_eq!(key.open(For::SignIn, "", &text), None, "another purpose");
        assert_eq!(key.open(For::Consent, "x", &text), None, "another bearer");
        let other = StateKey::new(&[8; 32]).unwrap();
        assert_eq!(other.open(For::Consent, "", &text), None, "another key");
        for at in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(key.open(For::Consent, "", &altered), None, "{at}");
            assert_eq!(key.open(For::Consent, "", &text[..at]), None, "cut at {at}");
        }
        for odd in ["", ".", "..", "a", "e30.", "e30.e30", "\u{0}", "é.é"] {
            assert_eq!(key.open(For::Consent, "", odd), None);
        }
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(message("ab", &[b"c"]), message("a", &[b"bc"]));
        assert_ne!(message("a", &[b"b", b""]), message("a", &[b"", b"b"]));
    }

    #[test]
    fn a_short_key_is_refused_and_no_key_is_shown() {
        assert_eq!(StateKey::new(&[1; 31]).unwrap_err(), WeakStateKey);
        let secret = SecretValue::new("0123456789abcdef0123456789abcdef").unwrap();
        let key = StateKey::from_secret(&secret).unwrap();
        assert!(!format!("{key:?}").contains("0123"));
    }

    #[test]
    fn derived_secrets_differ_by_use_and_by_state() {
        let key = key();
        assert_eq!(key.derive("a", "n"), key.derive("a", "n"));
        assert_ne!(key.derive("a", "n"), key.derive("b", "n"));
        assert_ne!(key.derive("a", "n"), key.derive("a", "m"));
        assert_eq!(key.derive("a", "n").len(), 43, "as long as PKCE asks for");
        assert_ne!(nonce(), nonce());
    }
}
