//! One customer's key, and what is sealed with it.
//!
//! The cipher is AES-256-GCM-SIV (RFC 8452) under one nonce for all: it derives what other ciphers take
//! from the nonce from the text itself. So the same text is sealed to the same thing, and nothing else
//! shows than that two texts are the same, and how long they are. What is sealed is bound to the MSP and
//! the customer.

use std::fmt;

use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use tenantry_domain::cloud::vault::{SecretValue, VaultFault};
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::personal::Sealed;
use zeroize::Zeroizing;

/// Which form a sealed text has; another one would begin otherwise.
const FORM: &str = "p1";
const NAME: usize = 12;
const NONCE: [u8; 12] = [0; 12];

/// What a key is called in whatever it sealed. It follows from the key and tells nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyName([u8; NAME]);

/// 32 secret bytes, wiped when dropped.
#[derive(Clone)]
pub(super) struct CustomerKey {
    bytes: Zeroizing<[u8; 32]>,
    name: KeyName,
}

impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerKey([not shown])")
    }
}

impl CustomerKey {
    pub(super) fn random() -> Result<Self, &'static str> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut()).map_err(|_| "there are no random numbers to be had")?;
        Ok(Self::new(bytes))
    }

    fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(b"tenantry personal data 1: name of a key");
        hash.update(&*bytes);
        let mut name = [0; NAME];
        name.copy_from_slice(&hash.finish().as_ref()[..NAME]);
        Self {
            bytes,
            name: KeyName(name),
        }
    }

    /// As it lies in the vault: base64.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let decoded = Zeroizing::new(STANDARD.decode(text).ok()?);
        let bytes: [u8; 32] = decoded.as_slice().try_into().ok()?;
        Some(Self::new(Zeroizing::new(bytes)))
    }

    pub(super) fn to_secret(&self) -> Result<SecretValue, VaultFault> {
        SecretValue::new(STANDARD.encode(&self.bytes[..]))
    }

    pub(super) fn name(&self) -> KeyName {
        self.name
    }

    pub(super) fn seal(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: &str,
    ) -> Result<Sealed, &'static str> {
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &bound(msp, customer),
        };
        let sealed = self.cipher().encrypt(Nonce::from_slice(&NONCE), payload);
        let sealed = sealed.map_err(|_| "it is too large to be sealed")?;
        Ok(Sealed::new(format!(
            "{FORM}.{}.{}",
            URL_SAFE_NO_PAD.encode(self.name.0),
            URL_SAFE_NO_PAD.encode(sealed)
        )))
    }

    /// The text, if it was sealed with this key for this customer and nothing in it was altered.
    pub(super) fn open(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &SealedText,
    ) -> Option<Zeroizing<String>> {
        let payload = Payload {
            msg: &sealed.content,
            aad: &bound(msp, customer),
        };
        let opened = self.cipher().decrypt(Nonce::from_slice(&NONCE), payload);
        let opened = Zeroizing::new(opened.ok()?);
        let text = std::str::from_utf8(&opened).ok()?;
        Some(Zeroizing::new(text.to_owned()))
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.bytes).into())
    }
}

/// For whom it is sealed. Both ids have one length, so the two cannot be read as two others.
fn bound(msp: MspId, customer: CustomerId) -> Vec<u8> {
    let mut all = b"tenantry personal data 1".to_vec();
    all.extend_from_slice(msp.as_uuid().as_bytes());
    all.extend_from_slice(customer.as_uuid().as_bytes());
    all
}

/// What was written down of a sealing: which key, and what it made.
pub(super) struct SealedText {
    key: KeyName,
    content: Vec<u8>,
}

impl SealedText {
    pub(super) fn read(text: &str) -> Option<Self> {
        let (key, content) = text
            .strip_prefix(FORM)?
            .strip_prefix('.')?
            .split_once('.')?;
        let key = URL_SAFE_NO_PAD.decode(key).ok()?;
        let content = URL_SAFE_NO_PAD.decode(content).ok()?;
        Some(Self {
            key: KeyName(key.try_into().ok()?),
            content,
        })
    }

    pub(super) fn key(&self) -> KeyName {
        self.key
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn msp(number: u128) -> MspId {
        MspId::new(Uuid::from_u128(number))
    }

    fn customer(number: u128) -> CustomerId {
        CustomerId::new(Uuid::from_u128(number))
    }

    fn open(key: &CustomerKey, owner: (u128, u128), sealed: &Sealed) -> Option<String> {
        let sealed = SealedText::read(sealed.as_str())?;
        let opened = key.open(msp(owner.0), customer(owner.1), &sealed);
        opened.map(|text| text.as_str().to_owned())
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_opens_for_its_customer_alone(
            text in "\\PC{0,60}",
            owner in (0..4_u128, 0..4_u128),
            other in (0..4_u128, 0..4_u128),
        ) {
            let key = CustomerKey::random().unwrap();
            let sealed = key.seal(msp(owner.0), customer(owner.1), &text).unwrap();
            prop_assert_eq!(open(&key, owner, &sealed), Some(text.clone()));
            prop_assert_eq!(open(&key, other, &sealed).is_some(), owner == other);
            let stranger = CustomerKey::random().unwrap();
            prop_assert_eq!(open(&stranger, owner, &sealed), None);
            let again = key.seal(msp(owner.0), customer(owner.1), &text).unwrap();
            prop_assert_eq!(sealed, again);
        }

        #[test]
        fn two_texts_are_sealed_alike_when_they_are_the_same(one in "[ab]{0,3}", other in "[ab]{0,3}") {
            let key = CustomerKey::from_text(&STANDARD.encode([7; 32])).unwrap();
            let seal = |text: &str| key.seal(msp(1), customer(1), text).unwrap();
            prop_assert_eq!(one == other, seal(&one) == seal(&other));
        }

        #[test]
        fn whatever_was_altered_does_not_open(text in "\\PC{0,20}", at in any::<usize>(), bit in 0..8_u8) {
            let key = CustomerKey::random().unwrap();
            let sealed = key.seal(msp(1), customer(1), &text).unwrap();
            let mut altered = SealedText::read(sealed.as_str()).unwrap();
            let length = altered.content.len();
            altered.content[at % length] ^= 1 << bit;
            prop_assert!(key.open(msp(1), customer(1), &altered).is_none());
            altered.content.truncate(at % length);
            prop_assert!(key.open(msp(1), customer(1), &altered).is_none());
        }

        #[test]
        fn no_text_makes_reading_fail(text in "(p1|\\.|[A-Za-z0-9_-]{0,20}|\\PC){0,6}") {
            if let Some(read) = SealedText::read(&text) {
                prop_assert!(text.starts_with("p1.") && read.key.0.len() == NAME);
            }
        }
    }

    #[test]
    fn a_sealed_text_is_as_it_was_when_the_form_was_made() {
        let key = CustomerKey::from_text(&STANDARD.encode([7; 32])).unwrap();
        let sealed = key
            .seal(msp(1), customer(2), "ada@contoso.example")
            .unwrap();
        assert_eq!(
            sealed.as_str(),
            "p1.Kwru6cQ4PWJkUHJq.0epRBfWEg7a8URCQUhQBqifK2EtsS9kmSPtJy9WCaT5Psa0"
        );
        assert_eq!(
            open(&key, (1, 2), &sealed).as_deref(),
            Some("ada@contoso.example")
        );
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = CustomerKey::random().unwrap();
        let text = key.to_secret().unwrap();
        assert!(!format!("{key:?}").contains(text.expose()));
        let back = CustomerKey::from_text(text.expose()).unwrap();
        assert_eq!(back.name(), key.name());
        for wrong in [
            "",
            "x",
            &STANDARD.encode([1; 31]),
            &STANDARD.encode([1; 33]),
        ] {
            assert!(CustomerKey::from_text(wrong).is_none(), "{wrong}");
        }
    }
}
