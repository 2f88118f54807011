//! What somebody may have meant who made a slip of the hand.

use strsim::levenshtein;

/// The nearest of these words, if one is near: a third of its letters may be wrong.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    let near = |it: &&&str| levenshtein(&word, it) <= (it.len() / 3).max(1);
    let nearest = known
        .iter()
        .filter(near)
        .min_by_key(|it| levenshtein(&word, it));
    nearest.copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_near_when_most_of_it_is_right() {
        let known = ["listen", "public_url", "log", "log_format"];
        for (slip, meant) in [
            ("lissten", Some("listen")),
            ("publik_url", Some("public_url")),
            ("Public-URL", Some("public_url")),
            ("logs", Some("log")),
            ("log_form", Some("log_format")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(slip, &known), meant, "{slip}");
        }
    }
}
