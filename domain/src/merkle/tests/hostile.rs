//! Whatever a stranger sends is refused or understood, and never stops the program.

use proptest::prelude::*;

use super::checkpoint::{checkpoint, key};
use super::{leaves, naive};
use crate::merkle::{
    Checkpoint, ConsistencyEvidence, ConsistencyProof, Frontier, InclusionEvidence, InclusionProof,
    SigningKey, TileId, TreeHead, VerifierKey, bundle_entries, tile_hashes,
};

/// Texts that look nearly right get further into a parser than noise does.
fn near_texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("— ".to_owned()),
        Just("c2sp.org/tlog-proof@v1\n".to_owned()),
        Just("index 3\n".to_owned()),
        Just("old 3\n".to_owned()),
        Just("extra ".to_owned()),
        Just("PRIVATE+KEY+".to_owned()),
        Just("tile/entries/".to_owned()),
        Just("x001/".to_owned()),
        Just("067.p/8".to_owned()),
        Just("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n".to_owned()),
        Just(key().verifier().to_string()),
        Just(checkpoint(3).to_note_text()),
        "[0-9]{1,22}",
        "\\PC{0,8}",
        any::<String>(),
    ];
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn hashes() -> impl Strategy<Value = Vec<[u8; 32]>> {
    prop::collection::vec(any::<[u8; 32]>(), 0..70)
}

proptest! {
    #[test]
    fn readers_of_text_never_panic(text in near_texts()) {
        let key = key();
        let _ = Checkpoint::parse(&text).map(|read| prop_assert_round_trip(&read));
        let _ = Checkpoint::verify(&text, key.verifier());
        let _ = text.parse::<VerifierKey>();
        let _ = SigningKey::from_text(&text);
        let _ = text.parse::<TileId>();
        if let Ok(read) = InclusionEvidence::parse(&text) {
            prop_assert!(read.verify(&[0; 32], key.verifier()).is_err());
        }
        if let Ok(read) = ConsistencyEvidence::parse(&text) {
            let head = naive::head(&leaves(3));
            let _ = read.verify(&head, key.verifier());
        }
    }

    #[test]
    fn readers_of_bytes_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..2100),
        size: u64,
        index: u64,
        width: u16,
    ) {
        let _ = Frontier::from_bytes(size, &bytes).map(|mut frontier| frontier.push([0; 32]));
        for path in ["tile/0/000", "tile/entries/000.p/3"] {
            let tile = TileId { index, width, ..path.parse().unwrap() };
            let _ = tile_hashes(tile, &bytes);
            let _ = bundle_entries(tile, &bytes);
        }
    }

    #[test]
    fn verifiers_never_panic_and_believe_nothing(a: u64, b: u64, root: [u8; 32], path in hashes()) {
        let head = |size| TreeHead { size, root };
        let inclusion = InclusionProof { index: a, size: b, path: path.clone() };
        prop_assert!(inclusion.verify(&[0; 32], &head(b)).is_err());
        let from = a.max(1);
        let consistency = ConsistencyProof { from, to: b, path };
        if from != b {
            prop_assert!(consistency.verify(&head(from), &head(b)).is_err());
        }
    }
}

fn prop_assert_round_trip(read: &Checkpoint) {
    assert_eq!(Checkpoint::parse(&read.to_note_text()).as_ref(), Ok(read));
}
