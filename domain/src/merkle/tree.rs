//! Hashes of leaves and nodes, and the frontier from which a growing tree's root follows.

use sha2::{Digest, Sha256};

pub type Hash = [u8; HASH_LEN];

pub(super) const HASH_LEN: usize = 32;

/// The root of a log without events: SHA-256 of nothing.
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// A database counts positions in a signed 64-bit number, so no larger tree can be stored.
const SIZE_LIMIT: u64 = i64::MAX.unsigned_abs();

/// A hasher that has already taken the byte which sets leaves apart from nodes.
pub(crate) fn leaf_hasher() -> Sha256 {
    Sha256::new_with_prefix([0x00])
}

/// RFC 6962 leaf hash: SHA-256 of a zero byte and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    leaf_hasher().chain_update(entry).finalize().into()
}

/// RFC 6962 node hash: SHA-256 of a one byte and the two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // One buffer and one call: this is the innermost step of everything here.
    let mut input = [0x01; 1 + 2 * HASH_LEN];
    input[1..=HASH_LEN].copy_from_slice(left);
    input[1 + HASH_LEN..].copy_from_slice(right);
    Sha256::digest(input).into()
}

/// A log at one moment: how many leaves, and the root over them.
///
/// The two belong together. A root alone does not fix the size of the tree it is checked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    pub size: u64,
    pub root: Hash,
}

/// The roots of the perfect subtrees that make up a tree, largest first: all that is needed to
/// go on appending. One hash per bit that is set in the size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf. Each trailing one in the size is a subtree that the leaf completes.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        join(None, &self.roots).unwrap_or(EMPTY_ROOT)
    }

    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }

    /// The subtree roots one after the other, as the ledger's head row keeps them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.roots.concat()
    }

    /// Reads back what [`Self::to_bytes`] gave, for a tree of this size.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Result<Self, FrontierError> {
        if size > SIZE_LIMIT {
            return Err(FrontierError::TooLarge { size });
        }
        let (roots, rest) = bytes.as_chunks::<HASH_LEN>();
        if !rest.is_empty() || roots.len() != size.count_ones() as usize {
            let expected = size.count_ones() as usize * HASH_LEN;
            return Err(FrontierError::WrongLength {
                size,
                expected,
                found: bytes.len(),
            });
        }
        Ok(Self {
            size,
            roots: roots.to_vec(),
        })
    }

    /// Back to the empty tree, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.size = 0;
        self.roots.clear();
    }

    pub(super) fn roots(&self) -> &[Hash] {
        &self.roots
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.push(leaf);
        }
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        frontier.extend(leaves);
        frontier
    }
}

/// Joins subtree roots from the right, beginning with what already stands to the right of them.
pub(super) fn join(right: Option<Hash>, roots: &[Hash]) -> Option<Hash> {
    roots.iter().rev().fold(right, |right, left| match right {
        Some(right) => Some(node_hash(left, &right)),
        None => Some(*left),
    })
}

/// A stored frontier that cannot belong to a tree of the stored size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    #[error("a log of {size} events has a frontier of {expected} bytes, but {found} were found")]
    WrongLength {
        size: u64,
        expected: usize,
        found: usize,
    },
    #[error("no ledger can hold {size} events")]
    TooLarge { size: u64 },
}

impl FrontierError {
    pub const CODES: &'static [&'static str] = &["FRONTIER_MALFORMED"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongLength { .. } | Self::TooLarge { .. } => "FRONTIER_MALFORMED",
        }
    }
}
