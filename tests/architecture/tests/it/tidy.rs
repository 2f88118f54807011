//! Limits that keep rooms small, and leftovers that must not be committed.

use crate::source::{functions, is_test, is_test_file};
use crate::tree::{self, File};

const FUNCTION: usize = 70;
const TEST_FUNCTION: usize = 100;
const SOURCE_FILE: usize = 600;
const TEST_FILE: usize = 800;
const COLUMNS: usize = 120;
const BYTES: usize = 400_000;

/// What may break which rule, and why. A path, or a folder with its slash.
const EXCEPTIONS: &[(Rule, &str, &str)] = &[(
    Rule::Length,
    "domain/src/merkle/tests/checkpoint.rs",
    "signatures published elsewhere, quoted whole",
)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Functions, files and lines may only be so long.
    Length,
    /// Words that say "not finished", and paths of one person's machine.
    Leftover,
    /// Spaces at the end of a line, no newline at the end of the file.
    Tail,
    /// Bytes of any file.
    Size,
}

fn holds(rule: Rule, file: &File) -> bool {
    !EXCEPTIONS.iter().any(|(excepted, path, _)| {
        let covers = file.path == *path || (path.ends_with('/') && file.path.starts_with(path));
        *excepted == rule && covers
    })
}

/// The files a rule holds for, with their text.
fn each(rule: Rule, files: &[File]) -> impl Iterator<Item = (&File, &str)> {
    files
        .iter()
        .filter(move |file| holds(rule, file))
        .filter_map(|file| file.text().map(|text| (file, text)))
}

#[test]
fn every_exception_still_has_its_file() {
    let files = tree::files();
    let gone = EXCEPTIONS.iter().filter(|(_, path, _)| {
        !files
            .iter()
            .any(|file| file.path == *path || file.path.starts_with(path))
    });
    let gone: Vec<String> = gone.map(|(_, path, _)| (*path).to_owned()).collect();
    tree::none(&gone, "Strike these from the exceptions:");
}

#[test]
fn functions_are_short() {
    let files = tree::rust();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Length, &files) {
        for function in functions(text) {
            let limit = if is_test(file, function.line) {
                TEST_FUNCTION
            } else {
                FUNCTION
            };
            let length = function.lines.len();
            if length > limit {
                let at = format!("{}:{}", file.path, function.line);
                found.push(format!(
                    "{at} {} has {length} lines, {limit} at most",
                    function.name
                ));
            }
        }
    }
    tree::none(&found, "Functions that want to be two:");
}

#[test]
fn files_are_short() {
    let files = tree::rust();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Length, &files) {
        let limit = if is_test_file(file) {
            TEST_FILE
        } else {
            SOURCE_FILE
        };
        let length = text.lines().count();
        if length > limit {
            found.push(format!("{} has {length} lines, {limit} at most", file.path));
        }
    }
    tree::none(&found, "Files that want to be two:");
}

#[test]
fn lines_are_short() {
    let files = tree::rust();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Length, &files) {
        for (at, line) in text.lines().enumerate() {
            if line.chars().count() > COLUMNS {
                found.push(format!(
                    "{}:{} is wider than {COLUMNS} columns",
                    file.path,
                    at + 1
                ));
            }
        }
    }
    tree::none(&found, "Lines that nobody can read side by side:");
}

#[test]
fn nothing_unfinished_is_left() {
    // In pieces, so that this file does not find itself.
    let anywhere = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"], ["HA", "CK"]].map(|it| it.concat());
    let in_rust = [
        ["dbg", "!("],
        ["todo", "!("],
        ["unimplemented", "!("],
        ["#[ign", "ore"],
    ];
    let in_rust = in_rust.map(|it| it.concat());
    let files = tree::files();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Leftover, &files) {
        for (at, line) in text.lines().enumerate() {
            let word = anywhere.iter().find(|needle| holds_word(line, needle));
            let code = in_rust
                .iter()
                .find(|needle| file.is("rs") && line.contains(*needle));
            if let Some(needle) = word.or(code) {
                found.push(format!("{}:{} {needle}", file.path, at + 1));
            }
        }
    }
    tree::none(&found, "Leftovers:");
}

/// As a word of its own: a hash or an id may hold the same letters.
fn holds_word(line: &str, needle: &str) -> bool {
    line.match_indices(needle).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + needle.len()..].chars().next();
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !part(before) && !part(after)
    })
}

#[test]
fn no_path_of_somebodys_machine() {
    let homes = [
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Use", "rs/"],
        ["C:\\Use", "rs\\"],
    ];
    let homes = homes.map(|it| it.concat());
    // A place where a package manager puts things is the same on every machine.
    let same_everywhere = ["/home", "/linuxbrew/"].concat();
    let files = tree::files();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Leftover, &files) {
        for (at, line) in text.lines().enumerate() {
            let line = line.replace(&same_everywhere, "");
            let named = homes.iter().any(|home| {
                line.match_indices(home.as_str())
                    .any(|(at, _)| begins_a_path(&line[..at]))
            });
            if named {
                found.push(format!("{}:{} {}", file.path, at + 1, line.trim()));
            }
        }
    }
    tree::none(&found, "Paths that exist on one machine only:");
}

/// Not the middle of a longer path or address, such as the page of a web site.
fn begins_a_path(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || "_-.~}>)".contains(c))
}

/// Where a package was fetched from on one machine is nobody else's way to it; its hash says which one it is.
#[test]
fn lockfiles_of_npm_name_no_place() {
    let files = tree::files();
    let locked = files.iter().filter(|it| it.name() == "package-lock.json");
    let mut found = Vec::new();
    for file in locked {
        let text = file.text().unwrap_or_default();
        if text.contains("\"resolved\"") {
            found.push(format!("{} says \"resolved\"", file.path));
        }
        if !text.contains("\"integrity\"") {
            found.push(format!("{} has no hashes", file.path));
        }
    }
    tree::none(&found, "Lockfiles that hold for one machine only:");
}

#[test]
fn ends_are_clean() {
    let files = tree::files();
    let mut found = Vec::new();
    for (file, text) in each(Rule::Tail, &files) {
        if !text.is_empty() && !text.ends_with('\n') {
            found.push(format!("{} does not end with a newline", file.path));
        }
        for (at, line) in text.lines().enumerate() {
            if line.ends_with([' ', '\t']) {
                found.push(format!("{}:{} ends with a space", file.path, at + 1));
            }
        }
    }
    tree::none(&found, "Untidy ends:");
}

#[test]
fn files_are_small() {
    let files = tree::files();
    let big = files
        .iter()
        .filter(|file| holds(Rule::Size, file) && file.bytes.len() > BYTES);
    let big: Vec<String> = big
        .map(|it| format!("{}: {}", it.path, it.bytes.len()))
        .collect();
    tree::none(&big, "Too big for a repository that people clone:");
}
