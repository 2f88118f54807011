//! The files of the project.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, iter};

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors()
        .nth(2)
        .expect("tests/architecture lies two folders deep")
        .to_owned()
}

/// A file of the project; `path` is relative to the root, with slashes.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// Its text; none for what only programs read.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
    }

    pub(crate) fn is(&self, ending: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|it| it == ending)
    }

    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Every file that is or would be committed, in order.
pub(crate) fn files() -> Vec<File> {
    let root = root();
    let paths = tracked(&root).unwrap_or_else(|| walked(&root));
    let files = paths.into_iter().filter_map(|path| {
        // A file deleted but not yet committed is still listed; a link is not ours to read.
        let full = root.join(&path);
        let is_file = fs::symlink_metadata(&full).is_ok_and(|data| data.is_file());
        is_file.then(|| File {
            bytes: fs::read(full).expect("a readable file"),
            path,
        })
    });
    let files: Vec<File> = files.collect();
    assert!(
        files.len() > 20,
        "the tree was not found below {}",
        root.display()
    );
    files
}

/// Every Rust source file.
pub(crate) fn rust() -> Vec<File> {
    files().into_iter().filter(|file| file.is("rs")).collect()
}

fn tracked(root: &Path) -> Option<BTreeSet<String>> {
    let git = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()
        .filter(|git| git.status.success())?;
    let listed = String::from_utf8(git.stdout).ok()?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    Some(paths.map(str::to_owned).collect::<BTreeSet<_>>()).filter(|paths| !paths.is_empty())
}

/// For a copy of the sources without git.
fn walked(root: &Path) -> BTreeSet<String> {
    let mut open = vec![root.to_owned()];
    let folders = iter::from_fn(|| {
        let folder = open.pop()?;
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let skipped = ["target", "node_modules", "dist", "generated.ts", ".git"];
            if skipped.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
        Some(files)
    });
    let relative = |path: PathBuf| Some(path.strip_prefix(root).ok()?.to_str()?.to_owned());
    folders.flatten().filter_map(relative).collect()
}

/// Fails with all that was found, one per line.
#[track_caller]
pub(crate) fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}\n  {}\n", found.join("\n  "));
}
