//! Files that are whole or not there: written beside, synced, renamed into place.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::VaultFault;

/// The path with more at its end: `vault.key` and `.next` give `vault.key.next`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The bytes of a file; none when it is not there.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultFault> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(reason) if reason.kind() == ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(unread(path, &reason)),
    }
}

pub(super) fn unread(path: &Path, reason: &io::Error) -> VaultFault {
    let place = path.display().to_string();
    if reason.kind() == ErrorKind::PermissionDenied {
        VaultFault::AccessDenied {
            place,
            reason: reason.to_string(),
        }
    } else {
        VaultFault::Unavailable {
            place,
            reason: reason.to_string(),
            effect: Effect::None,
        }
    }
}

fn unwritten(path: &Path, reason: &io::Error, effect: Effect) -> VaultFault {
    let place = path.display().to_string();
    let reason_text = reason.to_string();
    match reason.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => VaultFault::ReadOnly {
            place,
            reason: reason_text,
        },
        _ => VaultFault::Unavailable {
            place,
            reason: reason_text,
            effect,
        },
    }
}

/// Puts a file in place, readable by its owner only. After a crash at any point the old file is
/// there or the new one. Only for those who hold the lock: two writers would meet beside.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), VaultFault> {
    let part = beside(path, ".part");
    write_new(&part, bytes).map_err(|reason| unwritten(path, &reason, Effect::None))?;
    move_into_place(&part, path)
}

fn write_new(part: &Path, bytes: &[u8]) -> io::Result<()> {
    // One that a crash left behind is taken away: opening it would keep its permissions, and
    // follow it if it were a link.
    match fs::remove_file(part) {
        Err(reason) if reason.kind() != ErrorKind::NotFound => return Err(reason),
        _ => {}
    }
    let mut open = OpenOptions::new();
    let mut file = open.write(true).create_new(true).mode(0o600).open(part)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Renames and makes the new name last. If that fails half-way, only looking tells what is there.
pub(super) fn move_into_place(from: &Path, to: &Path) -> Result<(), VaultFault> {
    let moved = fs::rename(from, to).and_then(|()| sync_entry(to));
    moved.map_err(|reason| unwritten(to, &reason, Effect::Unknown))
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Makes the folder of a file, for its owner only, where it is missing, and makes it last: a key
/// must not vanish with its folder while the store it opens stays.
pub(super) fn make_folder(path: &Path) -> Result<(), VaultFault> {
    let folder = folder(path);
    let missing: Vec<&Path> = folder.ancestors().take_while(|it| !it.exists()).collect();
    let mut builder = DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(folder);
    let lasting = made.and_then(|()| missing.into_iter().try_for_each(sync_entry));
    lasting.map_err(|reason| unwritten(path, &reason, Effect::None))
}

/// The name of a file or folder is on the disk once the folder that holds it is.
fn sync_entry(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

/// Keeps other writers out, of this process and of others, until it is dropped. The operating
/// system lets go of it when a process dies.
#[derive(Debug)]
pub(super) struct Lock {
    _held: File,
}

const LOOK_AGAIN: Duration = Duration::from_millis(5);

impl Lock {
    pub(super) fn take(store: &Path, patience: Duration) -> Result<Self, VaultFault> {
        let path = beside(store, ".lock");
        let mut open = OpenOptions::new();
        let file = open
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|reason| unwritten(store, &reason, Effect::None))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _held: file }),
                Err(TryLockError::Error(reason)) => {
                    return Err(unwritten(store, &reason, Effect::None));
                }
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    thread::sleep(LOOK_AGAIN);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(VaultFault::Unavailable {
                        place: store.display().to_string(),
                        reason: "another process has locked it".to_owned(),
                        effect: Effect::None,
                    });
                }
            }
        }
    }
}
