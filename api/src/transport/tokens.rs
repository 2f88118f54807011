//! The size of a document, before it is parsed: a parser goes down one call per bracket, so what
//! would exhaust it must not get there.

/// What is in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tokens {
    pub(super) count: usize,
    /// Brackets that are open at once.
    pub(super) nesting: usize,
}

/// Counts without judging: what is not GraphQL at all is for the parser to say.
pub(super) fn count(document: &str) -> Tokens {
    let bytes = document.as_bytes();
    let mut tokens = Tokens::default();
    let (mut at, mut open) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let length = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += until_line_ends(rest);
                continue;
            }
            b'"' => text(rest),
            b'{' | b'(' | b'[' => {
                open += 1;
                tokens.nesting = tokens.nesting.max(open);
                1
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                1
            }
            b'.' if rest.starts_with(b"...") => 3,
            _ if is_word(byte) => word(rest),
            _ => 1,
        };
        tokens.count += 1;
        at += length;
    }
    tokens
}

/// The length of a name or a number; within a number there may be a point.
fn word(rest: &[u8]) -> usize {
    let ends = rest.iter().enumerate().position(|(at, byte)| {
        let point = *byte == b'.' && rest.get(at + 1).is_some_and(u8::is_ascii_digit);
        !is_word(*byte) && !point
    });
    ends.unwrap_or(rest.len())
}

/// Part of a name or a number; what is not of the language counts as one too.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+') || !byte.is_ascii()
}

fn until_line_ends(rest: &[u8]) -> usize {
    let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    end.unwrap_or(rest.len())
}

/// The length of what begins with a quotation mark; to the end where it is never closed.
fn text(rest: &[u8]) -> usize {
    let block = rest.starts_with(b"\"\"\"");
    let (mark, escaped): (&[u8], &[u8]) = if block {
        (b"\"\"\"", b"\\\"\"\"")
    } else {
        (b"\"", b"\\")
    };
    let mut at = mark.len();
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with(escaped) {
            // Beyond the backslash of a text there is one letter; a block's mark is passed as a whole.
            at += if block { escaped.len() } else { 2 };
        } else if here.starts_with(mark) {
            return at + mark.len();
        } else if !block && matches!(here[0], b'\r' | b'\n') {
            return at;
        } else {
            at += 1;
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(document: &str) -> (usize, usize) {
        let tokens = count(document);
        (tokens.count, tokens.nesting)
    }

    #[test]
    fn names_numbers_texts_and_marks_are_tokens() {
        assert_eq!(counted("{ a, b: c(d: -1.5e3) ...F }"), (13, 2));
        assert_eq!(counted(r#"{ a(b: "x } \" { y") }"#), (8, 2));
        assert_eq!(counted("{ a # { { {\n b }"), (4, 1));
        assert_eq!(counted(r#"{ a(b: """ { \""" " } """) }"#), (8, 2));
    }

    #[test]
    fn what_is_never_closed_ends_with_the_document() {
        assert_eq!(counted("{ a(b: \"never"), (6, 2));
        assert_eq!(counted("{ a(b: \"\"\"never\n"), (6, 2));
        assert_eq!(counted("\"\\"), (1, 0));
        assert_eq!(counted("}}}{{"), (5, 2));
        assert_eq!(counted(""), (0, 0));
    }
}
