//! Where a demonstration lies: its database, its vault, and the world of its clouds. A marker says that
//! a folder is one, and is locked by whoever plays in it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tenantry_ledger::DatabaseUrl;

use crate::exit::Exit;
use crate::failure::Failure;

const MARKER: &str = "demo.json";
const WORLD: &str = "world.json";

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    /// In which form the folder is.
    tenantry_demo: u32,
    /// Where its ledger is, as it may be shown.
    database: String,
}

const FORM: u32 = 2;

#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Locked for as long as this lives.
    _marker: File,
}

impl Folder {
    /// `database` is where the ledger is, unless it lies in the folder as well.
    pub(super) fn open(
        path: PathBuf,
        database: Option<&DatabaseUrl>,
        fresh: bool,
    ) -> Result<Self, Failure> {
        let marker = path.join(MARKER);
        if !marker.is_file() {
            return match holds(&path)? {
                0 => Self::make(path, database),
                _ => Err(foreign(&path)),
            };
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&marker)
            .map_err(|reason| unfit(&marker, &reason))?;
        lock(&file, &path)?;
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        read.map_err(|reason| unfit(&marker, &reason))?;
        let Ok(known) = serde_json::from_str::<Marker>(&text) else {
            if text.is_empty() && holds(&path)? == 1 {
                // Whoever made it was ended before it was written.
                return Self::mark(path, file, database);
            }
            return Err(foreign(&path));
        };
        if fresh {
            // Whoever holds the lock is the only one in there.
            fs::remove_dir_all(&path).map_err(|reason| unfit(&path, &reason))?;
            return Self::make(path, database);
        }
        if known.tenantry_demo != FORM {
            return Err(foreign(&path));
        }
        let asked = shown(database);
        if known.database != asked {
            let message = format!(
                "the demonstration in {} was begun on {}, not on {asked}",
                path.display(),
                known.database
            );
            return Err(database_foreign(message));
        }
        Ok(Self {
            path,
            _marker: file,
        })
    }

    fn make(path: PathBuf, database: Option<&DatabaseUrl>) -> Result<Self, Failure> {
        let made = fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path);
        made.map_err(|reason| unfit(&path, &reason))?;
        let marker = path.join(MARKER);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&marker)
            .map_err(|reason| unfit(&marker, &reason))?;
        lock(&file, &path)?;
        Self::mark(path, file, database)
    }

    fn mark(
        path: PathBuf,
        mut file: File,
        database: Option<&DatabaseUrl>,
    ) -> Result<Self, Failure> {
        let about = Marker {
            tenantry_demo: FORM,
            database: shown(database),
        };
        let text = serde_json::to_vec(&about).map_err(|reason| Failure::output(&reason.into()))?;
        file.write_all(&text)
            .map_err(|reason| unfit(&path.join(MARKER), &reason))?;
        Ok(Self {
            path,
            _marker: file,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether no clouds were kept in it yet.
    pub(super) fn is_new(&self) -> bool {
        !self.world().exists()
    }

    /// As if it had never been made.
    pub(super) fn remove(self) -> Result<(), Failure> {
        fs::remove_dir_all(&self.path).map_err(|reason| unfit(&self.path, &reason))
    }

    /// Where the ledger is, unless it is elsewhere.
    pub(super) fn database(&self) -> DatabaseUrl {
        DatabaseUrl::Sqlite(self.path.join("tenantry.db"))
    }

    /// Where the clouds are kept.
    pub(super) fn world(&self) -> PathBuf {
        self.path.join(WORLD)
    }

    /// Writes a file that nobody else reads.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let written = options
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|reason| unfit(&path, &reason))?;
        Ok(path)
    }

    /// What lies there, if anything does.
    pub(super) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path.join(name)).ok()
    }
}

fn shown(database: Option<&DatabaseUrl>) -> String {
    database.map_or_else(|| "a file in it".to_owned(), ToString::to_string)
}

/// How many things are in it; none in one that is not there.
fn holds(path: &Path) -> Result<usize, Failure> {
    match fs::read_dir(path) {
        Ok(inside) => Ok(inside.count()),
        Err(reason) if reason.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(reason) => Err(unfit(path, &reason)),
    }
}

fn lock(marker: &File, path: &Path) -> Result<(), Failure> {
    match marker.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let message = format!("another process plays in {} already", path.display());
            Err(Failure::new("DEMO_UNDER_WAY", Exit::Environment, message))
        }
        Err(TryLockError::Error(reason)) => Err(unfit(path, &reason)),
    }
}

fn foreign(path: &Path) -> Failure {
    let message = format!(
        "{} holds something else than a demonstration of this version; nothing in it was touched",
        path.display()
    );
    Failure::new("DEMO_FOLDER_FOREIGN", Exit::Refused, message)
}

pub(super) fn database_foreign(message: String) -> Failure {
    Failure::new("DEMO_DATABASE_FOREIGN", Exit::Refused, message)
}

fn unfit(path: &Path, reason: &io::Error) -> Failure {
    let message = format!("{}: {reason}", path.display());
    Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
}
