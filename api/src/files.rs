//! Files that are compiled in, as browsers are given them.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// How the packed form of a text is named.
const PACKED: &str = ".gz";

/// A file, as it is sent.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) bytes: Cow<'static, [u8]>,
    packed: bool,
    /// What its tag in a cache is: a hash of what is sent.
    tag: String,
}

/// How long a browser may keep a file without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Its name holds a hash of it, so it never changes.
    ForEver,
    /// Asked for again at each visit: it is another one in another build.
    AskAgain,
}

/// A file as it was written.
pub(crate) fn whole<E: RustEmbed>(name: &str) -> Option<File> {
    read::<E>(name, false)
}

/// Something that a page loads; packed where that is wanted and there.
pub(crate) fn loaded<E: RustEmbed>(name: &str, packed: bool) -> Option<File> {
    // What begins with a dot keeps the folder in order.
    let is_inner = name.split('/').any(|part| part.starts_with('.'));
    if is_inner || name.ends_with(PACKED) {
        return None;
    }
    let smaller = packed.then(|| read::<E>(&format!("{name}{PACKED}"), true));
    smaller.flatten().or_else(|| read::<E>(name, false))
}

fn read<E: RustEmbed>(name: &str, packed: bool) -> Option<File> {
    let file = E::get(name)?;
    let mut tag = String::from("\"");
    for byte in file.metadata.sha256_hash() {
        // Writing to a text does not fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    Some(File {
        bytes: file.data,
        packed,
        tag,
    })
}

/// By the ending of the name.
pub(crate) fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        _ => "application/octet-stream",
    }
}

pub(crate) fn send(
    file: File,
    media_type: &'static str,
    kept: Kept,
    asked: &HeaderMap,
) -> Response {
    let known = asked.get(header::IF_NONE_MATCH);
    let known = known.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim() == file.tag);
    let kept = match kept {
        Kept::ForEver => "public, max-age=31536000, immutable",
        Kept::AskAgain => "no-cache",
    };
    let head = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, kept),
        (header::VARY, "accept-encoding"),
    ];
    let tag = [(header::ETAG, file.tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, head, tag).into_response();
    }
    let packed = file.packed.then_some([(header::CONTENT_ENCODING, "gzip")]);
    (head, tag, packed, file.bytes).into_response()
}

/// Whether it said so, and did not say no.
pub(crate) fn takes_packed(headers: &HeaderMap) -> bool {
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
