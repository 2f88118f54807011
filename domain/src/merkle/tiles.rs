//! The hash tiles of an export, cut from leaf hashes as they come.

use super::tile_id::{TILE_WIDTH, TileError, TileId, TileKind};
use super::tree::{EMPTY_ROOT, Frontier, HASH_LEN, Hash, TreeHead, join};

const TILE_BYTES: usize = TILE_WIDTH as usize * HASH_LEN;

/// Cuts tiles of every level from leaf hashes pushed in order. Holds one unfinished tile per
/// level, so 64 KiB at the very most.
///
/// A tile is handed out the moment it is full, and the partial ones at the end. Once the taker
/// fails the builder is of no more use: begin again.
#[derive(Debug, Clone, Default)]
pub struct TileBuilder {
    levels: Vec<Level>,
    size: u64,
}

/// The tile being filled on one level.
#[derive(Debug, Clone, Default)]
struct Level {
    index: u64,
    bytes: Vec<u8>,
    /// Over the hashes of this tile alone. Those of all levels together are the log's frontier.
    frontier: Frontier,
}

impl TileBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push<E>(
        &mut self,
        leaf: Hash,
        mut take: impl FnMut(TileId, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.size += 1;
        let mut hash = leaf;
        for number in 0.. {
            if self.levels.len() == usize::from(number) {
                self.levels.push(Level::default());
            }
            let level = &mut self.levels[usize::from(number)];
            level.bytes.extend_from_slice(&hash);
            level.frontier.push(hash);
            if level.bytes.len() < TILE_BYTES {
                break;
            }
            take(level.id(number), &level.bytes)?;
            hash = level.frontier.root();
            level.next();
        }
        Ok(())
    }

    /// The log as pushed so far.
    pub fn head(&self) -> TreeHead {
        let root = self
            .levels
            .iter()
            .fold(None, |right, level| join(right, level.frontier.roots()));
        TreeHead {
            size: self.size,
            root: root.unwrap_or(EMPTY_ROOT),
        }
    }

    /// Hands out the partial tiles, lowest level first, and gives the head they all lead to.
    pub fn finish<E>(
        self,
        mut take: impl FnMut(TileId, &[u8]) -> Result<(), E>,
    ) -> Result<TreeHead, E> {
        for (level, number) in self.levels.iter().zip(0..) {
            if !level.bytes.is_empty() {
                take(level.id(number), &level.bytes)?;
            }
        }
        Ok(self.head())
    }
}

impl Level {
    fn id(&self, level: u8) -> TileId {
        // A tile never holds more than 256 hashes.
        let width = u16::try_from(self.frontier.size()).unwrap_or(TILE_WIDTH);
        TileId {
            kind: TileKind::Hashes { level },
            index: self.index,
            width,
        }
    }

    fn next(&mut self) {
        self.index += 1;
        self.bytes.clear();
        self.frontier.clear();
    }
}

/// The hashes in a tile, which must be as many as its path says.
///
/// Those of level 0 are the log's leaves: compare them with a ledger's one by one, and push them
/// to a [`Frontier`] for the root that the checkpoint must have.
pub fn tile_hashes(tile: TileId, bytes: &[u8]) -> Result<&[Hash], TileError> {
    let (hashes, rest) = bytes.as_chunks::<HASH_LEN>();
    if rest.is_empty() && hashes.len() == usize::from(tile.width) {
        Ok(hashes)
    } else {
        Err(TileError::Hashes { tile })
    }
}
