//! The files of the page, compiled in.

use std::borrow::Cow;
use std::fmt::Write as _;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "explorer/dist"]
struct Files;

/// The page itself; the others are what it loads.
const PAGE: &str = "index.html";

/// How the packed form of a text is named.
const PACKED: &str = ".gz";

/// A file, as it is sent.
#[derive(Debug)]
pub(super) struct File {
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) packed: bool,
    /// What its tag in a cache is: a hash of what is sent.
    pub(super) tag: String,
}

/// The page, where this build has one.
pub(super) fn page() -> Option<File> {
    read(PAGE, false)
}

/// Something that the page loads; packed where that is wanted and there.
pub(super) fn asset(name: &str, packed: bool) -> Option<File> {
    // What begins with a dot keeps the folder in order.
    if name == PAGE || name.ends_with(PACKED) || name.starts_with('.') {
        return None;
    }
    let smaller = packed.then(|| read(&format!("{name}{PACKED}"), true));
    smaller.flatten().or_else(|| read(name, false))
}

fn read(name: &str, packed: bool) -> Option<File> {
    let file = Files::get(name)?;
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
pub(super) fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("ttf") => "font/ttf",
        _ => "application/octet-stream",
    }
}
