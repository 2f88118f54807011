//! A condition's text, cut into words.

use super::Nonsense;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A path, a number, or a word of the language.
    Bare(String),
    /// In double quotes.
    Text(String),
    /// In brackets.
    Date(String),
    Sign(&'static str),
}

/// The longer signs first: `<=` is not `<`.
const SIGNS: [&str; 9] = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ","];

pub(super) fn words(text: &str) -> Result<Vec<Word>, Nonsense> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '"' => quoted(&rest[1..])?,
            '[' => {
                let (date, after) = rest[1..]
                    .split_once(']')
                    .ok_or("a date is not closed by a bracket")?;
                (Word::Date(date.to_owned()), after)
            }
            _ => match SIGNS
                .iter()
                .find_map(|it| Some((*it, rest.strip_prefix(it)?)))
            {
                Some((sign, after)) => (Word::Sign(sign), after),
                None => bare(rest)?,
            },
        };
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

/// A quote that belongs to the text has a backslash in front.
fn quoted(text: &str) -> Result<(Word, &str), Nonsense> {
    let mut read = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((Word::Text(read), &text[at + 1..])),
            '\\' => read.extend(letters.next().map(|(_, escaped)| escaped)),
            other => read.push(other),
        }
    }
    Err("a text is not closed by a quotation mark".to_owned())
}

fn bare(text: &str) -> Result<(Word, &str), Nonsense> {
    let belongs = |letter: char| letter.is_ascii_alphanumeric() || "/_.-".contains(letter);
    let end = text.find(|letter| !belongs(letter)).unwrap_or(text.len());
    if end == 0 {
        return Err(format!("{:?} is not expected", text.chars().next()));
    }
    Ok((Word::Bare(text[..end].to_owned()), &text[end..]))
}
