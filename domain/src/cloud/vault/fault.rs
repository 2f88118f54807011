//! Why a vault did not do what was asked.

use std::time::Duration;

use super::SecretName;
use crate::cloud::{Actor, Class, Effect};

/// A closed list. No text in it ever holds a secret or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultFault {
    #[error("the vault {store} is encrypted, and its key is not in {key}")]
    KeyMissing { store: String, key: String },
    #[error("the key in {key} is not the one the vault {store} was encrypted with")]
    KeyWrong { store: String, key: String },
    #[error(
        "the key of the vault, {key}, can be read by others: its mode is {mode:o}, 600 is expected"
    )]
    KeyExposed { key: String, mode: u32 },
    #[error("what is in {key} is not a key: 32 bytes in base64 are expected")]
    KeyMalformed { key: String },
    #[error("the vault {place} cannot be read: {reason}")]
    Unreadable { place: String, reason: &'static str },
    #[error(
        "the vault {place} was written by a newer version of the program: its format is {format}"
    )]
    FormatUnknown { place: String, format: u32 },
    #[error("the vault {place} can be read but not written: {reason}")]
    ReadOnly { place: String, reason: String },
    #[error("the vault {place} does not answer: {reason}")]
    Unavailable {
        place: String,
        reason: String,
        /// Whether a write may have happened all the same.
        effect: Effect,
    },
    #[error("the vault {place} asks us to slow down")]
    Throttled {
        place: String,
        retry_after: Option<Duration>,
    },
    #[error("the vault {place} does not let us in: {reason}")]
    AccessDenied { place: String, reason: String },
    #[error("the vault {place} does not understand us: {reason}")]
    Misconfigured { place: String, reason: String },
    #[error("there is no secret {name}")]
    SecretNotThere { name: SecretName },
    #[error("the secret {name} was changed in the meantime")]
    SecretChanged { name: SecretName },
    #[error("a secret has {limit} bytes at most; this one has {bytes}")]
    SecretTooLarge { bytes: usize, limit: usize },
    #[error("a secret cannot be empty")]
    SecretEmpty,
    /// What was sealed with a key that is there, and yet cannot be opened with it.
    #[error("a sealed text is not as it was when it was sealed: {problem}")]
    SealedTextDamaged { problem: &'static str },
}

impl VaultFault {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "VAULT_KEY_MISSING",
        "VAULT_KEY_WRONG",
        "VAULT_KEY_EXPOSED",
        "VAULT_KEY_MALFORMED",
        "VAULT_UNREADABLE",
        "VAULT_FORMAT_UNKNOWN",
        "VAULT_READ_ONLY",
        "VAULT_UNAVAILABLE",
        "VAULT_THROTTLED",
        "VAULT_ACCESS_DENIED",
        "VAULT_MISCONFIGURED",
        "VAULT_SECRET_NOT_THERE",
        "VAULT_SECRET_CHANGED",
        "VAULT_SECRET_TOO_LARGE",
        "VAULT_SECRET_EMPTY",
        "VAULT_SEALED_TEXT_DAMAGED",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyMissing { .. } => "VAULT_KEY_MISSING",
            Self::KeyWrong { .. } => "VAULT_KEY_WRONG",
            Self::KeyExposed { .. } => "VAULT_KEY_EXPOSED",
            Self::KeyMalformed { .. } => "VAULT_KEY_MALFORMED",
            Self::Unreadable { .. } => "VAULT_UNREADABLE",
            Self::FormatUnknown { .. } => "VAULT_FORMAT_UNKNOWN",
            Self::ReadOnly { .. } => "VAULT_READ_ONLY",
            Self::Unavailable { .. } => "VAULT_UNAVAILABLE",
            Self::Throttled { .. } => "VAULT_THROTTLED",
            Self::AccessDenied { .. } => "VAULT_ACCESS_DENIED",
            Self::Misconfigured { .. } => "VAULT_MISCONFIGURED",
            Self::SecretNotThere { .. } => "VAULT_SECRET_NOT_THERE",
            Self::SecretChanged { .. } => "VAULT_SECRET_CHANGED",
            Self::SecretTooLarge { .. } => "VAULT_SECRET_TOO_LARGE",
            Self::SecretEmpty => "VAULT_SECRET_EMPTY",
            Self::SealedTextDamaged { .. } => "VAULT_SEALED_TEXT_DAMAGED",
        }
    }

    /// What becomes of the work that met it. A vault serves all of an MSP's work, so a fault that
    /// an operator has to mend stops all of it, not one step after the other.
    pub fn class(&self) -> Class {
        match self {
            Self::Unavailable { .. } | Self::Throttled { .. } | Self::SecretChanged { .. } => {
                Class::Transient
            }
            Self::KeyMissing { .. }
            | Self::KeyWrong { .. }
            | Self::KeyExposed { .. }
            | Self::KeyMalformed { .. }
            | Self::Unreadable { .. }
            | Self::FormatUnknown { .. }
            | Self::ReadOnly { .. }
            | Self::AccessDenied { .. }
            | Self::Misconfigured { .. } => Class::AccountWide,
            Self::SecretNotThere { .. } => Class::Waiting,
            Self::SecretTooLarge { .. } | Self::SecretEmpty | Self::SealedTextDamaged { .. } => {
                Class::Permanent
            }
        }
    }

    pub fn actor(&self) -> Actor {
        match self {
            Self::Throttled { .. } | Self::SecretChanged { .. } => Actor::Nobody,
            Self::SecretNotThere { .. } => Actor::MspAdmin,
            Self::SecretTooLarge { .. } | Self::SecretEmpty => Actor::Us,
            Self::KeyMissing { .. }
            | Self::KeyWrong { .. }
            | Self::KeyExposed { .. }
            | Self::KeyMalformed { .. }
            | Self::Unreadable { .. }
            | Self::FormatUnknown { .. }
            | Self::ReadOnly { .. }
            | Self::Unavailable { .. }
            | Self::AccessDenied { .. }
            | Self::Misconfigured { .. }
            | Self::SealedTextDamaged { .. } => Actor::Operator,
        }
    }

    /// Whether a write may have happened although no good answer came.
    pub fn effect(&self) -> Effect {
        if let Self::Unavailable { effect, .. } = self {
            *effect
        } else {
            Effect::None
        }
    }
}
