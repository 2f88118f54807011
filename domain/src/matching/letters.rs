//! Letters as everybody can type them, and the words they make.
//!
//! A name with an umlaut reaches us in three ways: `Müller`, `Mueller` where the ü was spelled out, and
//! `Muller` where its dots were lost. One form for all three would have to shorten every ae, oe and ue,
//! and `Blue Dental` would become `Blu Dental`, which is another company. So a text has two spellings,
//! the plain one without marks and the long one with marks spelled out, and it is the reader of both
//! who says that one shared spelling is enough: `Müller` is `Mueller` and is `Muller`, but those two
//! are not each other.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Names are read up to here. Nobody's is longer, and what a stranger sends may be.
const LONGEST: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// ä is a.
    Plain,
    /// ä is ae.
    Long,
}

/// The letters of a text in one spelling, small, everything else a space, a joint or nothing.
fn folded(text: &str, spelling: Spelling) -> String {
    let letters = text.chars().take(LONGEST).filter(|it| !is_nothing(*it));
    let small = letters.flat_map(char::to_lowercase).nfkd();
    let mut out = String::with_capacity(text.len());
    let mut base = ' ';
    for letter in small.flat_map(char::to_lowercase) {
        if !is_combining_mark(letter) {
            base = letter;
            push(&mut out, letter, spelling);
        } else if spelling == Spelling::Long && is_spelled_out(base, letter) {
            out.push(if letter == RING { 'a' } else { 'e' });
        } else if !is_lost(base, letter) {
            out.push(letter);
        }
    }
    // What was taken apart and lost nothing is put together again, such as Korean syllables.
    out.nfc().collect()
}

/// Whether the two spellings of a text may differ.
pub(super) fn has_two_spellings(text: &str) -> bool {
    !text.is_ascii() && folded(text, Spelling::Plain) != folded(text, Spelling::Long)
}

const DIAERESIS: char = '\u{308}';
const RING: char = '\u{30a}';

fn is_spelled_out(base: char, mark: char) -> bool {
    matches!((base, mark), ('a' | 'o' | 'u', DIAERESIS) | ('a', RING))
}

/// Marks on Latin and Greek letters are often not typed. In other scripts they tell words apart.
fn is_lost(base: char, mark: char) -> bool {
    let accent =
        matches!(mark, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}');
    let picture = matches!(mark, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{20d0}'..='\u{20ff}');
    // The Russian ё is typed as е by most.
    let often_lost = base < '\u{400}' || (base == 'е' && mark == DIAERESIS);
    picture || (accent && often_lost)
}

/// What is not there for a reader: apostrophes, signs of trade marks, and what only steers the type.
fn is_nothing(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '`' | '´' | 'ʼ' | 'ʻ' | '‘' | '’' | '‛' | '′' | '＇'
        | '™' | '®' | '©' | '℠'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

fn push(out: &mut String, letter: char, spelling: Spelling) {
    match letter {
        'ø' if spelling == Spelling::Long => out.push_str("oe"),
        'ø' => out.push('o'),
        '&' | '+' => out.push_str(" and "),
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ð' | 'đ' => out.push('d'),
        'ł' => out.push('l'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        // Between letters these may stand for an abbreviation: see `words`.
        '.' | '/' | '⁄' => out.push(JOINT),
        letter if letter.is_alphanumeric() => out.push(letter),
        _ => out.push(' '),
    }
}

const JOINT: char = '.';

/// The words of a text in one spelling. Letters that stand alone are one word when they follow each
/// other: `A.B.C.`, `A B C` and `ABC` are the same, and so are `B.V.` and `BV`.
pub(super) fn words(text: &str, spelling: Spelling) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut alone = false;
    for part in folded(text, spelling).split_whitespace() {
        for word in abbreviations(part) {
            let is_alone = is_letter(&word);
            match words.last_mut() {
                Some(last) if alone && is_alone => last.push_str(&word),
                _ => words.push(word),
            }
            alone = is_alone;
        }
    }
    words
}

/// The words between two spaces: joints part them, but not letters that stand alone.
fn abbreviations(part: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut alone = false;
    for piece in part.split(JOINT).filter(|piece| !piece.is_empty()) {
        match words.last_mut() {
            Some(last) if alone && is_letter(piece) => last.push_str(piece),
            _ => words.push(piece.to_owned()),
        }
        alone = is_letter(piece);
    }
    words
}

fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// What is left of a text without a single letter: its signs, such as `🚀🚀`. Punctuation alone is
/// nothing: many people type a dash where they have no name.
pub(super) fn signs(text: &str) -> String {
    let shown = text.chars().take(LONGEST).filter(|it| !is_nothing(*it));
    shown.filter(|it| is_sign(*it)).collect()
}

fn is_sign(letter: char) -> bool {
    let punctuation =
        matches!(letter, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}');
    let wide = matches!(letter, '\u{fe00}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}');
    let shown = !is_combining_mark(letter) && !letter.is_whitespace() && !letter.is_control();
    !letter.is_ascii() && shown && !punctuation && !wide
}
