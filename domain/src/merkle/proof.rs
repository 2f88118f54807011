//! Proofs that an event is in the log, and that a log only ever grew.

use super::ranges::{self, RangeRoots};
use super::tree::{EMPTY_ROOT, Hash, TreeHead, node_hash};

/// That a leaf stands at an index of a log of a given size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// From zero: one less than the event's position in the ledger.
    pub index: u64,
    pub size: u64,
    /// From the leaf's sibling up to the root's child.
    pub path: Vec<Hash>,
}

impl InclusionProof {
    /// RFC 9162 2.1.3.2.
    pub fn verify(&self, leaf: &Hash, head: &TreeHead) -> Result<(), ProofError> {
        if self.size != head.size {
            return Err(ProofError::OtherSize {
                proof: self.size,
                head: head.size,
            });
        }
        if self.index >= self.size {
            return Err(ProofError::IndexOutside {
                index: self.index,
                size: self.size,
            });
        }
        let mut climb = Climb {
            here: self.index,
            last: self.size - 1,
        };
        let mut root = *leaf;
        for sibling in &self.path {
            if climb.last == 0 {
                return Err(ProofError::WrongLength);
            }
            root = if climb.stands_right() {
                climb.skip_lonely();
                node_hash(sibling, &root)
            } else {
                node_hash(&root, sibling)
            };
            climb.up();
        }
        climb.must_be_at_the_top()?;
        must_equal(&root, &head.root)
    }
}

/// That the log of one size is the beginning of the log of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    pub from: u64,
    pub to: u64,
    pub path: Vec<Hash>,
}

impl ConsistencyProof {
    /// RFC 9162 2.1.4.2, and the two cases it leaves out: nothing was added, or there was
    /// nothing yet.
    pub fn verify(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        for (proof, head) in [(self.from, old.size), (self.to, new.size)] {
            if proof != head {
                return Err(ProofError::OtherSize { proof, head });
            }
        }
        if self.from > self.to {
            return Err(ProofError::SizesReversed {
                from: self.from,
                to: self.to,
            });
        }
        if self.from == 0 || self.from == self.to {
            if !self.path.is_empty() {
                return Err(ProofError::WrongLength);
            }
            let expected = if self.from == 0 { EMPTY_ROOT } else { new.root };
            return must_equal(&old.root, &expected);
        }
        self.verify_growth(old, new)
    }

    /// Rebuilds both roots from the path; here `0 < from < to`.
    fn verify_growth(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        let mut climb = Climb {
            here: self.from - 1,
            last: self.to - 1,
        };
        climb.skip_complete();
        // An old log of a power of two is itself one of the new log's subtrees, so the proof
        // leaves its root out.
        let (first, rest) = if self.from.is_power_of_two() {
            (&old.root, self.path.as_slice())
        } else {
            self.path.split_first().ok_or(ProofError::WrongLength)?
        };
        let (mut old_root, mut new_root) = (*first, *first);
        for hash in rest {
            if climb.last == 0 {
                return Err(ProofError::WrongLength);
            }
            if climb.stands_right() {
                climb.skip_lonely();
                old_root = node_hash(hash, &old_root);
                new_root = node_hash(hash, &new_root);
            } else {
                new_root = node_hash(&new_root, hash);
            }
            climb.up();
        }
        climb.must_be_at_the_top()?;
        must_equal(&old_root, &old.root)?;
        must_equal(&new_root, &new.root)
    }
}

/// The way from a node up to the root: its index on its level, and the last index there. The
/// RFC calls them `fn` and `sn`.
struct Climb {
    here: u64,
    last: u64,
}

impl Climb {
    /// Whether the sibling is on the left. The last node of a level has none on its right.
    fn stands_right(&self) -> bool {
        self.here & 1 == 1 || self.here == self.last
    }

    /// A last node without a sibling is handed up unchanged until it has one.
    fn skip_lonely(&mut self) {
        if self.here & 1 == 0 && self.here != 0 {
            self.shift(self.here.trailing_zeros());
        }
    }

    /// Up to the largest complete subtree that ends here.
    fn skip_complete(&mut self) {
        self.shift(self.here.trailing_ones());
    }

    fn up(&mut self) {
        self.shift(1);
    }

    fn shift(&mut self, levels: u32) {
        self.here = self.here.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }

    fn must_be_at_the_top(&self) -> Result<(), ProofError> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(ProofError::WrongLength)
        }
    }
}

fn must_equal(computed: &Hash, expected: &Hash) -> Result<(), ProofError> {
    if computed == expected {
        Ok(())
    } else {
        Err(ProofError::RootDiffers)
    }
}

/// Builds an inclusion proof from all leaves of the log, pushed once and in order. Leaves beyond
/// the size take no part, so pages may overshoot.
#[derive(Debug, Clone)]
pub struct InclusionProofBuilder {
    index: u64,
    size: u64,
    roots: RangeRoots,
}

impl InclusionProofBuilder {
    pub fn new(index: u64, size: u64) -> Result<Self, ProofError> {
        if index >= size {
            return Err(ProofError::IndexOutside { index, size });
        }
        Ok(Self {
            index,
            size,
            roots: RangeRoots::new(ranges::inclusion(index, size)),
        })
    }

    pub fn push(&mut self, leaf: Hash) {
        self.roots.push(leaf);
    }

    pub fn finish(self) -> Result<InclusionProof, ProofError> {
        let path = complete(self.roots, self.size)?;
        Ok(InclusionProof {
            index: self.index,
            size: self.size,
            path,
        })
    }
}

/// Builds a consistency proof from all leaves of the larger log, pushed once and in order.
/// Leaves beyond its size take no part.
#[derive(Debug, Clone)]
pub struct ConsistencyProofBuilder {
    from: u64,
    to: u64,
    roots: RangeRoots,
}

impl ConsistencyProofBuilder {
    pub fn new(from: u64, to: u64) -> Result<Self, ProofError> {
        if from > to {
            return Err(ProofError::SizesReversed { from, to });
        }
        Ok(Self {
            from,
            to,
            roots: RangeRoots::new(ranges::consistency(from, to)),
        })
    }

    pub fn push(&mut self, leaf: Hash) {
        self.roots.push(leaf);
    }

    pub fn finish(self) -> Result<ConsistencyProof, ProofError> {
        let path = complete(self.roots, self.to)?;
        Ok(ConsistencyProof {
            from: self.from,
            to: self.to,
            path,
        })
    }
}

fn complete(roots: RangeRoots, expected: u64) -> Result<Vec<Hash>, ProofError> {
    let found = roots.seen();
    if found < expected {
        return Err(ProofError::LeavesMissing { expected, found });
    }
    Ok(roots.into_roots())
}

/// Why a proof could not be made, read or believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("index {index} is outside a log of {size} events; indexes count from zero")]
    IndexOutside { index: u64, size: u64 },
    #[error("a log cannot grow from {from} events to {to}")]
    SizesReversed { from: u64, to: u64 },
    #[error("the proof needs {expected} events, but the ledger gave {found}")]
    LeavesMissing { expected: u64, found: u64 },
    #[error("the proof speaks of a log of {proof} events, the checkpoint of {head}")]
    OtherSize { proof: u64, head: u64 },
    #[error("the proof has too few or too many hashes for its log")]
    WrongLength,
    #[error("the proof leads to another root than the checkpoint's")]
    RootDiffers,
    #[error("the proof cannot be read: {why}")]
    Malformed { why: &'static str },
}

impl ProofError {
    pub const CODES: &'static [&'static str] = &[
        "PROOF_OUT_OF_RANGE",
        "PROOF_INCOMPLETE",
        "PROOF_INVALID",
        "PROOF_MALFORMED",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::IndexOutside { .. } | Self::SizesReversed { .. } => "PROOF_OUT_OF_RANGE",
            Self::LeavesMissing { .. } => "PROOF_INCOMPLETE",
            Self::OtherSize { .. } | Self::WrongLength | Self::RootDiffers => "PROOF_INVALID",
            Self::Malformed { .. } => "PROOF_MALFORMED",
        }
    }
}
