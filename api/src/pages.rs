//! The pages of `docs/errors`, compiled in: what a code means, what to do, who acts.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../docs/errors"]
struct Pages;

/// Bytes of a sentence that says enough by itself.
const ENOUGH: usize = 40;

/// The page beside them that is no code's.
const INTRODUCTION: &str = "README";

/// What codes are not longer than.
const LONGEST: usize = 80;

/// The page of a code, whatever is given for one.
pub fn page(code: &str) -> Option<String> {
    if !is_spelt_like_a_code(code) {
        return None;
    }
    let file = Pages::get(&format!("{code}.md"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// What is spelt otherwise names no page, and least of all a place elsewhere.
fn is_spelt_like_a_code(text: &str) -> bool {
    let fits = |it: u8| it.is_ascii_uppercase() || it == b'_' || it.is_ascii_digit();
    text.len() <= LONGEST && text.bytes().all(fits) && text != INTRODUCTION
}

/// What happened, as one line.
pub fn meaning(code: &str) -> Option<String> {
    first_of("What happened\n", code)
}

/// The first remedy of a code's page, as one line.
pub fn remedy(code: &str) -> Option<String> {
    first_of("What to do\n", code)
}

/// What a part of a code's page says first.
fn first_of(part: &str, code: &str) -> Option<String> {
    let page = page(code)?;
    let section = page.split("\n## ").find_map(|it| it.strip_prefix(part))?;
    let paragraph = section.trim().split("\n\n").next()?;
    // A list gives its first item.
    let mut lines = paragraph.lines();
    let first = lines.next()?;
    let rest = lines.take_while(|line| !begins_item(line));
    let text: Vec<&str> = std::iter::once(first).chain(rest).map(str::trim).collect();
    let text = text.join(" ");
    let text = text.trim_start_matches(['-', '*', ' ']);
    Some(sentences(text.trim_start_matches("1. ")).to_owned())
}

/// Who can do something about it, as one line.
pub fn who_acts(code: &str) -> Option<String> {
    let page = page(code)?;
    let section = page
        .split("\n## ")
        .find_map(|it| it.strip_prefix("Who acts\n"))?;
    let lines: Vec<&str> = section.split_whitespace().collect();
    Some(lines.join(" "))
}

/// One sentence; two where the first alone says little.
fn sentences(text: &str) -> &str {
    let mut ends = text.match_indices(". ").map(|(at, _)| &text[..=at]);
    ends.find(|it| it.len() >= ENOUGH).unwrap_or(text)
}

fn begins_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("- ")
        || line.starts_with("* ")
        || line
            .split_once(". ")
            .is_some_and(|(n, _)| n.parse::<u32>().is_ok())
}

/// Every code there is a page for, in alphabetical order.
pub fn codes() -> Vec<String> {
    let mut codes: Vec<String> = Pages::iter()
        .filter_map(|file| file.strip_suffix(".md").map(str::to_owned))
        .filter(|code| code != INTRODUCTION)
        .collect();
    codes.sort_unstable();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_what_happened_what_to_do_and_who_acts() {
        assert!(!codes().is_empty());
        for odd in [
            "",
            "README",
            "../README",
            "tenant_held",
            "TENANT_HELD.md",
            "\0",
        ] {
            assert_eq!(page(odd), None, "{odd:?}");
        }
        for code in codes() {
            let remedy = remedy(&code).unwrap_or_default();
            assert!(remedy.len() > 10, "{code}: {remedy:?}");
            let meaning = meaning(&code).unwrap_or_default();
            assert!(meaning.len() > 10, "{code}: {meaning:?}");
            assert!(who_acts(&code).is_some_and(|it| it.len() > 3), "{code}");
        }
    }
}
