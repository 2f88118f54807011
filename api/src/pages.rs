//! The pages of `docs/errors`, compiled in: what a code means, what to do, who acts.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../docs/errors"]
struct Pages;

/// Bytes of a sentence that says enough by itself.
const ENOUGH: usize = 40;

/// The page of a code.
pub fn page(code: &str) -> Option<String> {
    let file = Pages::get(&format!("{code}.md"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The first remedy of a code's page, as one line.
pub fn remedy(code: &str) -> Option<String> {
    let page = page(code)?;
    let section = page
        .split("\n## ")
        .find_map(|it| it.strip_prefix("What to do\n"))?;
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
        .filter(|code| code != "README")
        .collect();
    codes.sort_unstable();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_first_remedy_and_says_who_acts() {
        assert!(!codes().is_empty());
        for code in codes() {
            let remedy = remedy(&code).unwrap_or_default();
            assert!(remedy.len() > 10, "{code}: {remedy:?}");
            assert!(who_acts(&code).is_some_and(|it| it.len() > 3), "{code}");
        }
    }
}
