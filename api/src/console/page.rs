//! The one page that all of the console is, and what it loads.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rust_embed::RustEmbed;
use tenantry_engine::chance::Randomness;

use crate::files::{self, Kept, send, takes_packed};

/// What `make console` wrote.
#[derive(RustEmbed)]
#[folder = "../console/dist"]
struct Files;

const PAGE: &str = "index.html";
const ICON: &str = "icon.svg";
const DOCUMENTS: &str = "documents.json";

/// What stands in the page where its mark is to be.
const NONCE: &str = "{{nonce}}";

const ABSENT: &str = "This build of the program has no console in it. `make build` puts it in; it needs Node.js.\n\
    Everything it does can be asked for at /graphql as well.\n";

/// Whichever address of the console it is, the page is the same: what to show stands in the address. The mark is
/// another one each time, so the page is never kept.
pub(super) async fn page(
    State(randomness): State<Arc<dyn Randomness>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if !is_visit(&method, &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let file = files::whole::<Files>(PAGE);
    let text = file.and_then(|it| String::from_utf8(it.bytes.into_owned()).ok());
    let Some(text) = text else {
        let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (StatusCode::NOT_FOUND, plain, ABSENT).into_response();
    };
    let mut bytes = [0; 18];
    randomness.fill(&mut bytes);
    let nonce = BASE64_STANDARD.encode(bytes);
    let Ok(policy) = HeaderValue::try_from(policy(&nonce)) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let html = HeaderValue::from_static(files::media_type(PAGE));
    let head = [
        (header::CONTENT_TYPE, html),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (head, text.replace(NONCE, &nonce)).into_response()
}

pub(super) fn documents() -> Option<Vec<String>> {
    let file = files::whole::<Files>(DOCUMENTS)?;
    serde_json::from_slice(&file.bytes).ok()
}

pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let name = format!("assets/{name}");
    let Some(file) = files::loaded::<Files>(&name, takes_packed(&headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    send(file, files::media_type(&name), Kept::ForEver, &headers)
}

pub(super) async fn icon(headers: HeaderMap) -> Response {
    let Some(file) = files::loaded::<Files>(ICON, takes_packed(&headers)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    send(file, files::media_type(ICON), Kept::AskAgain, &headers)
}

/// Somebody goes there with a browser. Programs that ask at a wrong address are not told of a page.
fn is_visit(method: &Method, headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter();
    let mut accepts = accepts.filter_map(|it| it.to_str().ok());
    matches!(*method, Method::GET | Method::HEAD) && accepts.any(|it| it.contains("text/html"))
}

/// Everything comes from here: scripts from files alone, styles from files and from scripts that know the mark, and
/// no text becomes a script.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}
