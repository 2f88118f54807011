//! The blocks of the pages. A line `<!-- shows: NAME -->` stands before a block of code, which must
//! show what NAME holds: a file of this repository, or what a test computes. `FILE from TEXT` shows
//! a file from the first line on that begins with the text.
//!
//! `make contracts` writes the blocks anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

const MARK: &str = "<!-- shows: ";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The page with the block after the mark replaced; none when there is no such block.
fn with_block(page: &str, name: &str, shown: &str) -> Option<String> {
    let (head, rest) = page.split_once(&format!("{MARK}{name} -->\n"))?;
    let (fence, rest) = rest.split_once('\n')?;
    let (_, tail) = rest.split_once("\n```\n")?;
    fence.starts_with("```").then(|| {
        format!(
            "{head}{MARK}{name} -->\n{fence}\n{}\n```\n{tail}",
            shown.trim_end()
        )
    })
}

/// Holds the page to what it should show.
#[track_caller]
pub fn check(page: &str, name: &str, shown: &str) {
    let file = root().join(page);
    let written = fs::read_to_string(&file).unwrap();
    let wanted = with_block(&written, name, shown)
        .unwrap_or_else(|| panic!("{page} has no block that shows {name}"));
    if env::var_os("TENANTRY_CONTRACTS").is_some_and(|mode| mode == "write") {
        fs::write(&file, wanted).unwrap();
    } else {
        assert!(
            written == wanted,
            "{page} shows something else than {name}.\nIf the change is meant: make contracts"
        );
    }
}

/// The file that a name means, or its end.
fn file(name: &str) -> String {
    let (path, from) = name.split_once(" from ").unwrap_or((name, ""));
    let text = fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("a page shows {path}: {error}"));
    let lines = text.lines().skip_while(|line| !line.starts_with(from));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn pages_show_the_files_of_this_repository_contract() {
    for page in ["docs/guide/adding-a-capability.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let names = text.lines().filter_map(|line| {
            let name = line.strip_prefix(MARK)?.strip_suffix(" -->")?;
            Some(name)
        });
        let names: Vec<&str> = names.collect();
        assert!(!names.is_empty(), "{page} shows no file any more");
        for name in names {
            check(page, name, &file(name));
        }
    }
}

#[test]
fn a_block_is_replaced_and_nothing_else() {
    let page = "a\n<!-- shows: x -->\n```rust\nold\n```\nb\n```\nc\n```\n";
    let wanted = "a\n<!-- shows: x -->\n```rust\nnew\n```\nb\n```\nc\n```\n";
    assert_eq!(with_block(page, "x", "new\n").as_deref(), Some(wanted));
    assert_eq!(with_block(page, "y", "new\n"), None);
}
