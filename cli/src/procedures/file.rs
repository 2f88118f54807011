//! A procedure in a file. Stricter than what is read back from the ledger: people mistype.

use std::path::Path;

use tenantry_domain::procedure::Definition;

use super::written::Written;
use crate::config_file::told;
use crate::exit::Exit;
use crate::failure::Failure;

/// Refused with the line that is the matter.
pub(super) fn read(path: &Path) -> Result<Definition, Failure> {
    let unusable = |why: String| {
        let message = format!("{}{why}", path.display());
        Failure::new("PROCEDURE_FILE_UNUSABLE", Exit::Refused, message)
    };
    let text = std::fs::read_to_string(path)
        .map_err(|reason| unusable(format!(" cannot be read: {reason}")))?;
    let written = toml::from_str::<Written>(&text);
    let written = written.map_err(|reason| unusable(told(&text, &reason, "field")))?;
    Ok(written.definition())
}
