use std::collections::BTreeMap;
use std::convert::Infallible;

use super::{leaves, naive};
use crate::merkle::{
    BundleBuilder, Frontier, Hash, TileBuilder, TileError, TileId, TileKind, bundle_entries,
    leaf_hash, tile_hashes, tiles_of,
};

fn export(leaves: &[Hash]) -> (BTreeMap<TileId, Vec<u8>>, crate::merkle::TreeHead) {
    let mut tiles = BTreeMap::new();
    let mut take = |tile: TileId, bytes: &[u8]| -> Result<(), Infallible> {
        assert!(tiles.insert(tile, bytes.to_vec()).is_none(), "{tile} twice");
        Ok(())
    };
    let mut builder = TileBuilder::new();
    for leaf in leaves {
        builder.push(*leaf, &mut take).unwrap();
    }
    let head = builder.finish(&mut take).unwrap();
    (tiles, head)
}

fn hashes(level: u8) -> TileKind {
    TileKind::Hashes { level }
}

#[test]
fn tiles_lie_where_the_specification_says() {
    let path = |kind, index, width| TileId { kind, index, width }.to_string();
    assert_eq!(path(hashes(0), 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(hashes(0), 0, 256), "tile/0/000");
    assert_eq!(path(hashes(3), 999, 1), "tile/3/999.p/1");
    assert_eq!(path(hashes(1), 1000, 255), "tile/1/x001/000.p/255");
    assert_eq!(path(TileKind::Entries, 273, 112), "tile/entries/273.p/112");
    let furthest = path(TileKind::Entries, u64::MAX, 255);
    assert_eq!(
        furthest,
        "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255"
    );
    for text in [
        "tile/0/x001/x234/067",
        "tile/entries/273.p/112",
        "tile/63/000",
        &furthest,
    ] {
        assert_eq!(text.parse::<TileId>().unwrap().to_string(), text);
    }
}

#[test]
fn a_path_has_one_spelling() {
    for text in [
        "",
        "tile",
        "tile/0",
        "tile/0/",
        "tile/0/1",
        "tile/0/0001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/x000/001",
        "tile/0/x001/x002",
        "tile/0/+01",
        "tile/00/001",
        "tile/64/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/01",
        "tile/0/001.p/",
        "tile/0/../001",
        "tile/data/001",
        "/tile/0/001",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(text.parse::<TileId>(), Err(TileError::Path), "{text}");
    }
}

#[test]
fn a_log_of_seventy_thousand_is_cut_as_in_the_specification() {
    let leaves = leaves(70_000);
    let (tiles, head) = export(&leaves);
    let count = |level| {
        tiles
            .keys()
            .filter(|tile| tile.kind == hashes(level))
            .count()
    };
    assert_eq!([count(0), count(1), count(2), count(3)], [274, 2, 1, 0]);
    for path in [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ] {
        assert!(tiles.contains_key(&path.parse().unwrap()), "{path}");
    }
    assert_eq!(head, leaves.into_iter().collect::<Frontier>().head());
}

#[test]
fn tiles_hash_to_the_root_of_their_log() {
    let leaves = leaves(1000);
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 513, 777, 1000] {
        let log = &leaves[..size as usize];
        let (tiles, head) = export(log);
        assert_eq!(head, naive::head(log));
        let mut frontier = Frontier::new();
        for tile in tiles_of(hashes(0), size) {
            let found = tile_hashes(tile, &tiles[&tile]).unwrap();
            frontier.extend(found.iter().copied());
        }
        assert_eq!(frontier.head(), head);
        for tile in tiles_of(hashes(1), size) {
            let found = tile_hashes(tile, &tiles[&tile]).unwrap();
            assert!(
                found
                    .iter()
                    .copied()
                    .eq(log.chunks_exact(256).map(naive::root))
            );
        }
        let expected = (0..8).flat_map(|level| tiles_of(hashes(level), size));
        assert!(tiles.keys().copied().eq(expected), "size {size}");
    }
}

#[test]
fn a_tile_holds_what_its_path_says() {
    let tile: TileId = "tile/0/000.p/2".parse().unwrap();
    assert!(tile_hashes(tile, &[1; 64]).is_ok());
    for len in [0, 32, 63, 65, 96] {
        let error = tile_hashes(tile, &vec![1; len]).unwrap_err();
        assert_eq!(error.code(), "TILE_MALFORMED");
    }
}

#[test]
fn bundles_hold_the_entries_whose_hashes_are_the_leaves() {
    let entries: Vec<Vec<u8>> = (0..600_usize).map(|n| vec![n as u8; n * 7 % 500]).collect();
    let mut bundles = BTreeMap::new();
    let mut take = |tile: TileId, bytes: &[u8]| -> Result<(), TileError> {
        bundles.insert(tile, bytes.to_vec());
        Ok(())
    };
    let mut builder = BundleBuilder::new();
    for entry in &entries {
        builder.push(entry, &mut take).unwrap();
    }
    builder.finish(&mut take).unwrap();
    assert!(bundles.keys().copied().eq(tiles_of(TileKind::Entries, 600)));
    let read: Vec<Hash> = bundles
        .iter()
        .flat_map(|(tile, bytes)| bundle_entries(*tile, bytes).unwrap())
        .map(leaf_hash)
        .collect();
    assert!(
        read.into_iter()
            .eq(entries.iter().map(|entry| leaf_hash(entry)))
    );
}

#[test]
fn an_entry_beyond_sixteen_bits_is_refused() {
    let mut builder = BundleBuilder::new();
    let mut take = |_: TileId, _: &[u8]| Ok(());
    assert!(
        builder
            .push(&vec![0; crate::record::CANONICAL_LIMIT], &mut take)
            .is_ok()
    );
    let error: TileError = builder.push(&vec![0; 65_536], &mut take).unwrap_err();
    assert_eq!(error, TileError::EntryTooLong { len: 65_536 });
    assert_eq!(error.code(), "ENTRY_TOO_LONG");
}

#[test]
fn a_spoiled_bundle_is_refused() {
    let tile: TileId = "tile/entries/000.p/2".parse().unwrap();
    let good = [0, 1, b'a', 0, 2, b'b', b'c'];
    let entries: [&[u8]; 2] = [b"a", b"bc"];
    assert_eq!(bundle_entries(tile, &good).unwrap(), entries);
    for end in 0..good.len() {
        assert!(bundle_entries(tile, &good[..end]).is_err());
    }
    for more in [&[0][..], &[0, 0], &[0, 1, 2]] {
        let longer = [&good, more].concat();
        assert_eq!(
            bundle_entries(tile, &longer).unwrap_err().code(),
            "TILE_MALFORMED"
        );
    }
}

#[test]
fn a_taker_that_fails_stops_the_export() {
    let mut builder = TileBuilder::new();
    let leaves = leaves(256);
    let (last, first) = leaves.split_last().unwrap();
    for leaf in first {
        builder.push(*leaf, |_, _| Err("disk full")).unwrap();
    }
    assert_eq!(
        builder.push(*last, |_, _| Err("disk full")),
        Err("disk full")
    );
}
