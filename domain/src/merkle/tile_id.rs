//! Where a tile lies in an export, by C2SP tlog-tiles.

use std::fmt;
use std::str::FromStr;

/// Hashes in a full tile, entries in a full bundle.
pub(super) const TILE_WIDTH: u16 = 256;

const LEVEL_LIMIT: u8 = 63;

/// Seven groups of three digits hold every 64-bit index; nothing longer is a path of ours.
const PATH_LIMIT: usize = 64;

/// One file of an export. Prints as its path, such as `tile/0/x001/x234/067.p/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    pub kind: TileKind,
    pub index: u64,
    /// How many hashes or entries it holds: 256, or less in the last one of its kind.
    pub width: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileKind {
    /// The entries themselves.
    Entries,
    /// Hashes; leaves on level 0, roots of full tiles of the level below on the others.
    Hashes { level: u8 },
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Entries => f.write_str("tile/entries/")?,
            TileKind::Hashes { level } => write!(f, "tile/{level}/")?,
        }
        if self.index >= 1000 {
            put_leading_groups(f, self.index / 1000)?;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if self.width == TILE_WIDTH {
            Ok(())
        } else {
            write!(f, ".p/{}", self.width)
        }
    }
}

/// Groups of three digits, an `x` before each: so no directory is named as a file is.
fn put_leading_groups(f: &mut fmt::Formatter<'_>, number: u64) -> fmt::Result {
    if number >= 1000 {
        put_leading_groups(f, number / 1000)?;
    }
    write!(f, "x{:03}/", number % 1000)
}

impl FromStr for TileId {
    type Err = TileError;

    fn from_str(path: &str) -> Result<Self, TileError> {
        // One spelling only: what was understood must print as what was given.
        read(path)
            .filter(|tile| tile.to_string() == path)
            .ok_or(TileError::Path)
    }
}

fn read(path: &str) -> Option<TileId> {
    if path.len() > PATH_LIMIT {
        return None;
    }
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => {
            let level = level.parse().ok().filter(|level| *level <= LEVEL_LIMIT)?;
            TileKind::Hashes { level }
        }
    };
    let (groups, width) = match rest.split_once(".p/") {
        Some((groups, width)) => (groups, width.parse().ok()?),
        None => (rest, TILE_WIDTH),
    };
    if width == 0 || width > TILE_WIDTH {
        return None;
    }
    let mut index: u64 = 0;
    for group in groups.split('/') {
        let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(digits)?;
    }
    Some(TileId { kind, index, width })
}

/// The tiles of one kind that a log of this size has, in order; the last one may be partial.
pub fn tiles_of(kind: TileKind, size: u64) -> impl Iterator<Item = TileId> {
    let below = match kind {
        TileKind::Entries => 0,
        TileKind::Hashes { level } => level,
    };
    let hashes = size.checked_shr(8 * u32::from(below)).unwrap_or(0);
    let (full, partial) = (hashes >> 8, (hashes & 0xff) as u16);
    let last = (partial > 0).then_some(TileId {
        kind,
        index: full,
        width: partial,
    });
    (0..full)
        .map(move |index| TileId {
            kind,
            index,
            width: TILE_WIDTH,
        })
        .chain(last)
}

/// Why a file of an export cannot be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    #[error("this is not the path of a tile: tile/LEVEL/INDEX or tile/entries/INDEX is expected")]
    Path,
    #[error("the tile {tile} does not hold {} hashes of 32 bytes", tile.width)]
    Hashes { tile: TileId },
    #[error("the bundle {tile} does not hold exactly {} entries", tile.width)]
    Entries { tile: TileId },
    #[error("an entry of {len} bytes does not fit a bundle: 65535 is the most")]
    EntryTooLong { len: usize },
}

impl TileError {
    pub const CODES: &'static [&'static str] = &["TILE_MALFORMED", "ENTRY_TOO_LONG"];

    pub fn code(self) -> &'static str {
        match self {
            Self::Path | Self::Hashes { .. } | Self::Entries { .. } => "TILE_MALFORMED",
            Self::EntryTooLong { .. } => "ENTRY_TOO_LONG",
        }
    }
}
