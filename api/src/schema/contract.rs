//! The schema as a file, for those who write clients.

use async_graphql::SDLExportOptions;

/// The mark around a description.
const QUOTES: &str = "\"\"\"";

/// The text of `api/schema.graphql`. The directives that every server has are not ours to define.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by();
    let whole = super::build().finish().sdl_with_options(options);
    let mut text = String::with_capacity(whole.len());
    let mut description = String::new();
    let mut open = false;
    for line in whole.lines() {
        let quotes = line == QUOTES;
        if open || quotes {
            open ^= quotes;
            description.push_str(line);
            description.push('\n');
            continue;
        }
        if line.starts_with("directive @") {
            description.clear();
            continue;
        }
        text.push_str(&std::mem::take(&mut description));
        text.push_str(line);
        text.push('\n');
    }
    text
}
