//! C2SP tlog-checkpoint: what a log says of itself at one size, signed.

use std::fmt::Write as _;

use super::key::{SigningKey, VerifierKey};
use super::note::{self, NoteError, malformed};
use super::text::{base64, decimal, has_controls, hash_from_base64};
use super::tree::{EMPTY_ROOT, Hash, TreeHead};

const LINE_LIMIT: usize = 1024;

const EXTENSIONS_LIMIT: usize = 16;

/// A log's name, size and root. Only well-formed ones exist, so printing one cannot fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// The origin names the log for ever, best as a URL without its scheme.
    pub fn new(origin: &str, head: TreeHead) -> Result<Self, NoteError> {
        if !is_line(origin) {
            return Err(malformed("the origin must be one line of 1 to 1024 bytes"));
        }
        if head.size == 0 && head.root != EMPTY_ROOT {
            return Err(malformed("an empty log has another root"));
        }
        Ok(Self {
            origin: origin.to_owned(),
            head,
            extensions: Vec::new(),
        })
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn size(&self) -> u64 {
        self.head.size
    }

    pub fn root(&self) -> Hash {
        self.head.root
    }

    pub fn head(&self) -> TreeHead {
        self.head
    }

    /// Lines after the root, of no meaning to this program, which writes none.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text that is signed.
    pub fn to_note_text(&self) -> String {
        let mut text = format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size(),
            base64(self.root())
        );
        for line in &self.extensions {
            let _ = writeln!(text, "{line}");
        }
        text
    }

    /// Reads the text of a note. What it says is worth nothing before a signature was checked:
    /// see [`Self::verify`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let text = text
            .strip_suffix('\n')
            .ok_or(malformed("the last line does not end"))?;
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(malformed("origin, size and root are expected"));
        };
        let size = decimal(size).ok_or(malformed("the size is not a plain decimal number"))?;
        let root = hash_from_base64(root).ok_or(malformed("the root is not 32 bytes of base64"))?;
        let mut checkpoint = Self::new(origin, TreeHead { size, root })?;
        for line in lines {
            if !is_line(line) || checkpoint.extensions.len() == EXTENSIONS_LIMIT {
                return Err(malformed(
                    "it has an empty, overlong or surplus extension line",
                ));
            }
            checkpoint.extensions.push(line.to_owned());
        }
        Ok(checkpoint)
    }

    /// The signed note. A log must never sign two checkpoints that do not agree: whoever calls
    /// this has made sure of the head.
    pub fn sign(&self, key: &SigningKey) -> String {
        note::sign(&self.to_note_text(), key)
    }

    /// The checkpoint in a note that the key signed. A key may serve several logs, so compare
    /// the origin too: see [`Self::of`].
    pub fn verify(note: &str, key: &VerifierKey) -> Result<Self, NoteError> {
        Self::parse(note::open(note, key)?)
    }

    /// Passes this on only if it is of the log named.
    pub fn of(self, origin: &str) -> Result<Self, NoteError> {
        if self.origin == origin {
            return Ok(self);
        }
        Err(NoteError::OriginDiffers {
            expected: origin.to_owned(),
            found: self.origin,
        })
    }
}

fn is_line(line: &str) -> bool {
    !line.is_empty() && line.len() <= LINE_LIMIT && !has_controls(line)
}
