//! Proof and checkpoint in one file that can be checked offline.
//!
//! Inclusion takes the form of C2SP tlog-proof. For consistency there is no file format, so the
//! request that witnesses take (C2SP tlog-witness) serves as one: it holds the same three parts.

use std::fmt::Write as _;

use super::checkpoint::Checkpoint;
use super::key::VerifierKey;
use super::note::{NOTE_LIMIT, NoteError};
use super::proof::{ConsistencyProof, InclusionProof, ProofError};
use super::text::{base64, decimal, from_base64, hash_from_base64};
use super::tree::{Hash, TreeHead};

const INCLUSION_HEADER: &str = "c2sp.org/tlog-proof@v1";

const TEXT_LIMIT: usize = 2 * NOTE_LIMIT;

/// No tree of 64-bit size has a longer path.
const PATH_LIMIT: usize = 64;

/// That an event is in the log whose signed checkpoint comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionEvidence {
    /// Bytes for the reader's convenience. Nothing vouches for them.
    pub extra: Option<Vec<u8>>,
    pub index: u64,
    pub path: Vec<Hash>,
    /// The signed checkpoint, word for word.
    pub note: String,
}

impl InclusionEvidence {
    pub fn new(proof: InclusionProof, note: String) -> Self {
        Self {
            extra: None,
            index: proof.index,
            path: proof.path,
            note,
        }
    }

    pub fn to_text(&self) -> String {
        let mut text = format!("{INCLUSION_HEADER}\n");
        if let Some(extra) = &self.extra {
            let _ = writeln!(text, "extra {}", base64(extra));
        }
        let _ = writeln!(text, "index {}", self.index);
        put_path_and_note(&mut text, &self.path, &self.note);
        text
    }

    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let (head, note) = parts(text)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(INCLUSION_HEADER) {
            return Err(malformed("the first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            Some(encoded) => {
                lines.next();
                Some(from_base64(encoded).ok_or(malformed("the extra line is not base64"))?)
            }
            None => None,
        };
        let index = number_after("index ", lines.next())?;
        Ok(Self {
            extra,
            index,
            path: path(lines)?,
            note: note.to_owned(),
        })
    }

    /// Checks the signature, then the proof. Gives the checkpoint that both lead to.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, EvidenceError> {
        let checkpoint = Checkpoint::verify(&self.note, key)?;
        let (index, size, path) = (self.index, checkpoint.size(), self.path.clone());
        InclusionProof { index, size, path }.verify(leaf, &checkpoint.head())?;
        Ok(checkpoint)
    }
}

/// That the log whose signed checkpoint comes along has grown from an older size, and only grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyEvidence {
    pub from: u64,
    pub path: Vec<Hash>,
    /// The signed checkpoint of the larger log, word for word.
    pub note: String,
}

impl ConsistencyEvidence {
    pub fn new(proof: ConsistencyProof, note: String) -> Self {
        Self {
            from: proof.from,
            path: proof.path,
            note,
        }
    }

    pub fn to_text(&self) -> String {
        let mut text = format!("old {}\n", self.from);
        put_path_and_note(&mut text, &self.path, &self.note);
        text
    }

    pub fn parse(text: &str) -> Result<Self, ProofError> {
        let (head, note) = parts(text)?;
        let mut lines = head.split('\n');
        let from = number_after("old ", lines.next())?;
        Ok(Self {
            from,
            path: path(lines)?,
            note: note.to_owned(),
        })
    }

    /// Checks the signature, then the proof against the older head that the caller trusts.
    pub fn verify(&self, old: &TreeHead, key: &VerifierKey) -> Result<Checkpoint, EvidenceError> {
        let checkpoint = Checkpoint::verify(&self.note, key)?;
        let (from, to, path) = (self.from, checkpoint.size(), self.path.clone());
        ConsistencyProof { from, to, path }.verify(old, &checkpoint.head())?;
        Ok(checkpoint)
    }
}

fn put_path_and_note(text: &mut String, path: &[Hash], note: &str) {
    for hash in path {
        let _ = writeln!(text, "{}", base64(hash));
    }
    let _ = write!(text, "\n{note}");
}

/// What stands before the first blank line, and the checkpoint after it.
fn parts(text: &str) -> Result<(&str, &str), ProofError> {
    if text.len() > TEXT_LIMIT {
        return Err(malformed("it is too long"));
    }
    text.split_once("\n\n")
        .ok_or(malformed("the blank line before the checkpoint is missing"))
}

fn number_after(word: &str, line: Option<&str>) -> Result<u64, ProofError> {
    line.and_then(|line| line.strip_prefix(word))
        .and_then(decimal)
        .ok_or(malformed(
            "the line with the index or the old size is missing",
        ))
}

fn path<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Hash>, ProofError> {
    let mut path = Vec::new();
    for line in lines {
        if path.len() == PATH_LIMIT {
            return Err(malformed("it has more hashes than any log needs"));
        }
        path.push(hash_from_base64(line).ok_or(malformed("a hash is not 32 bytes of base64"))?);
    }
    Ok(path)
}

fn malformed(why: &'static str) -> ProofError {
    ProofError::Malformed { why }
}

/// What is wrong with evidence: its proof, or the checkpoint in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    #[error(transparent)]
    Proof(#[from] ProofError),
    #[error(transparent)]
    Checkpoint(#[from] NoteError),
}

impl EvidenceError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Proof(error) => error.code(),
            Self::Checkpoint(error) => error.code(),
        }
    }
}
