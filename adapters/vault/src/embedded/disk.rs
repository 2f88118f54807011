//! The file as it is now, and how it is changed.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tenantry_domain::cloud::Effect;
use tenantry_domain::cloud::vault::VaultFault;

use super::Settings;
use super::envelope::{Key, NoCipher};
use super::files::{Lock, make_folder, move_into_place, read, replace, unread};
use super::key::{KeySource, next, save};
use super::store::{self, Damage, Found, LONGEST_FIRST_LINE, Rows};

/// A store that was opened.
#[derive(Debug)]
pub(super) struct Content {
    first_line: Vec<u8>,
    pub(super) master: Key,
    pub(super) rows: Rows,
}

#[derive(Debug)]
pub(super) struct Disk {
    store: PathBuf,
    patience: Duration,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    source: KeySource,
    content: Option<Arc<Content>>,
}

impl Disk {
    pub(super) fn open(settings: Settings) -> Result<Self, VaultFault> {
        let disk = Self {
            store: settings.store,
            patience: settings.patience,
            known: Mutex::new(Known {
                source: settings.key,
                content: None,
            }),
        };
        match disk.lock() {
            Ok(_lock) => disk.settle()?,
            // Where nothing can be written, reading is all that is left: of a vault that is there.
            Err(fault @ VaultFault::ReadOnly { .. }) => {
                let bytes = read(&disk.store)?.ok_or(fault)?;
                disk.remember(disk.decode(&bytes)?);
            }
            Err(fault) => return Err(fault),
        }
        Ok(disk)
    }

    pub(super) fn called(&self) -> String {
        self.store.display().to_string()
    }

    pub(super) fn source(&self) -> KeySource {
        self.known().source.clone()
    }

    /// The writer's lock.
    pub(super) fn lock(&self) -> Result<Lock, VaultFault> {
        make_folder(&self.store)?;
        Lock::take(&self.store, self.patience)
    }

    /// Makes the store when there is none, and brings to its end what a crash interrupted.
    fn settle(&self) -> Result<(), VaultFault> {
        let content = match read(&self.store)? {
            None => self.create()?,
            Some(bytes) => self.decode(&bytes)?,
        };
        self.remember(content);
        self.finish_renewal()
    }

    fn create(&self) -> Result<Content, VaultFault> {
        let source = self.source();
        let master = match (source.load()?, &source) {
            (Some(key), _) => {
                tracing::warn!(store = %self.called(), "a new, empty vault is made under a key that was there");
                key
            }
            (None, KeySource::File(path)) => {
                tracing::info!(store = %self.called(), "a new vault and its key are made");
                let key = Key::random().map_err(|reason| self.unsealed(reason))?;
                make_folder(path)?;
                save(path, &key)?;
                key
            }
            (None, KeySource::Given { .. }) => return Err(self.key_missing()),
        };
        self.save(master, Rows::new())
    }

    /// A renewal that was interrupted after the store was under the new key: that key takes its
    /// place. Only for those who hold the lock.
    pub(super) fn finish_renewal(&self) -> Result<(), VaultFault> {
        let known = self.known();
        let (KeySource::File(path), Some(content)) = (&known.source, &known.content) else {
            return Ok(());
        };
        let is_master = |key: Key| key.bytes() == content.master.bytes();
        if known.source.load()?.is_some_and(is_master) {
            return Ok(());
        }
        if known.source.load_next()?.is_some_and(is_master) {
            move_into_place(&next(path), path)?;
        }
        Ok(())
    }

    /// The content of the file as it is now.
    pub(super) fn read(&self) -> Result<Arc<Content>, VaultFault> {
        let known = self.known().content.clone();
        let mut file = match File::open(&self.store) {
            Ok(file) => file,
            Err(reason) if reason.kind() == ErrorKind::NotFound => return Err(self.gone()),
            Err(reason) => return Err(unread(&self.store, &reason)),
        };
        let mut bytes = Vec::new();
        let mut start = file.by_ref().take(LONGEST_FIRST_LINE as u64);
        let read = start.read_to_end(&mut bytes);
        read.map_err(|reason| unread(&self.store, &reason))?;
        // The seal in the first line is drawn anew with each write: the same line, the same file.
        if let Some(known) = known
            && bytes.starts_with(&known.first_line)
        {
            return Ok(known);
        }
        let read = file.read_to_end(&mut bytes);
        read.map_err(|reason| unread(&self.store, &reason))?;
        Ok(self.remember(self.decode(&bytes)?))
    }

    /// Reads and believes nothing that it knew before: a writer must not carry on what only
    /// memory says.
    pub(super) fn read_whole(&self) -> Result<Content, VaultFault> {
        let bytes = read(&self.store)?.ok_or_else(|| self.gone())?;
        self.decode(&bytes)
    }

    /// Replaces the rows by those that `work` makes of them, if it makes any, while nobody else
    /// writes.
    pub(super) fn change<T>(
        &self,
        work: impl FnOnce(&Content) -> Result<(Option<Rows>, T), VaultFault>,
    ) -> Result<T, VaultFault> {
        let _lock = self.lock()?;
        let content = self.read_whole()?;
        let (rows, answer) = work(&content)?;
        let content = match rows {
            Some(rows) => self.save(content.master, rows)?,
            None => content,
        };
        self.remember(content);
        Ok(answer)
    }

    /// Writes a store. Only for those who hold the lock.
    pub(super) fn save(&self, master: Key, rows: Rows) -> Result<Content, VaultFault> {
        let bytes = store::write(&master, &rows).map_err(|reason| self.unsealed(reason))?;
        replace(&self.store, &bytes)?;
        Ok(Content {
            first_line: first_line(&bytes),
            master,
            rows,
        })
    }

    fn decode(&self, bytes: &[u8]) -> Result<Content, VaultFault> {
        let found = Found::read(bytes).map_err(|damage| self.damaged(damage))?;
        let master = self.key_of(&found)?;
        let rows = found.rows(&master).map_err(|damage| self.damaged(damage))?;
        Ok(Content {
            first_line: first_line(bytes),
            master,
            rows,
        })
    }

    /// The key the store is under: the one that opened it last, the one in its place, or the one
    /// that was about to take that place.
    fn key_of(&self, found: &Found<'_>) -> Result<Key, VaultFault> {
        let known = self.known();
        if let Some(content) = &known.content
            && found.is_under(&content.master)
        {
            return Ok(content.master.clone());
        }
        let key = known.source.load()?;
        let was_there = key.is_some();
        let fits = |key: &Key| found.is_under(key);
        if let Some(key) = key.filter(fits) {
            return Ok(key);
        }
        if let Some(key) = known.source.load_next()?.filter(fits) {
            return Ok(key);
        }
        drop(known);
        Err(if was_there {
            VaultFault::KeyWrong {
                store: self.called(),
                key: self.source().called(),
            }
        } else {
            self.key_missing()
        })
    }

    pub(super) fn remember(&self, content: Content) -> Arc<Content> {
        let content = Arc::new(content);
        self.known().content = Some(Arc::clone(&content));
        content
    }

    pub(super) fn comes_from(&self, source: KeySource) {
        self.known().source = source;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // What is in it is replaced as a whole, so it is sound whoever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key_missing(&self) -> VaultFault {
        VaultFault::KeyMissing {
            store: self.called(),
            key: self.source().called(),
        }
    }

    fn gone(&self) -> VaultFault {
        VaultFault::Unreadable {
            place: self.called(),
            reason: "its file is not there any more",
        }
    }

    fn damaged(&self, damage: Damage) -> VaultFault {
        let place = self.called();
        match damage {
            Damage::Broken(reason) => VaultFault::Unreadable { place, reason },
            Damage::Newer(format) => VaultFault::FormatUnknown { place, format },
        }
    }

    pub(super) fn unsealed(&self, reason: NoCipher) -> VaultFault {
        VaultFault::Unavailable {
            place: self.called(),
            reason: reason.to_owned(),
            effect: Effect::None,
        }
    }
}

/// The first line, with its end.
fn first_line(bytes: &[u8]) -> Vec<u8> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .to_vec()
}
