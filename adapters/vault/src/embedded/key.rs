//! The master key: in a file of its own that only its owner can read, or given to the program.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use tenantry_domain::cloud::vault::VaultFault;
use zeroize::Zeroizing;

use super::envelope::Key;
use super::files::{beside, replace, unread};

/// Where the master key comes from.
#[derive(Debug, Clone)]
pub enum KeySource {
    /// A file with mode 600. Made when a new store is made.
    File(PathBuf),
    /// The key itself, 32 bytes in base64. It is never written anywhere.
    Given {
        key: SecretString,
        /// What to call it in an error, such as the name of an environment variable.
        called: String,
    },
}

/// Longer than any key with its line end.
const LONGEST: u64 = 64;

impl KeySource {
    /// What to call it.
    pub(super) fn called(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Given { called, .. } => called.clone(),
        }
    }

    /// The key; none when its file is not there.
    pub(super) fn load(&self) -> Result<Option<Key>, VaultFault> {
        match self {
            Self::File(path) => load(path),
            Self::Given { key, .. } => Key::from_text(key.expose_secret())
                .map(Some)
                .ok_or_else(|| VaultFault::KeyMalformed { key: self.called() }),
        }
    }

    /// The key that a renewal was about to put in place when it was interrupted.
    pub(super) fn load_next(&self) -> Result<Option<Key>, VaultFault> {
        match self {
            Self::File(path) => load(&next(path)),
            Self::Given { .. } => Ok(None),
        }
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        matches!(self, Self::File(own) if own == path)
    }
}

/// Where a renewal keeps the new key until the store is under it.
pub(super) fn next(path: &Path) -> PathBuf {
    beside(path, ".next")
}

fn load(path: &Path) -> Result<Option<Key>, VaultFault> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(reason) if reason.kind() == ErrorKind::NotFound => return Ok(None),
        Err(reason) => return Err(unread(path, &reason)),
    };
    let key = path.display().to_string();
    // Asked of the open file: what is judged is what is read.
    let found = file.metadata().map_err(|reason| unread(path, &reason))?;
    let mode = found.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(VaultFault::KeyExposed { key, mode });
    }
    // Large enough from the start: text that grows leaves unwiped copies behind.
    let mut text = Zeroizing::new(String::with_capacity(256));
    let read = file.take(LONGEST).read_to_string(&mut text);
    match read {
        Err(reason) if reason.kind() != ErrorKind::InvalidData => Err(unread(path, &reason)),
        _ => match Key::from_text(&text) {
            Some(found) => Ok(Some(found)),
            None => Err(VaultFault::KeyMalformed { key }),
        },
    }
}

/// Writes the key into its file. Only for those who hold the lock of the store.
pub(super) fn save(path: &Path, key: &Key) -> Result<(), VaultFault> {
    let line = Zeroizing::new([key.to_text().as_bytes(), b"\n"].concat());
    replace(path, &line)
}
