//! Cities, as addresses name them.

use super::letters::{Spelling, words};

/// A city. Its name has been read as the name of a company is, but has no legal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct City {
    plain: String,
    long: String,
    said: String,
}

impl City {
    /// None for a text that names nothing.
    pub(super) fn of(text: &str) -> Option<Self> {
        let spelled = |spelling| {
            let words = words(text, spelling).into_iter();
            let words: Vec<String> = words.map(written_out).collect();
            words.join(" ")
        };
        let plain = spelled(Spelling::Plain);
        (!plain.is_empty()).then(|| Self {
            long: spelled(Spelling::Long),
            plain,
            said: text.trim().chars().take(100).collect(),
        })
    }

    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// In any spelling, and with more words behind: New York is New York City.
    pub(super) fn is(&self, other: &Self) -> bool {
        let ours = [&self.plain, &self.long];
        let theirs = [&other.plain, &other.long];
        ours.iter()
            .any(|one| theirs.iter().any(|it| begins(one, it) || begins(it, one)))
    }
}

fn begins(long: &str, short: &str) -> bool {
    let rest = long.strip_prefix(short);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn written_out(word: String) -> String {
    match word.as_str() {
        "st" => "saint".to_owned(),
        "ste" => "sainte".to_owned(),
        "ft" => "fort".to_owned(),
        "mt" => "mount".to_owned(),
        _ => word,
    }
}
