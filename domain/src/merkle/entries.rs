//! The entry bundles of an export: 256 entries to a file, each after its length in two bytes.

use super::tile_id::{TILE_WIDTH, TileError, TileId, TileKind};

/// Packs entries, pushed in order, into bundles. A bundle is handed out the moment it is full,
/// and the partial one at the end.
#[derive(Debug, Clone, Default)]
pub struct BundleBuilder {
    index: u64,
    width: u16,
    bytes: Vec<u8>,
}

impl BundleBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    /// An entry is what its leaf hash was taken over: the canonical bytes of an event.
    pub fn push<E: From<TileError>>(
        &mut self,
        entry: &[u8],
        mut take: impl FnMut(TileId, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let len =
            u16::try_from(entry.len()).map_err(|_| TileError::EntryTooLong { len: entry.len() })?;
        self.bytes.extend_from_slice(&len.to_be_bytes());
        self.bytes.extend_from_slice(entry);
        self.width += 1;
        if self.width == TILE_WIDTH {
            take(self.id(), &self.bytes)?;
            self.index += 1;
            self.width = 0;
            self.bytes.clear();
        }
        Ok(())
    }

    pub fn finish<E>(self, mut take: impl FnMut(TileId, &[u8]) -> Result<(), E>) -> Result<(), E> {
        if self.width == 0 {
            Ok(())
        } else {
            take(self.id(), &self.bytes)
        }
    }

    fn id(&self) -> TileId {
        TileId {
            kind: TileKind::Entries,
            index: self.index,
            width: self.width,
        }
    }
}

/// The entries in a bundle, which must be as many as its path says, with nothing after them.
pub fn bundle_entries(tile: TileId, bytes: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some((len, tail)) = rest.split_first_chunk() {
        let len = usize::from(u16::from_be_bytes(*len));
        let (entry, tail) = tail
            .split_at_checked(len)
            .ok_or(TileError::Entries { tile })?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() && entries.len() == usize::from(tile.width) {
        Ok(entries)
    } else {
        Err(TileError::Entries { tile })
    }
}
