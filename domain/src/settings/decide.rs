//! One function per command: already done, then refusals, then events.

use super::{ChangeSettings, Settings, SettingsEvent, SettingsRefusal};
use crate::aggregate::Decision;

pub(super) fn change(
    settings: &Settings,
    command: &ChangeSettings,
) -> Result<Decision<SettingsEvent>, SettingsRefusal> {
    let changes = command.changes.beyond(settings);
    if changes.is_empty() {
        return Ok(Decision::AlreadyDone);
    }
    changes.checked()?;
    Ok(Decision::record(SettingsEvent::SettingsChanged { changes }))
}
