//! A token is good and still not enough: the cloud names the claims that it misses.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;
use tenantry_http::Answer;

/// What is missing in the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Challenge {
    /// It was made before something was revoked: a fresh one will do.
    Fresher,
    /// It must come from a sign-in that a policy demands, which no program can do by itself.
    Stronger,
}

/// Reads the challenge of an answer, if it holds one.
pub(super) fn challenge(answer: &Answer) -> Option<Challenge> {
    let text = answer.header("www-authenticate")?;
    if parameter(text, "error")? != "insufficient_claims" {
        return None;
    }
    let fresher = parameter(text, "claims")
        .and_then(decoded)
        .is_some_and(|claims| {
            let token = claims.get("access_token");
            token.is_some_and(|token| token.get("nbf").is_some() && token.get("acrs").is_none())
        });
    Some(if fresher {
        Challenge::Fresher
    } else {
        Challenge::Stronger
    })
}

/// The value of `name="value"` or `name=value`, where the name is a whole word.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let pattern = format!("{name}=");
    let found = text.match_indices(&pattern).find(|(at, _)| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| c == ' ' || c == ',')
    });
    let (at, _) = found?;
    let value = &text[at + pattern.len()..];
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([',', ' ']).next(),
    }
}

fn decoded(claims: &str) -> Option<Value> {
    let bytes = BASE64_STANDARD
        .decode(claims)
        .or_else(|_| BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')));
    serde_json::from_slice(&bytes.ok()?).ok()
}
