//! The keys that sign checkpoints, in the text forms of C2SP signed-note.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::text::{base64, from_base64};

/// The signature type of plain Ed25519 notes. It leads every encoded key.
const ED25519: u8 = 0x01;

const PRIVATE_PREFIX: &str = "PRIVATE+KEY+";

const NAME_LIMIT: usize = 255;

/// An encoded key with its type byte is 33 bytes, in base64 44 characters. Whatever is longer is
/// refused before it is decoded.
const ENCODED_LEN: usize = 44;

/// Names a key within a note, together with its name. An identifier, not a fingerprint.
pub(super) type KeyId = [u8; 4];

/// Signs checkpoints. The secret is wiped when this is dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    public: VerifierKey,
}

impl SigningKey {
    /// A key from 32 secret random bytes. The name says whose it is, best the log's origin.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, key.verifying_key())?;
        Ok(Self { key, public })
    }

    /// Reads `PRIVATE+KEY+<name>+<id>+<base64>`.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(PRIVATE_PREFIX).ok_or(KeyError::Form)?;
        let (name, id, seed) = parts(rest)?;
        let key = Self::from_seed(name, &seed)?;
        key.public.must_have_id(id)?;
        Ok(key)
    }

    /// The secret, for whoever keeps it. The text is wiped when dropped.
    pub fn to_text(&self) -> Zeroizing<String> {
        let encoded = Zeroizing::new(encode(self.key.as_bytes()));
        let id = self.public.id_text();
        let parts = [PRIVATE_PREFIX, self.name(), "+", &id, "+", encoded.as_str()];
        // `concat` reserves the full length first: growing would leave copies behind.
        Zeroizing::new(parts.concat())
    }

    pub fn name(&self) -> &str {
        &self.public.name
    }

    /// What others need to check this key's signatures.
    pub fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    pub(super) fn sign(&self, text: &str) -> [u8; 64] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// Checks signatures. Its text form is `<name>+<id>+<base64>`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: KeyId,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    fn new(name: &str, key: ed25519_dalek::VerifyingKey) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        // Under a weak key one signature fits many texts.
        if key.is_weak() {
            return Err(KeyError::Bytes);
        }
        Ok(Self {
            name: name.to_owned(),
            id: key_id(name, key.as_bytes()),
            key,
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The short identifier that signature lines carry: not a fingerprint, others may share it.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    pub(super) fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(text.as_bytes(), &signature).is_ok())
    }

    fn id_text(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }

    fn must_have_id(&self, text: &str) -> Result<(), KeyError> {
        if self.id_text() == text {
            Ok(())
        } else {
            Err(KeyError::Id)
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}+{}+{}",
            self.name,
            self.id_text(),
            encode(self.key.as_bytes())
        )
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, bytes) = parts(text)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Bytes)?;
        let key = Self::new(name, key)?;
        key.must_have_id(id)?;
        Ok(key)
    }
}

/// Non-empty, without spaces and without the plus that separates the parts of a key.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= NAME_LIMIT
        && !name
            .chars()
            .any(|c| c == '+' || c.is_whitespace() || c.is_control())
}

fn key_id(name: &str, public: &[u8; 32]) -> KeyId {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', ED25519])
        .chain_update(public)
        .finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn encode(key: &[u8; 32]) -> String {
    let mut bytes = Zeroizing::new([ED25519; 33]);
    bytes[1..].copy_from_slice(key);
    base64(bytes.as_slice())
}

/// Takes `<name>+<id>+<base64>` apart. Base64 may itself contain a plus, names may not.
fn parts(text: &str) -> Result<(&str, &str, Zeroizing<[u8; 32]>), KeyError> {
    let mut fields = text.splitn(3, '+');
    let (Some(name), Some(id), Some(encoded)) = (fields.next(), fields.next(), fields.next())
    else {
        return Err(KeyError::Form);
    };
    if encoded.len() != ENCODED_LEN {
        return Err(KeyError::Bytes);
    }
    let bytes = Zeroizing::new(from_base64(encoded).ok_or(KeyError::Bytes)?);
    let Some((&ED25519, rest)) = bytes.split_first() else {
        return Err(KeyError::Algorithm);
    };
    let mut key = Zeroizing::new([0; 32]);
    if rest.len() != key.len() {
        return Err(KeyError::Bytes);
    }
    key.copy_from_slice(rest);
    Ok((name, id, key))
}

/// A key text that cannot be used. It repeats nothing of the text, which may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("this is not a key: NAME+ID+BASE64 is expected, a secret one after PRIVATE+KEY+")]
    Form,
    #[error("a key's name has 1 to 255 bytes without spaces and plus signs")]
    Name,
    #[error("the key's identifier does not belong to its name and bytes")]
    Id,
    #[error("the key is not of the Ed25519 kind")]
    Algorithm,
    #[error("the key's bytes are not an Ed25519 key in base64")]
    Bytes,
}

impl KeyError {
    pub const CODES: &'static [&'static str] = &["KEY_MALFORMED"];

    pub fn code(self) -> &'static str {
        match self {
            Self::Form | Self::Name | Self::Id | Self::Algorithm | Self::Bytes => "KEY_MALFORMED",
        }
    }
}
