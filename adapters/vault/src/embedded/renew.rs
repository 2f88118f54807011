//! Another master key. Only the data keys are wrapped anew; the secrets stay in their envelopes.
//!
//! In place, the order is what keeps it safe: the new key is saved beside the old one, then the
//! store is replaced at once, then the new key takes the old one's place. Whichever of the two
//! keys the store is under, it is on the disk.

use std::sync::Arc;

use tenantry_domain::cloud::vault::VaultFault;

use super::disk::Disk;
use super::envelope::Key;
use super::files::make_folder;
use super::key::{KeySource, next, save};
use super::store::{RewrapFault, Rows};

pub(super) fn renew(disk: &Disk, to: KeySource) -> Result<(), VaultFault> {
    let _lock = disk.lock()?;
    let content = disk.read_whole()?;
    disk.remember(content);
    // An interrupted renewal first: its key lies where the new one is to be saved.
    disk.finish_renewal()?;
    let content = disk.read_whole()?;
    let new = new_key(disk, &to)?;
    let mut rows = Rows::new();
    for (name, row) in &content.rows {
        let row = row.rewrap(&content.master, &new, name);
        let row = row.map_err(|fault| match fault {
            RewrapFault::NoCipher(reason) => disk.unsealed(reason),
            RewrapFault::Damaged => VaultFault::Unreadable {
                place: disk.called(),
                reason: "a secret in it does not open",
            },
        })?;
        rows.insert(name.clone(), Arc::new(row));
    }
    let content = disk.save(new, rows)?;
    disk.remember(content);
    disk.comes_from(to);
    disk.finish_renewal()
}

fn new_key(disk: &Disk, to: &KeySource) -> Result<Key, VaultFault> {
    let made = || Key::random().map_err(|reason| disk.unsealed(reason));
    if let KeySource::File(path) = to
        && disk.source().is_file(path)
    {
        let key = made()?;
        save(&next(path), &key)?;
        return Ok(key);
    }
    match (to, to.load()?) {
        (_, Some(key)) => Ok(key),
        (KeySource::File(path), None) => {
            let key = made()?;
            make_folder(path)?;
            save(path, &key)?;
            Ok(key)
        }
        (KeySource::Given { .. }, None) => Err(VaultFault::KeyMalformed { key: to.called() }),
    }
}
