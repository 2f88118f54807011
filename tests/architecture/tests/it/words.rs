//! One word per idea: every noun has the same cast of files, and its events and commands are in
//! the glossary under the names the code uses.

use std::collections::BTreeSet;

use crate::tree::{self, File};

const CAST: [&str; 7] = [
    "mod.rs",
    "event.rs",
    "state.rs",
    "command.rs",
    "decide.rs",
    "refusal.rs",
    "spec.rs",
];

const GLOSSARY: &str = "docs/glossary.md";

/// The folders of the domain that hold an aggregate.
fn nouns(files: &[File]) -> BTreeSet<&str> {
    let folders = files
        .iter()
        .filter_map(|file| file.path.strip_suffix("/decide.rs"));
    folders
        .filter(|folder| folder.starts_with("domain/src/"))
        .collect()
}

fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files
        .iter()
        .find(|file| file.path == path)
        .and_then(File::text)
        .unwrap_or_default()
}

/// The variants of the enum whose name ends so: the first word of every line one step in.
fn variants<'a>(source: &'a str, ending: &str) -> Vec<&'a str> {
    let lines = source.lines();
    let mut inside = lines.skip_while(|line| {
        let name = line
            .strip_prefix("pub enum ")
            .and_then(|rest| rest.strip_suffix(" {"));
        !name.is_some_and(|name| name.ends_with(ending))
    });
    inside.next();
    let body = inside.take_while(|line| *line != "}");
    body.filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect()
}

/// The name that a variant begins with.
fn name(variant: &str) -> &str {
    variant
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
}

fn events(source: &str) -> BTreeSet<&str> {
    variants(source, "Event").into_iter().map(name).collect()
}

/// A large struct is carried in a box.
fn unboxed(carried: &str) -> &str {
    let inside = carried.strip_prefix("Box<");
    inside
        .and_then(|it| it.strip_suffix('>'))
        .unwrap_or(carried)
}

/// A command is a struct that a variant carries, or the variant itself where it carries none.
fn commands(source: &str) -> BTreeSet<&str> {
    let command = |variant| {
        let name = name(variant);
        let carried = variant[name.len()..]
            .strip_prefix('(')
            .and_then(|it| it.split(')').next());
        carried
            .map(unboxed)
            .filter(|it| source.contains(&format!("pub struct {it} ")))
            .unwrap_or(name)
    };
    variants(source, "Command")
        .into_iter()
        .map(command)
        .collect()
}

#[test]
fn every_noun_has_the_same_cast_of_files() {
    let files = tree::files();
    let nouns = nouns(&files);
    assert!(!nouns.is_empty(), "the nouns are no longer found");
    let wanted = nouns
        .iter()
        .flat_map(|noun| CAST.map(|part| format!("{noun}/{part}")));
    let missing = wanted.filter(|path| !files.iter().any(|file| file.path == *path));
    tree::none(
        &missing.collect::<Vec<_>>(),
        "An aggregate without its full cast:",
    );
}

#[test]
fn every_event_and_command_is_in_the_glossary() {
    let files = tree::files();
    let glossary = text(&files, GLOSSARY);
    let mut missing = Vec::new();
    for noun in nouns(&files) {
        let (event, command) = (format!("{noun}/event.rs"), format!("{noun}/command.rs"));
        let mut words = events(text(&files, &event));
        assert!(
            !words.is_empty(),
            "{event}: no `pub enum …Event` with variants is found"
        );
        let asked = commands(text(&files, &command));
        assert!(
            !asked.is_empty(),
            "{command}: no `pub enum …Command` with variants is found"
        );
        words.extend(asked);
        let unknown = words
            .into_iter()
            .filter(|word| !glossary.contains(&format!("`{word}`")));
        missing.extend(unknown.map(|word| format!("{word} of {noun}")));
    }
    tree::none(
        &missing,
        &format!("Words that {GLOSSARY} does not explain:"),
    );
}

#[test]
fn the_glossary_explains_nothing_that_is_gone() {
    let files = tree::files();
    let mut known = BTreeSet::new();
    for noun in nouns(&files) {
        known.extend(events(text(&files, &format!("{noun}/event.rs"))));
        known.extend(commands(text(&files, &format!("{noun}/command.rs"))));
    }
    // Rows of the tables of events and commands: | `Word` | meaning |
    let rows = text(&files, GLOSSARY)
        .lines()
        .filter_map(|line| line.strip_prefix("| `"));
    let words = rows.filter_map(|row| row.split('`').next());
    let gone = words
        .filter(|word| !known.contains(word))
        .map(str::to_owned);
    tree::none(
        &gone.collect::<Vec<_>>(),
        "Words of the glossary that no event or command bears:",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_from_the_enums() {
        let source = "\
pub enum CustomerEvent {
    /// One.
    CustomerRegistered {
        name: CustomerName,
    },
    CustomerTagged { tag: Tag },
    CustomerGone {},
}

pub enum Other {
    Thing,
}
";
        let found: Vec<&str> = events(source).into_iter().collect();
        assert_eq!(
            found,
            ["CustomerGone", "CustomerRegistered", "CustomerTagged"]
        );
    }

    #[test]
    fn a_command_is_what_a_variant_carries() {
        let source = "\
pub enum CustomerCommand {
    Register(RegisterCustomer),
    ArchiveCustomer,
    RenameCustomer(String),
}

pub struct RegisterCustomer {
}
";
        let found: Vec<&str> = commands(source).into_iter().collect();
        assert_eq!(
            found,
            ["ArchiveCustomer", "RegisterCustomer", "RenameCustomer"]
        );
    }
}
