//! The page and what it loads, as answers.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::files::{self, File};

/// Everything comes from here, scripts from files alone. The editor lays out its lines with styles that it
/// writes into the page, so those are let in: they can change how this page looks, and it shows nothing of
/// others.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
    style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; frame-ancestors 'none'; \
    base-uri 'none'; form-action 'none'";

/// Asked for again at each visit: it names the files of this build.
const ASK_AGAIN: &str = "no-cache";

/// The name of a file holds a hash of it, so it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

const ABSENT: &str = "This build of the program has no GraphiQL in it. `make build` puts it in; it needs Node.js.\n\
    Any other client can ask at /graphql.\n";

pub(super) async fn page(headers: HeaderMap) -> Response {
    let Some(file) = files::page() else {
        let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (StatusCode::NOT_FOUND, plain, ABSENT).into_response();
    };
    let policy = HeaderValue::from_static(POLICY);
    let mut answer = send(file, "text/html; charset=utf-8", ASK_AGAIN, &headers);
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = files::asset(&name, takes_packed(&headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = if has_hash(&name) { FOR_EVER } else { ASK_AGAIN };
    send(file, files::media_type(&name), kept, &headers)
}

fn send(file: File, media_type: &'static str, kept: &'static str, asked: &HeaderMap) -> Response {
    let known = asked.get(header::IF_NONE_MATCH);
    let known = known.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim() == file.tag);
    let head = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CACHE_CONTROL, kept.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
        (header::ETAG, file.tag),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    let packed = file.packed.then_some([(header::CONTENT_ENCODING, "gzip")]);
    (head, packed, file.bytes).into_response()
}

/// Whether it said so, and did not say no.
fn takes_packed(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let words = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|it| it.split(','));
    words.map(str::trim).any(|word| {
        let (name, weight) = word.split_once(';').unwrap_or((word, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// `page-2ANTSIH7.css`: the build names what the page loads like this.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash);
    let fits = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit();
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(fits))
}
