//! The page and what it loads, as answers.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::files::{self, Kept, send, takes_packed};

/// What `make explorer` wrote.
#[derive(RustEmbed)]
#[folder = "explorer/dist"]
struct Files;

/// Everything comes from here, scripts from files alone. The editor lays out its lines with styles that it
/// writes into the page, so those are let in: they can change how this page looks, and it shows nothing of
/// others.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
    style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
    base-uri 'none'; form-action 'none'";

/// The page itself; the others are what it loads.
const PAGE: &str = "index.html";

const ABSENT: &str = "This build of the program has no GraphiQL in it. `make build` puts it in; it needs Node.js.\n\
    Any other client can ask at /graphql.\n";

pub(super) async fn page(headers: HeaderMap) -> Response {
    let Some(file) = files::whole::<Files>(PAGE) else {
        let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (StatusCode::NOT_FOUND, plain, ABSENT).into_response();
    };
    let policy = HeaderValue::from_static(POLICY);
    let mut answer = send(file, files::media_type(PAGE), Kept::AskAgain, &headers);
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let file = files::loaded::<Files>(&name, takes_packed(&headers)).filter(|_| name != PAGE);
    let Some(file) = file else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = if has_hash(&name) {
        Kept::ForEver
    } else {
        Kept::AskAgain
    };
    send(file, files::media_type(&name), kept, &headers)
}

/// `page-2ANTSIH7.css`: the build names what the page loads like this.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash);
    let fits = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit();
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(fits))
}
