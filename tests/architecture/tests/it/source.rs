//! As much of Rust as the rules need, read from the form that `rustfmt` gives it.

use crate::tree::File;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function<'a> {
    pub(crate) name: &'a str,
    /// The number of its first line, from 1.
    pub(crate) line: usize,
    /// All its lines, signature and closing brace included.
    pub(crate) lines: Vec<&'a str>,
}

/// The functions of a file. An inner one is found too, and counts for its outer one as well.
pub(crate) fn functions(text: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate();
    starts
        .filter_map(|(at, line)| {
            let name = function_name(line)?;
            let length = body_length(&lines[at..])?;
            Some(Function {
                name,
                line: at + 1,
                lines: lines[at..at + length].to_vec(),
            })
        })
        .collect()
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    loop {
        if let Some(name) = rest.strip_prefix("fn ") {
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
            return Some(&name[..end.unwrap_or(name.len())]).filter(|name| !name.is_empty());
        }
        let (word, after) = rest.split_once(' ')?;
        let leads = [
            "pub", "const", "async", "unsafe", "extern", "\"C\"", "default",
        ];
        let is_lead = leads.contains(&word) || (word.starts_with("pub(") && word.ends_with(')'));
        // `pub(in some::path)` has a space of its own.
        rest = match after.split_once(") ") {
            Some((_, beyond)) if word == "pub(in" => beyond,
            _ if is_lead => after,
            _ => return None,
        };
    }
}

/// How many lines until the brace that closes the body; none when there is no body.
fn body_length(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    if first.ends_with('}') {
        return Some(1);
    }
    let indent = &first[..first.len() - first.trim_start().len()];
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        // A line of the function's own indent: signature, opening or closing brace.
        let own = line
            .strip_prefix(indent)
            .filter(|rest| !rest.starts_with(' '));
        if !open && line.ends_with(';') {
            return None;
        }
        if open && own.is_some_and(|rest| rest.starts_with('}')) {
            return Some(at + 1);
        }
        open = open || own.is_some_and(|rest| rest.ends_with('{'));
    }
    None
}

/// Whether a line of this file belongs to tests.
pub(crate) fn is_test(file: &File, line: usize) -> bool {
    is_test_file(file) || test_module(file).is_some_and(|start| line >= start)
}

pub(crate) fn is_test_file(file: &File) -> bool {
    let named = ["spec.rs", "tests.rs"].contains(&file.name());
    let inside = ["/tests/", "/spec/"]
        .iter()
        .any(|it| file.path.contains(it));
    named || inside || file.path.starts_with("tests/")
}

/// The line where the tests inside a source file begin.
fn test_module(file: &File) -> Option<usize> {
    let lines: Vec<&str> = file.text()?.lines().collect();
    let begins = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].ends_with('{');
    lines.windows(2).position(begins).map(|at| at + 1)
}

/// The literals between quotes, in order.
pub(crate) fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<(&str, usize)> {
        functions(text)
            .into_iter()
            .map(|it| (it.name, it.lines.len()))
            .collect()
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let text = "\
impl X {
    pub(crate) async fn one(&self) {
        if a {
            b();
        }
    }

    fn declared(
        &self,
    ) -> u8;

    pub(in crate::x) const fn two<T>(
        a: T,
    ) -> [u8; 2]
    where
        T: X,
    {
        c
    }

    fn three() {}
}
";
        assert_eq!(lengths(text), [("one", 5), ("two", 8), ("three", 1)]);
    }

    #[test]
    fn types_and_words_are_not_functions() {
        assert_eq!(
            lengths("let f: fn (u8) = x;\n// fn a() {\nlet fn_b = 1;\n"),
            []
        );
    }

    #[test]
    fn the_tests_inside_a_source_file_are_tests() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod more {\n}\n";
        let file = File {
            path: "domain/src/a.rs".into(),
            bytes: text.into(),
        };
        assert!(!is_test(&file, 1));
        assert!(is_test(&file, 5));
    }
}
