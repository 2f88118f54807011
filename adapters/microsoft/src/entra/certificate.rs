//! An app's certificate: what is signed with its key, Entra takes for the app's own word.

use super::app::{API, credential_missing};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use tenantry_domain::cloud::{Cause, CloudFault};
use uuid::Uuid;

/// So long an assertion is good; it is used at once.
const LASTS: i64 = 10 * 60;
/// So far our clock may be ahead of Entra's.
const SKEW: i64 = 5 * 60;

/// A certificate with its private key.
#[derive(Clone)]
pub(crate) struct Certificate {
    key: EncodingKey,
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

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: String,
    sub: String,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

impl Certificate {
    /// From a PEM text with the certificate and its RSA key, in any order.
    pub(crate) fn from_pem(pem: &str) -> Result<Self, CloudFault> {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| credential_missing("the PEM text in the vault holds no certificate"))?;
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| {
            credential_missing("the PEM text in the vault holds no private key without a password")
        })?;
        let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(key.secret_der())
            .or_else(|_| aws_lc_rs::rsa::KeyPair::from_der(key.secret_der()))
            .map_err(|_| credential_missing("the private key in the vault is no RSA key"))?;
        let public = aws_lc_rs::signature::KeyPair::public_key(&pair).as_ref();
        // A certificate holds its public key as it is.
        if !certificate.windows(public.len()).any(|part| part == public) {
            let why = "the certificate and the private key in the vault do not belong together";
            return Err(CloudFault::new(Cause::CertificateWrong, API, why));
        }
        Ok(Self {
            key: EncodingKey::from_rsa_der(key.secret_der()),
            thumbprint: BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&certificate)),
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
        let mut header = Header::new(Algorithm::PS256);
        header.x5t_s256 = Some(self.thumbprint.clone());
        let now = now.as_second();
        let claims = Claims {
            aud: audience,
            iss: app.to_string(),
            sub: app.to_string(),
            jti: Uuid::new_v4().to_string(),
            nbf: now - SKEW,
            iat: now,
            exp: now + LASTS,
        };
        let assertion = jsonwebtoken::encode(&header, &claims, &self.key)
            .map_err(|_| credential_missing("nothing can be signed with the key in the vault"))?;
        Ok(SecretString::from(assertion))
    }
}
