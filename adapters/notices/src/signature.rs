//! By what a receiver knows who sent: an HMAC, as Standard Webhooks has it.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tenantry_domain::cloud::vault::SecretValue;
use zeroize::Zeroizing;

/// Before the letters of a secret.
const PREFIX: &str = "whsec_";

/// One signature for each key, with a space in between. None where a secret has no key in it.
pub(crate) fn of(keys: &[SecretValue], id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let mut signed = format!("{id}.{timestamp}.").into_bytes();
    signed.extend_from_slice(body);
    let signatures = keys.iter().map(|key| {
        let letters = key.expose().strip_prefix(PREFIX)?;
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(letters).ok()?);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let tag = hmac::sign(&key, &signed);
        Some(format!("v1,{}", BASE64_STANDARD.encode(tag.as_ref())))
    });
    let signatures: Option<Vec<String>> = signatures.collect();
    signatures
        .map(|all| all.join(" "))
        .filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> SecretValue {
        SecretValue::new(text).unwrap()
    }

    /// The example of the convention's own libraries.
    #[test]
    fn signatures_are_those_of_the_convention() {
        let known = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = br#"{"test": 2432232314}"#;
        let one = of(
            &[known],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            body,
        );
        let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(one.as_deref(), Some(good));
    }

    #[test]
    fn each_key_signs_and_what_is_no_key_signs_nothing() {
        let two = [key("whsec_AAAA"), key("whsec_BBBB")];
        let signed = of(&two, "id", 1, b"{}").unwrap();
        assert_eq!(signed.split(' ').count(), 2);
        assert_eq!(of(&[], "id", 1, b"{}"), None);
        assert_eq!(of(&[key("AAAA")], "id", 1, b"{}"), None);
        assert_eq!(of(&[key("whsec_!")], "id", 1, b"{}"), None);
    }
}
