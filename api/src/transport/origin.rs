//! Whether a browser was led here by somebody else's page.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};

use super::door::{Credential, text};
use super::fault::Fault;

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// A page of another origin cannot send these without the browser asking us first, and we say no.
const OWN_ONLY: [HeaderName; 2] = [
    HeaderName::from_static("graphql-require-preflight"),
    HeaderName::from_static("x-requested-with"),
];

/// A token is sent by the program that holds it, so only cookies are looked into.
pub(crate) fn check(parts: &Parts, credential: Credential, own: &[String]) -> Result<(), Fault> {
    if credential == Credential::Bearer {
        return Ok(());
    }
    if !from_our_pages(&parts.headers, own, parts.method != Method::GET) {
        return Err(Fault::OriginRefused);
    }
    let changes = parts.method != Method::GET;
    if changes && !OWN_ONLY.iter().any(|name| parts.headers.contains_key(name)) {
        return Err(Fault::PreflightMissing);
    }
    Ok(())
}

/// For sockets: browsers let every page open one, and say whose page it was.
pub(super) fn check_socket(
    headers: &HeaderMap,
    credential: Credential,
    own: &[String],
) -> Result<(), Fault> {
    let ours = credential == Credential::Bearer || from_our_pages(headers, own, true);
    if ours {
        Ok(())
    } else {
        Err(Fault::OriginRefused)
    }
}

/// A browser leaves `Origin` out where it reads from its own page.
fn from_our_pages(headers: &HeaderMap, own: &[String], said: bool) -> bool {
    if text(headers, &SITE).is_some_and(|site| site == "cross-site" || site == "same-site") {
        return false;
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => own.iter().any(|own| origin == own.as_str()),
        None => !said,
    }
}
