//! The key that signs checkpoints: one file, readable by its owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use tenantry_domain::merkle::SigningKey;
use zeroize::Zeroizing;

use super::EvidenceFault;
use super::files::fault;

/// The key in the file. Refuses one that others can read.
pub fn load(file: &Path) -> Result<SigningKey, EvidenceFault> {
    let found = match fs::metadata(file) {
        Ok(found) => found,
        Err(reason) if reason.kind() == ErrorKind::NotFound => {
            return Err(EvidenceFault::KeyMissing {
                file: file.display().to_string(),
            });
        }
        Err(reason) => return Err(fault(file, &reason)),
    };
    let mode = found.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(EvidenceFault::KeyExposed {
            file: file.display().to_string(),
            mode,
        });
    }
    let text = Zeroizing::new(fs::read_to_string(file).map_err(|reason| fault(file, &reason))?);
    Ok(SigningKey::from_text(text.trim_end())?)
}

/// The key in the file, made at first use. Its name also names the installation in every
/// checkpoint; `installation` is asked only when the key is made.
pub fn load_or_create(
    file: &Path,
    installation: impl FnOnce() -> String,
) -> Result<SigningKey, EvidenceFault> {
    match load(file) {
        Err(EvidenceFault::KeyMissing { .. }) => {}
        found => return found,
    }
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut()).map_err(|reason| fault(Path::new(RANDOMNESS), &reason))?;
    let key = SigningKey::from_seed(&format!("tenantry.local/{}", installation()), &seed)?;
    write(file, &key).map_err(|reason| fault(file, &reason))?;
    // Another process may have been first: what is in the file counts.
    load(file)
}

const RANDOMNESS: &str = "/dev/urandom";

fn fill(seed: &mut [u8]) -> std::io::Result<()> {
    File::open(RANDOMNESS)?.read_exact(seed)
}

/// Written beside and linked into place: a link never replaces a key that is there already.
fn write(file: &Path, key: &SigningKey) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let mut open = OpenOptions::new();
    let mut part = open
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    part.write_all(key.to_text().as_bytes())?;
    part.write_all(b"\n")?;
    part.sync_all()?;
    let linked = fs::hard_link(&beside, file);
    fs::remove_file(&beside)?;
    match linked {
        Err(reason) if reason.kind() != ErrorKind::AlreadyExists => Err(reason),
        _ => Ok(()),
    }
}
