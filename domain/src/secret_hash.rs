//! What is kept of a secret that somebody signs in with: its SHA-256, which shows whether a text is
//! that secret and cannot be turned back into it. Our secrets are drawn, 256 bits of chance; what
//! people choose themselves would need more than one hash.

use std::fmt::{self, Write as _};
use std::hint::black_box;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Written as 64 hexadecimal digits in small letters.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
#[serde(try_from = "String", into = "String")]
pub struct SecretHash([u8; 32]);

/// The text is not one that a hash is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret's hash is 64 hexadecimal digits")]
pub struct NotAHash;

impl SecretHash {
    /// No known text has it.
    pub const NONE: Self = Self([0; 32]);

    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Whether this is the secret, in a time that does not tell how much of it is right.
    pub fn matches(&self, secret: &[u8]) -> bool {
        let asked = Self::of(secret);
        let pairs = self.0.iter().zip(asked.0);
        let differences = pairs.fold(0, |all, (known, asked)| black_box(all | (known ^ asked)));
        differences == 0
    }
}

impl From<SecretHash> for String {
    fn from(hash: SecretHash) -> Self {
        let mut text = Self::with_capacity(64);
        for byte in hash.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl TryFrom<String> for SecretHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(NotAHash);
        }
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(place * 2..place * 2 + 2).ok_or(NotAHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAHash)?;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash([not shown])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_fits_and_nothing_else() {
        let hash = SecretHash::of(b"secret");
        assert!(hash.matches(b"secret"));
        for other in [&b""[..], b"secre", b"secret ", b"Secret"] {
            assert!(!hash.matches(other));
        }
    }

    #[test]
    fn it_is_written_as_digits_and_read_back() {
        let hash = SecretHash::of(b"abc");
        let text = String::from(hash);
        assert_eq!(
            text,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(SecretHash::try_from(text.clone()), Ok(hash));
        for odd in ["", "ba", &text[1..], &format!("{text}0"), &"é".repeat(32)] {
            assert_eq!(SecretHash::try_from(odd.to_owned()), Err(NotAHash), "{odd}");
        }
    }
}
