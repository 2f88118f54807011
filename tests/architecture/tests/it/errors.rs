//! Every code that the program can answer with has a page, and every page has its code.

use std::collections::BTreeSet;

use crate::source::{functions, is_test_file, literals};
use crate::tree::{self, File};

const FOLDER: &str = "docs/errors/";
const SECTIONS: [&str; 3] = ["## What happened", "## What to do", "## Who acts"];

/// The codes that the sources declare, as `const CODE` or `const CODES`.
fn declared(files: &[File]) -> BTreeSet<&str> {
    let texts = files
        .iter()
        .filter(|file| !is_test_file(file))
        .filter_map(File::text);
    let declarations = texts.flat_map(|text| {
        let after = ["const CODE: ", "const CODES: "].map(|it| text.split(it).skip(1));
        after.into_iter().flatten()
    });
    // A trait declares the constant without a value: the semicolon comes before the equals sign.
    let values = declarations.filter_map(|rest| {
        let (declaration, value) = rest.split_once('=')?;
        (!declaration.replace("; ", "").contains(';')).then_some(value.split(';').next()?)
    });
    values.flat_map(literals).collect()
}

fn is_code(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn pages(files: &[File]) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter_map(|file| {
        let name = file.path.strip_prefix(FOLDER)?.strip_suffix(".md")?;
        (name != "README").then_some((name, file.text()?))
    })
}

#[test]
fn codes_are_declared_where_they_are_answered() {
    let files = tree::rust();
    let declared = declared(&files);
    assert!(
        declared.contains("MALFORMED_ID"),
        "the declarations are no longer found"
    );
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !is_test_file(file)) {
        let answers = functions(file.text().unwrap_or_default());
        for function in answers.into_iter().filter(|it| it.name == "code") {
            for code in function.lines.iter().flat_map(|line| literals(line)) {
                if is_code(code) && !declared.contains(code) {
                    found.push(format!("{}:{} {code}", file.path, function.line));
                }
            }
        }
    }
    tree::none(&found, "Codes that are answered but missing in CODES:");
}

#[test]
fn codes_look_like_codes() {
    let files = tree::rust();
    let odd = declared(&files)
        .into_iter()
        .filter(|code| !is_code(code))
        .map(str::to_owned);
    tree::none(&odd.collect::<Vec<_>>(), "Codes are written LIKE_THIS:");
}

#[test]
fn every_code_has_a_page() {
    let files = tree::files();
    let known: BTreeSet<&str> = pages(&files).map(|(name, _)| name).collect();
    let sources = tree::rust();
    let declared = declared(&sources);
    let missing = declared
        .difference(&known)
        .map(|code| format!("{FOLDER}{code}.md"));
    tree::none(
        &missing.collect::<Vec<_>>(),
        "Codes without a page that says what to do:",
    );
    let stale = known
        .difference(&declared)
        .map(|code| format!("{FOLDER}{code}.md"));
    tree::none(
        &stale.collect::<Vec<_>>(),
        "Pages about codes that nothing answers with:",
    );
}

#[test]
fn every_page_has_the_same_parts() {
    let files = tree::files();
    let mut found = Vec::new();
    for (name, text) in pages(&files) {
        if text.lines().next() != Some(&format!("# {name}")) {
            found.push(format!("{FOLDER}{name}.md does not begin with `# {name}`"));
        }
        let parts: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("## "))
            .collect();
        if parts != SECTIONS {
            found.push(format!("{FOLDER}{name}.md has the parts {parts:?}"));
        }
        if text
            .split("\n## ")
            .skip(1)
            .any(|part| part.trim().lines().count() < 2)
        {
            found.push(format!("{FOLDER}{name}.md has an empty part"));
        }
    }
    tree::none(
        &found,
        &format!("Pages have the parts {SECTIONS:?}, each with something said:"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_found_and_traits_are_not() {
        let text = r#"
    const CODES: &'static [&'static str];
    pub const CODE: &'static str = "A";
    const CODES: &'static [&'static str] = &[
        "B_1",
        "C",
    ];
    let other = "D";
"#;
        let file = File {
            path: "domain/src/a.rs".into(),
            bytes: text.into(),
        };
        assert_eq!(
            declared(&[file]).into_iter().collect::<Vec<_>>(),
            ["A", "B_1", "C"]
        );
    }
}
