//! C2SP signed-note: a text, a blank line, and one signature line per key.

use super::key::{KeyId, SigningKey, VerifierKey, is_name};
use super::text::{base64, from_base64, has_controls};

/// Sixteen signatures must fit, and post-quantum ones take nearly 7 kB each in base64.
pub(super) const NOTE_LIMIT: usize = 256 * 1024;

const SIGNATURES_LIMIT: usize = 64;

const SIGNATURE_MARK: &str = "— ";

/// Signs a text that ends in a newline and holds no other control character.
pub(super) fn sign(text: &str, key: &SigningKey) -> String {
    let mut signature = key.verifier().id().to_vec();
    signature.extend_from_slice(&key.sign(text));
    format!(
        "{text}\n{SIGNATURE_MARK}{} {}\n",
        key.name(),
        base64(signature)
    )
}

/// The note's text, once the key's signature on it holds.
///
/// Signatures by other keys are passed over: keys are rotated, and witnesses add theirs.
pub(super) fn open<'a>(note: &'a str, key: &VerifierKey) -> Result<&'a str, NoteError> {
    let (text, signatures) = split(note)?;
    let mut signed = false;
    for line in signatures {
        let line = SignatureLine::parse(line)?;
        if line.name == key.name() && line.id == key.id() {
            if !key.verifies(text, &line.signature) {
                return Err(NoteError::SignatureInvalid {
                    name: key.name().to_owned(),
                });
            }
            signed = true;
        }
    }
    if signed {
        Ok(text)
    } else {
        Err(NoteError::SignerUnknown {
            name: key.name().to_owned(),
        })
    }
}

/// The signed text with its last newline, and the signature lines. The last blank line parts
/// them: the text may hold others.
fn split(note: &str) -> Result<(&str, Vec<&str>), NoteError> {
    if note.len() > NOTE_LIMIT {
        return Err(malformed("it is too long"));
    }
    if note.split('\n').any(has_controls) {
        return Err(malformed("it holds a control character"));
    }
    let blank = note
        .rfind("\n\n")
        .ok_or(malformed("the blank line before signatures is missing"))?;
    let text = &note[..=blank];
    let signatures = note[blank + 2..]
        .strip_suffix('\n')
        .ok_or(malformed("the last line does not end"))?;
    let signatures: Vec<_> = signatures.split('\n').take(SIGNATURES_LIMIT + 1).collect();
    if signatures.len() > SIGNATURES_LIMIT {
        return Err(malformed("it has too many signatures"));
    }
    Ok((text, signatures))
}

struct SignatureLine<'a> {
    name: &'a str,
    id: KeyId,
    signature: Vec<u8>,
}

impl<'a> SignatureLine<'a> {
    fn parse(line: &'a str) -> Result<Self, NoteError> {
        let form = || malformed("a signature line has another form");
        let rest = line.strip_prefix(SIGNATURE_MARK).ok_or_else(form)?;
        let (name, encoded) = rest.split_once(' ').ok_or_else(form)?;
        let bytes = from_base64(encoded).ok_or_else(form)?;
        let (id, signature) = bytes.split_first_chunk().ok_or_else(form)?;
        if !is_name(name) || signature.is_empty() {
            return Err(form());
        }
        Ok(Self {
            name,
            id: *id,
            signature: signature.to_vec(),
        })
    }
}

pub(super) fn malformed(why: &'static str) -> NoteError {
    NoteError::Malformed { why }
}

/// Why a checkpoint cannot be read or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the checkpoint cannot be read: {why}")]
    Malformed { why: &'static str },
    #[error("the checkpoint does not carry a signature of the key {name}")]
    SignerUnknown { name: String },
    #[error("the signature of the key {name} does not fit the checkpoint")]
    SignatureInvalid { name: String },
    #[error("the checkpoint is of the log {found}, not of {expected}")]
    OriginDiffers { expected: String, found: String },
}

impl NoteError {
    pub const CODES: &'static [&'static str] = &[
        "CHECKPOINT_MALFORMED",
        "CHECKPOINT_SIGNER_UNKNOWN",
        "CHECKPOINT_SIGNATURE_INVALID",
        "CHECKPOINT_ORIGIN_DIFFERS",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "CHECKPOINT_MALFORMED",
            Self::SignerUnknown { .. } => "CHECKPOINT_SIGNER_UNKNOWN",
            Self::SignatureInvalid { .. } => "CHECKPOINT_SIGNATURE_INVALID",
            Self::OriginDiffers { .. } => "CHECKPOINT_ORIGIN_DIFFERS",
        }
    }
}
