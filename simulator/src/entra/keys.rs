//! What tokens are signed with, and how signed tokens are read.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Making a pair takes long, and tests begin world after world in one process: the first key of
/// every world has the first pair, the key after its first rotation the second.
static PAIRS: Mutex<Vec<Arc<KeyPair>>> = Mutex::new(Vec::new());

/// The keys of the token service: the last one signs, the others are still published.
#[derive(Serialize, Deserialize)]
pub(crate) struct Keys {
    published: Vec<Key>,
    made: usize,
}

struct Key {
    /// No two worlds call a key the same: what one signed is nothing to the other.
    id: String,
    pair: Arc<KeyPair>,
}

/// A key as it lies in a file.
#[derive(Serialize, Deserialize)]
struct KeptKey {
    id: String,
    pair: String,
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let der: Pkcs8V1Der<'static> = self.pair.as_der().map_err(S::Error::custom)?;
        KeptKey {
            id: self.id.clone(),
            pair: BASE64.encode(der.as_ref()),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let KeptKey { id, pair } = KeptKey::deserialize(from)?;
        let der = BASE64.decode(pair).map_err(D::Error::custom)?;
        let pair = KeyPair::from_pkcs8(&der).map_err(D::Error::custom)?;
        let pair = Arc::new(pair);
        Ok(Self { id, pair })
    }
}

/// Says nothing of the keys but how they are called.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.published.iter().map(|key| &key.id))
            .finish()
    }
}

impl Keys {
    pub(crate) fn new() -> Result<Self, String> {
        Ok(Self {
            published: vec![Key::new(0)?],
            made: 1,
        })
    }

    /// A new key signs from now on. The one before it stays published, those before that do not.
    pub(crate) fn rotate(&mut self) -> Result<(), String> {
        self.published.push(Key::new(self.made)?);
        self.made += 1;
        let surplus = self.published.len().saturating_sub(2);
        self.published.drain(..surplus);
        Ok(())
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let Some(key) = self.published.last() else {
            return String::new();
        };
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": key.id, "x5t": key.id});
        let text = format!(
            "{}.{}",
            BASE64.encode(header.to_string()),
            BASE64.encode(claims.to_string())
        );
        let mut signature = vec![0; key.pair.public_modulus_len()];
        let signed = key.pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            text.as_bytes(),
            &mut signature,
        );
        // A key of the right size signs everything; without a signature the token opens nothing.
        if signed.is_err() {
            signature.clear();
        }
        format!("{text}.{}", BASE64.encode(signature))
    }

    /// The claims of a token that one of the published keys signed.
    pub(crate) fn open(&self, token: &str) -> Option<Value> {
        let jwt = Jwt::read(token)?;
        let signer = self
            .published
            .iter()
            .find(|key| jwt.header["kid"] == key.id.as_str())?;
        jwt.is_signed_by(signer.pair.public_key().as_ref())
            .then_some(jwt.claims)
    }

    /// As published at `/discovery/v2.0/keys`.
    pub(crate) fn published(&self) -> Value {
        let key = |key: &Key| {
            let public = key.pair.public_key();
            let n = BASE64.encode(public.modulus().big_endian_without_leading_zero());
            let e = BASE64.encode(public.exponent().big_endian_without_leading_zero());
            json!({"kty": "RSA", "use": "sig", "kid": key.id, "x5t": key.id, "n": n, "e": e, "alg": "RS256"})
        };
        json!({"keys": self.published.iter().map(key).collect::<Vec<_>>()})
    }
}

impl Key {
    fn new(number: usize) -> Result<Self, String> {
        let cannot = |_| "no key can be made".to_owned();
        let pair = pair(number).map_err(cannot)?;
        let mut name = [0; 16];
        SystemRandom::new().fill(&mut name).map_err(cannot)?;
        let digest = Sha256::new()
            .chain_update(name)
            .chain_update(pair.public_key())
            .finalize();
        let id = BASE64.encode(&digest[..20]);
        Ok(Self { id, pair })
    }
}

/// The pair of this number in this process.
fn pair(number: usize) -> Result<Arc<KeyPair>, Unspecified> {
    // One who fails while making a pair leaves the others as they were.
    let mut pairs = PAIRS.lock().unwrap_or_else(PoisonError::into_inner);
    while pairs.len() <= number {
        pairs.push(Arc::new(KeyPair::generate(KeySize::Rsa2048)?));
    }
    Ok(Arc::clone(&pairs[number]))
}

/// A signed token, taken apart. Nothing in it is true before the signature was looked at.
pub(crate) struct Jwt<'a> {
    pub header: Value,
    pub claims: Value,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jwt<'a> {
    pub(crate) fn read(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let part = |text: &str| serde_json::from_slice(&BASE64.decode(text).ok()?).ok();
        Some(Self {
            header: part(header)?,
            claims: part(claims)?,
            signed,
            signature: BASE64.decode(signature).ok()?,
        })
    }

    /// Whether this key signed it, by one of the ways that Entra takes.
    pub(crate) fn is_signed_by(&self, public_key: &[u8]) -> bool {
        let way = match self.header["alg"].as_str() {
            Some("RS256") => &RSA_PKCS1_2048_8192_SHA256,
            Some("PS256") => &RSA_PSS_2048_8192_SHA256,
            _ => return false,
        };
        UnparsedPublicKey::new(way, public_key)
            .verify(self.signed.as_bytes(), &self.signature)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_world_signed_opens_nothing_in_another() {
        let (one, other) = (Keys::new().unwrap(), Keys::new().unwrap());
        let token = one.sign(&json!({"tid": "x"}));
        assert!(one.open(&token).is_some());
        assert_eq!(other.open(&token), None);
    }

    #[test]
    fn what_was_signed_opens_until_its_key_is_gone() {
        let mut keys = Keys::new().unwrap();
        let token = keys.sign(&json!({"tid": "x"}));
        assert_eq!(keys.open(&token), Some(json!({"tid": "x"})));
        let (text, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{}A.{signature}", &text[..text.len() - 1]);
        assert_eq!(keys.open(&forged), None);
        keys.rotate().unwrap();
        assert!(keys.open(&token).is_some());
        keys.rotate().unwrap();
        assert_eq!(keys.open(&token), None);
        assert_eq!(keys.published()["keys"].as_array().map(Vec::len), Some(2));
    }
}
