//! Why a command to an MSP's settings is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsRefusal {
    #[error("{setting} must be {least} to {most}")]
    SettingOutOfRange {
        setting: &'static str,
        least: u32,
        most: u32,
    },
}

impl Refusal for SettingsRefusal {
    const CODES: &'static [&'static str] = &["SETTING_OUT_OF_RANGE"];

    fn code(&self) -> &'static str {
        match self {
            Self::SettingOutOfRange { .. } => "SETTING_OUT_OF_RANGE",
        }
    }
}
