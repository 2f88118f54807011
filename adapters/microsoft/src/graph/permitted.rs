//! What a token lets its bearer do, as the cloud wrote it there. It is looked at and not checked: it decides
//! nothing but what people are told and asked for, and the cloud itself judges every call.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value};
use tenantry_domain::cloud::administration::Seen;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::text::PermissionName;

use super::client::{API, At, GraphClient};
use crate::entra::Resource;

#[derive(Default, Deserialize)]
struct Claims {
    /// Of the app by itself.
    #[serde(default)]
    roles: Vec<String>,
    /// On behalf of somebody.
    #[serde(default)]
    scp: Option<String>,
}

impl GraphClient {
    pub(crate) async fn permitted(
        &self,
        at: At,
        seen: Seen,
    ) -> Result<BTreeSet<PermissionName>, CloudFault> {
        if seen == Seen::Now {
            self.tokens
                .forget(at.tenant, Resource::Graph, at.access)
                .await;
        }
        let bearer = self.tokens.bearer(at.tenant, Resource::Graph, at.access);
        written_in(bearer.await?.expose_secret()).ok_or_else(|| {
            let why = "the token does not say what it permits";
            CloudFault::new(Cause::AnswerUnreadable, API, why)
        })
    }
}

fn written_in(token: &str) -> Option<BTreeSet<PermissionName>> {
    let claims = token.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
    // A list would do for claims that have no names.
    let claims: Map<String, Value> = serde_json::from_slice(&claims).ok()?;
    let claims: Claims = serde_json::from_value(Value::Object(claims)).ok()?;
    let scopes = claims.scp.unwrap_or_default();
    let roles = claims.roles.iter().map(String::as_str);
    let named = roles.chain(scopes.split_whitespace());
    Some(
        named
            .filter_map(|it| PermissionName::new(it).ok())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn both_kinds_of_permissions_are_read() {
        let told = |claims| {
            let names = written_in(&token(claims)).unwrap();
            names.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(r#"{"roles":["B","A"]}"#), ["A", "B"]);
        assert_eq!(told(r#"{"scp":"A  C"}"#), ["A", "C"]);
        assert_eq!(told("{}"), [""; 0]);
    }

    #[test]
    fn what_is_no_such_token_says_nothing() {
        for odd in ["", "opaque", "a.b.c", &token("[]"), "e30.%%%.x"] {
            assert_eq!(written_in(odd), None, "{odd}");
        }
    }
}
