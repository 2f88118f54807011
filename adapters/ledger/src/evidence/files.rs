//! Files of evidence: written whole or not at all, and never over other content.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::EvidenceFault;

pub(super) fn fault(file: &Path, reason: &std::io::Error) -> EvidenceFault {
    EvidenceFault::File {
        file: file.display().to_string(),
        reason: reason.to_string(),
    }
}

pub(super) fn read_text(file: &Path) -> Result<String, EvidenceFault> {
    fs::read_to_string(file).map_err(|reason| fault(file, &reason))
}

/// Writes a file that never changes: the same content is left alone, other content refused.
pub(super) fn keep(file: &Path, bytes: &[u8]) -> Result<(), EvidenceFault> {
    match fs::read(file) {
        Ok(found) if found == bytes => Ok(()),
        Ok(_) => Err(EvidenceFault::FileDiffers {
            file: file.display().to_string(),
        }),
        Err(reason) if reason.kind() == ErrorKind::NotFound => replace(file, bytes),
        Err(reason) => Err(fault(file, &reason)),
    }
}

/// Writes beside the file and renames: whoever reads sees the old one or the new one.
pub(super) fn replace(file: &Path, bytes: &[u8]) -> Result<(), EvidenceFault> {
    let write = || {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut beside = file.as_os_str().to_owned();
        beside.push(format!(".{}.part", std::process::id()));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, file)
    };
    write().map_err(|reason| fault(file, &reason))
}
