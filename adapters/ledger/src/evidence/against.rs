//! What a ledger is compared with: a checkpoint signed earlier, and the export beside it if there
//! is one.

use std::fs;
use std::path::{Path, PathBuf};

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{
    Checkpoint, Frontier, Hash, TileId, TileKind, VerifierKey, bundle_entries, leaf_hash,
    tile_hashes, tiles_of,
};

use super::files::fault;
use super::{Entry, EvidenceFault, origin_of, read_checkpoint};

/// The name C2SP gives to the checkpoint of an export.
pub(super) const CHECKPOINT: &str = "checkpoint";

#[derive(Debug, Clone)]
pub struct Against {
    pub checkpoint: Checkpoint,
    /// The folder of the export, where there are tiles.
    folder: Option<PathBuf>,
}

impl Against {
    /// A checkpoint's file, or a folder with an export of one MSP.
    pub fn open(place: &Path, msp: MspId, key: &VerifierKey) -> Result<Self, EvidenceFault> {
        let is_folder = place.is_dir();
        let file = if is_folder {
            place.join(CHECKPOINT)
        } else {
            place.to_owned()
        };
        let checkpoint = read_checkpoint(&file, key)?.of(&origin_of(key, msp))?;
        let folder = (is_folder && place.join("tile").is_dir()).then(|| place.to_owned());
        Ok(Self { checkpoint, folder })
    }

    pub(super) fn export(&self) -> Option<Export> {
        let folder = self.folder.clone()?;
        let tiles = tiles_of(TileKind::Hashes { level: 0 }, self.checkpoint.size());
        Some(Export {
            tiles: tiles.collect::<Vec<_>>().into_iter(),
            folder,
            hashes: Vec::new(),
            first: 0,
            frontier: Frontier::new(),
            checkpoint: self.checkpoint.clone(),
        })
    }
}

/// The leaf hashes of an export, read in order. They are worth something only once
/// [`Export::finish`] found them to lead to the signed checkpoint.
#[derive(Debug)]
pub(super) struct Export {
    folder: PathBuf,
    tiles: std::vec::IntoIter<TileId>,
    /// The tile at hand, and the index of its first hash.
    hashes: Vec<Hash>,
    first: u64,
    frontier: Frontier,
    checkpoint: Checkpoint,
}

impl Export {
    /// The hash at an index; none beyond the end. Indexes must not fall.
    pub(super) fn leaf(&mut self, index: u64) -> Result<Option<Hash>, EvidenceFault> {
        while index >= self.first + self.hashes.len() as u64 {
            if !self.next_tile()? {
                return Ok(None);
            }
        }
        let place = usize::try_from(index - self.first).unwrap_or(usize::MAX);
        Ok(self.hashes.get(place).copied())
    }

    /// The event at an index as it was exported, if the bundle is there and fits the hash.
    pub(super) fn entry(&self, index: u64, leaf: &Hash) -> Option<Entry> {
        let tile = tiles_of(TileKind::Entries, self.checkpoint.size())
            .nth(usize::try_from(index / 256).ok()?)?;
        let bytes = fs::read(self.folder.join(tile.to_string())).ok()?;
        let entries = bundle_entries(tile, &bytes).ok()?;
        let entry = entries.get(usize::try_from(index % 256).ok()?)?;
        (leaf_hash(entry) == *leaf).then(|| Entry::parse(entry))?
    }

    /// Reads what is left, and refuses an export that its own checkpoint does not vouch for.
    pub(super) fn finish(mut self) -> Result<(), EvidenceFault> {
        while self.next_tile()? {}
        if self.frontier.head() == self.checkpoint.head() {
            Ok(())
        } else {
            Err(EvidenceFault::ExportDamaged {
                folder: self.folder.display().to_string(),
            })
        }
    }

    fn next_tile(&mut self) -> Result<bool, EvidenceFault> {
        let Some(tile) = self.tiles.next() else {
            return Ok(false);
        };
        let file = self.folder.join(tile.to_string());
        let bytes = fs::read(&file).map_err(|reason| fault(&file, &reason))?;
        self.first += self.hashes.len() as u64;
        self.hashes = tile_hashes(tile, &bytes)?.to_vec();
        self.frontier.extend(self.hashes.iter().copied());
        Ok(true)
    }
}
