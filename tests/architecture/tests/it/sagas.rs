//! Every saga is proven: a noun that carries itself on is named in a `prove!`.

use std::collections::BTreeSet;

use crate::source::is_test_file;
use crate::tree::{none, rust};

const PROOFS: &str = "tests/simulation/tests/proofs.rs";

/// The names of the types that are sagas by this text.
fn sagas(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().filter(|line| !is_comment(line)).collect();
    let joined = code.join(" ");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let found = words.windows(3).filter_map(|it| {
        let is_saga = it[0] == "Saga" || it[0].ends_with("::Saga");
        (is_saga && it[1] == "for").then(|| name(it[2]))
    });
    found.collect()
}

/// The names of the sagas that this text proves.
fn proven(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !is_comment(line));
    let called = code.filter_map(|line| line.trim_start().strip_prefix("prove!("));
    called.map(name).collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// Of a type, without its path and what it is made of.
fn name(word: &str) -> String {
    let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    let path = &word[..end.unwrap_or(word.len())];
    path.rsplit(':').next().unwrap_or(path).to_owned()
}

#[test]
fn every_saga_has_its_proofs() {
    let files = rust();
    let texts = files
        .iter()
        .filter(|file| !is_test_file(file))
        .filter_map(|file| file.text());
    let sagas: BTreeSet<String> = texts.flat_map(sagas).collect();
    assert!(
        sagas.contains("Onboarding"),
        "sagas are looked for: {sagas:?}"
    );
    let proofs = files.iter().find(|file| file.path == PROOFS);
    let proven = proofs.and_then(|file| file.text()).map(proven);
    let proven = proven.expect("the proofs of the sagas");
    let missing: Vec<String> = sagas.difference(&proven).cloned().collect();
    none(
        &missing,
        &format!("a saga is named in a `prove!` in {PROOFS}:"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saga_is_known_by_what_it_implements() {
        let text = "\
impl Saga for Onboarding {
impl<T> saga::Saga
    for noun::Move<T>
{
impl Aggregate for Customer {
// impl Saga for Nobody {
";
        let found = sagas(text);
        assert_eq!(
            found.iter().map(String::as_str).collect::<Vec<_>>(),
            ["Move", "Onboarding"]
        );
    }

    #[test]
    fn a_proof_that_is_only_mentioned_does_not_count() {
        let text = "    prove!(Onboarding by Told);\n// prove!(Move by Told);\n";
        let found = proven(text);
        assert_eq!(
            found.iter().map(String::as_str).collect::<Vec<_>>(),
            ["Onboarding"]
        );
    }
}
