//! Contract files: what the outside world relies on, written down in the repository, so that a
//! change of it is a line in somebody's review.
//!
//! A test computes what the file should say and calls [`check`]. `make contracts` runs the tests
//! whose names hold the word `contract` with `TENANTRY_CONTRACTS=write`, and then the file is
//! written instead of compared.

use std::path::Path;
use std::{env, fs};

/// How many differing lines a failure shows.
const SHOWN: usize = 40;

/// Compares the file with what it should say, or writes it when the contracts are regenerated.
#[track_caller]
pub fn check(file: &Path, actual: &str) {
    if env::var_os("TENANTRY_CONTRACTS").is_some_and(|mode| mode == "write") {
        if let Err(error) = write(file, actual) {
            panic!("{} cannot be written: {error}", file.display());
        }
        return;
    }
    let written = fs::read_to_string(file).unwrap_or_default();
    assert!(
        written == actual,
        "{} does not say what is true now.\n{}\nIf the change is meant: make contracts",
        file.display(),
        difference(&written, actual)
    );
}

fn write(file: &Path, actual: &str) -> std::io::Result<()> {
    if fs::read_to_string(file).is_ok_and(|written| written == actual) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, actual)
}

/// The lines between the common beginning and the common end: `-` on disk, `+` true now.
fn difference(written: &str, actual: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (written.lines().collect(), actual.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(|(a, b)| a == b);
    let tail = tail.count();
    let gone = old[head..old.len() - tail]
        .iter()
        .map(|line| format!("  - {line}"));
    let come = new[head..new.len() - tail]
        .iter()
        .map(|line| format!("  + {line}"));
    let lines: Vec<String> = gone.chain(come).collect();
    let mut shown = format!("  from line {}:\n", head + 1);
    shown.push_str(&lines[..lines.len().min(SHOWN)].join("\n"));
    if lines.len() > SHOWN {
        shown.push_str("\n  …");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_changed_lines_are_shown() {
        assert_eq!(
            difference("a\nb\nc\n", "a\nx\ny\nc\n"),
            "  from line 2:\n  - b\n  + x\n  + y"
        );
        assert_eq!(difference("a\na\n", "a\n"), "  from line 2:\n  - a");
        assert_eq!(difference("", "a\n"), "  from line 1:\n  + a");
    }
}
