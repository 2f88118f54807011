//! Pages that send the reader somewhere send them to a place that exists.

use std::collections::BTreeSet;
use std::path::Path;

use crate::tree;

/// The targets of the links in a page, code blocks left out.
fn links(text: &str) -> Vec<&str> {
    let mut in_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            let targets = line
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            found.extend(targets);
        }
    }
    found
}

/// The part of a link that is a file here; none when it leads out or within the page.
fn local(target: &str) -> Option<&str> {
    let path = target.split([' ', '#']).next().unwrap_or_default();
    let leads_out = path.contains("://") || path.starts_with("mailto:");
    (!path.is_empty() && !leads_out).then_some(path)
}

#[test]
fn links_lead_to_files_that_exist() {
    let root = tree::root();
    let mut broken = Vec::new();
    for file in tree::files().into_iter().filter(|file| file.is("md")) {
        let folder = Path::new(&file.path)
            .parent()
            .expect("a file lies in a folder");
        for target in links(file.text().unwrap_or_default())
            .into_iter()
            .filter_map(local)
        {
            if target.starts_with('/') || !root.join(folder).join(target).exists() {
                broken.push(format!("{}: {target}", file.path));
            }
        }
    }
    tree::none(&broken, "Links that lead nowhere:");
}

#[test]
fn the_readme_names_the_rooms_that_exist() {
    let files = tree::files();
    let members = files.iter().filter(|file| file.name() == "Cargo.toml");
    let rooms: BTreeSet<&str> = members
        .filter_map(|file| Some(file.path.split_once('/')?.0))
        .chain(["docs"])
        .collect();
    let readme = files.iter().find(|file| file.path == "README.md");
    let readme = readme.and_then(tree::File::text).unwrap_or_default();
    let unnamed = rooms
        .iter()
        .filter(|room| !readme.contains(&format!("`{room}/`")));
    let unnamed: Vec<String> = unnamed.map(|room| format!("`{room}/`")).collect();
    tree::none(&unnamed, "Rooms that README.md does not name:");
    // Rows of its table: | `room/` | one sentence |
    let named = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("/`"));
    let gone = named
        .map(|(room, _)| room)
        .filter(|room| !tree::root().join(room).is_dir());
    let gone: Vec<String> = gone.map(|room| format!("`{room}/`")).collect();
    tree::none(&gone, "Rooms that README.md names but nobody built:");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_files_count() {
        let text = "See [a](b.md#part), [c](https://d) and [e](#f).\n```\n[g](h)\n```\n";
        let found: Vec<&str> = links(text).into_iter().filter_map(local).collect();
        assert_eq!(found, ["b.md"]);
    }
}
