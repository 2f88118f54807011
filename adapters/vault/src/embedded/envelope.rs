//! The one cipher, AES-256-GCM, and the keys that go with it.
//!
//! Whatever is sealed is bound to what it is for and whom it belongs to: put into another place,
//! it does not open. Each sealing has a fresh random nonce. A data key seals one text only; the
//! master key seals once per write and once per secret and renewal, which in any lifetime stays
//! far below the 2^32 that random nonces allow.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const NONCE: usize = 12;

/// What a sealed text is for. Nothing sealed for one of them opens as another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    /// Shows whether a key is the right one.
    Check,
    /// Holds the whole store together, so that no row can be left out, added or put back.
    Seal,
    /// A secret's data key.
    DataKey,
    /// A secret.
    Secret,
}

impl Role {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Check => b"tenantry vault 1: check",
            Self::Seal => b"tenantry vault 1: seal",
            Self::DataKey => b"tenantry vault 1: data key",
            Self::Secret => b"tenantry vault 1: secret",
        }
    }
}

/// Why nothing could be sealed.
pub(super) type NoCipher = &'static str;

/// 32 secret bytes, wiped when dropped.
#[derive(Clone)]
pub(super) struct Key(Zeroizing<[u8; 32]>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key([not shown])")
    }
}

impl Key {
    pub(super) fn random() -> Result<Self, NoCipher> {
        let mut bytes = Zeroizing::new([0; 32]);
        fill(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// The form a key has in a file or a variable: base64, alone in its line.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(STANDARD.decode(text.trim_end()).ok()?);
        Self::from_bytes(&bytes)
    }

    pub(super) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(&self.0[..]))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0[..]
    }

    /// Nonce, text and tag.
    pub(super) fn seal(
        &self,
        role: Role,
        owner: &[&[u8]],
        text: &[u8],
    ) -> Result<Vec<u8>, NoCipher> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let aad = bound(role, owner);
        let payload = Payload {
            msg: text,
            aad: &aad,
        };
        let sealed = self.cipher().encrypt(Nonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| "it is too large to be encrypted")?;
        Ok([&nonce[..], &sealed[..]].concat())
    }

    /// The text, if it was sealed with this key, in this role, for this owner, and nothing in it
    /// was altered.
    pub(super) fn open(
        &self,
        role: Role,
        owner: &[&[u8]],
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let aad = bound(role, owner);
        let payload = Payload {
            msg: text,
            aad: &aad,
        };
        let opened = self.cipher().decrypt(Nonce::from_slice(nonce), payload);
        opened.ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

/// Each part with its length before it: what belongs to `ab` and `c` is not what belongs to `a`
/// and `bc`.
fn bound(role: Role, owner: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::new();
    for part in [role.label()].iter().chain(owner) {
        all.extend_from_slice(&(part.len() as u64).to_be_bytes());
        all.extend_from_slice(part);
    }
    all
}

/// Random bytes that nobody can guess.
pub(super) fn fill(bytes: &mut [u8]) -> Result<(), NoCipher> {
    rand::fill(bytes).map_err(|_| "there are no random numbers to be had")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_not_shown_and_survives_its_text() {
        let key = Key::random().unwrap();
        assert!(!format!("{key:?}").contains(key.to_text().as_str()));
        let back = Key::from_text(&format!("{}\n", *key.to_text())).unwrap();
        assert_eq!(back.bytes(), key.bytes());
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "\n",
            "secret",
            &STANDARD.encode([1; 31]),
            &STANDARD.encode([1; 33]),
            &format!(" {}", STANDARD.encode([1; 32])),
            &STANDARD.encode([1; 32])[..43],
        ] {
            assert!(Key::from_text(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let key = Key::random().unwrap();
        let sealed = key.seal(Role::Secret, &[b"ab", b"c"], b"text").unwrap();
        let open = |key: &Key, role, owner: &[&[u8]]| {
            let opened = key.open(role, owner, &sealed);
            opened.map(|text| text.to_vec())
        };
        assert_eq!(
            open(&key, Role::Secret, &[b"ab", b"c"]),
            Some(b"text".to_vec())
        );
        assert_eq!(open(&key, Role::Secret, &[b"a", b"bc"]), None);
        assert_eq!(open(&key, Role::Secret, &[b"abc"]), None);
        assert_eq!(open(&key, Role::DataKey, &[b"ab", b"c"]), None);
        let other = Key::random().unwrap();
        assert_eq!(open(&other, Role::Secret, &[b"ab", b"c"]), None);
    }

    #[test]
    fn every_altered_bit_is_noticed() {
        let key = Key::random().unwrap();
        let sealed = key.seal(Role::Secret, &[], b"text").unwrap();
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut altered = sealed.clone();
                altered[at] ^= 1 << bit;
                assert!(key.open(Role::Secret, &[], &altered).is_none());
            }
            assert!(key.open(Role::Secret, &[], &sealed[..at]).is_none());
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let key = Key::random().unwrap();
        let one = key.seal(Role::Secret, &[], b"text").unwrap();
        assert_ne!(one, key.seal(Role::Secret, &[], b"text").unwrap());
    }
}
