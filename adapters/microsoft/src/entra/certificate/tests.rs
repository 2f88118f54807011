//! Assertions that Entra would take, and certificates that are none.

use super::*;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use secrecy::ExposeSecret;
use serde_json::Value;

const AUDIENCE: &str = "https://login.example.com/t/oauth2/v2.0/token";

fn made() -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::new(Vec::new())
        .unwrap()
        .self_signed(&key);
    (certificate.unwrap(), key)
}

fn refusal(pem: &str) -> CloudFault {
    Certificate::from_pem(pem).unwrap_err()
}

#[test]
fn an_assertion_names_the_certificate_and_is_signed_with_its_key() {
    let (certificate, key) = made();
    let app = Uuid::from_u128(7);
    let now = Timestamp::from_second(1_700_000_000).unwrap();
    let (authority, _) = made();
    for pem in [
        certificate.pem() + &key.serialize_pem(),
        authority.pem() + &certificate.pem() + &key.serialize_pem(),
        key.serialize_pem() + "\nsome words\n" + &certificate.pem(),
    ] {
        let ours = Certificate::from_pem(&pem).unwrap();
        let assertion = ours.assertion_at(app, AUDIENCE, now).unwrap();
        let assertion = assertion.expose_secret();
        let header = decode_header(assertion).unwrap();
        assert_eq!(header.alg, Algorithm::PS256);
        let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(certificate.der()));
        assert_eq!(header.x5t_s256, Some(thumbprint));
        let mut rules = Validation::new(Algorithm::PS256);
        rules.set_audience(&[AUDIENCE]);
        rules.validate_exp = false;
        let public = DecodingKey::from_rsa_der(key.public_key_raw());
        let claims = decode::<Value>(assertion, &public, &rules).unwrap().claims;
        assert_eq!(claims["iss"], app.to_string());
        assert_eq!(claims["sub"], app.to_string());
        assert_eq!(claims["nbf"], 1_699_999_700, "our clock may be ahead");
        assert_eq!(claims["exp"], 1_700_000_300);
        let other = ours.assertion_at(app, AUDIENCE, now).unwrap();
        assert_ne!(
            other.expose_secret(),
            assertion,
            "each has an id of its own"
        );
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_words_and_without_the_key() {
    let (certificate, key) = made();
    let (_, other) = made();
    let elliptic = KeyPair::generate().unwrap();
    let cases = [
        (certificate.pem(), "no private key"),
        (key.serialize_pem(), "no certificate"),
        (certificate.pem() + &elliptic.serialize_pem(), "no RSA key"),
        (
            certificate.pem() + &other.serialize_pem(),
            "do not belong together",
        ),
        ("hunter2".to_owned(), "no certificate"),
        (String::new(), "no certificate"),
    ];
    for (pem, words) in cases {
        let fault = refusal(&pem);
        assert!(fault.to_string().contains(words), "{fault}");
        assert!(!format!("{fault:?}").contains("hunter2"));
    }
    assert_eq!(
        refusal(&(certificate.pem() + &other.serialize_pem())).cause,
        Cause::CertificateWrong
    );
    assert_eq!(refusal("").cause, Cause::CredentialMissing);
    let ours = Certificate::from_pem(&(certificate.pem() + &key.serialize_pem())).unwrap();
    let shown = format!("{ours:?}");
    let line = key.serialize_pem();
    let line = line.lines().nth(1).unwrap();
    assert!(
        shown.contains("thumbprint") && !shown.contains(line),
        "{shown}"
    );
}
