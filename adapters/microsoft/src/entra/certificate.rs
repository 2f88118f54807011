//! An app's certificate: what is signed with its key, Entra takes for the app's own word.

use super::app::{API, credential_missing};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{KeyPair as _, RSA_PSS_SHA256};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;
use tenantry_domain::cloud::{Cause, CloudFault};
use uuid::Uuid;

/// So long an assertion is good; it is used at once. From beginning to end that is ten minutes, as
/// long as Entra recommends.
const LASTS: i64 = 5 * 60;
/// So far our clock may be ahead of Entra's.
const SKEW: i64 = 5 * 60;

/// A certificate with its private key.
#[derive(Clone)]
pub(crate) struct Certificate {
    key: Arc<rsa::KeyPair>,
    /// SHA-256 over the certificate, by which Entra finds it.
    thumbprint: String,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("thumbprint", &self.thumbprint)
            .finish_non_exhaustive()
    }
}

impl Certificate {
    /// From a PEM text with the certificate and its RSA key, in any order and among others.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, CloudFault> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .filter_map(Result::ok)
            .collect();
        if certificates.is_empty() {
            return Err(credential_missing(
                "the PEM text in the vault holds no certificate",
            ));
        }
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| {
            credential_missing("the PEM text in the vault holds no private key without a password")
        })?;
        let pair = rsa::KeyPair::from_pkcs8(key.secret_der())
            .or_else(|_| rsa::KeyPair::from_der(key.secret_der()))
            .map_err(|_| credential_missing("the private key in the vault is no RSA key"))?;
        let public = pair.public_key().as_ref();
        // A certificate holds its public key as it is. Others in the text are those that signed it.
        let holds = |it: &&CertificateDer<'_>| it.windows(public.len()).any(|part| part == public);
        let certificate = certificates.iter().find(holds).ok_or_else(|| {
            let why = "the certificate and the private key in the vault do not belong together";
            CloudFault::new(Cause::CertificateWrong, API, why)
        })?;
        Ok(Self {
            thumbprint: encode(Sha256::digest(certificate)),
            key: Arc::new(pair),
        })
    }

    /// Our word that it is the app who asks at this address.
    pub(crate) fn assertion(&self, app: Uuid, audience: &str) -> Result<SecretString, CloudFault> {
        self.assertion_at(app, audience, Timestamp::now())
    }

    fn assertion_at(
        &self,
        app: Uuid,
        audience: &str,
        now: Timestamp,
    ) -> Result<SecretString, CloudFault> {
        let now = now.as_second();
        let header = json!({"typ": "JWT", "alg": "PS256", "x5t#S256": self.thumbprint});
        let claims = json!({
            "aud": audience,
            "iss": app,
            "sub": app,
            "jti": Uuid::new_v4(),
            "nbf": now - SKEW,
            "iat": now,
            "exp": now + LASTS,
        });
        let text = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims.to_string())
        );
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PSS_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .map_err(|_| credential_missing("nothing can be signed with the key in the vault"))?;
        Ok(SecretString::from(format!("{text}.{}", encode(signature))))
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests;
