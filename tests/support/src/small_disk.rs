//! A disk of its own, so small that it can be filled.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Goes away with its last user.
#[derive(Debug)]
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// None where nobody may mount: that is said aloud.
    pub fn mounted(size: &str) -> Option<Self> {
        let folder = must(tempfile::tempdir());
        let mounted = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("size={size},mode=777"),
                "tmpfs",
            ])
            .arg(folder.path())
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("NOT TESTED: a full disk, because this account may not mount one");
        None
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all the space but this much.
    pub fn fill(&self, spare: u64) {
        let mut ballast = must(File::create(self.ballast()));
        while ballast.write_all(&[7; 4_096]).is_ok() {}
        let length = must(ballast.metadata()).len();
        must(ballast.set_len(length.saturating_sub(spare)));
    }

    /// Gives the space back.
    pub fn free(&self) {
        must(fs::remove_file(self.ballast()));
    }

    fn ballast(&self) -> PathBuf {
        self.path().join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: whoever still holds a file of it lets go soon.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

fn must<T>(outcome: io::Result<T>) -> T {
    outcome.unwrap_or_else(|error| panic!("a small disk: {error}"))
}
