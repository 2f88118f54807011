use super::tree::known_leaves;
use super::{hash, leaves, naive};
use crate::merkle::{
    ConsistencyProof, ConsistencyProofBuilder, EMPTY_ROOT, Hash, InclusionProof,
    InclusionProofBuilder, ProofError, TreeHead,
};

pub(super) fn inclusion(index: u64, size: u64, leaves: &[Hash]) -> InclusionProof {
    let mut builder = InclusionProofBuilder::new(index, size).unwrap();
    for leaf in leaves {
        builder.push(*leaf);
    }
    builder.finish().unwrap()
}

pub(super) fn consistency(from: u64, to: u64, leaves: &[Hash]) -> ConsistencyProof {
    let mut builder = ConsistencyProofBuilder::new(from, to).unwrap();
    for leaf in leaves {
        builder.push(*leaf);
    }
    builder.finish().unwrap()
}

/// Every way to spoil a path: a bit of any hash, one hash less, one more, two exchanged.
fn spoiled(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for at in 0..path.len() {
        for bit in [0, 100, 255] {
            let mut other = path.to_vec();
            other[at][bit / 8] ^= 1 << (bit % 8);
            all.push(other);
        }
        let mut shorter = path.to_vec();
        shorter.remove(at);
        all.push(shorter);
        if at > 0 {
            let mut exchanged = path.to_vec();
            exchanged.swap(at - 1, at);
            all.push(exchanged);
        }
    }
    for at in [0, path.len()] {
        let mut longer = path.to_vec();
        longer.insert(at, [5; 32]);
        all.push(longer);
    }
    all
}

#[test]
fn the_known_proofs_come_out() {
    let leaves = known_leaves();
    let path = inclusion(5, 8, &leaves).path;
    assert_eq!(
        path,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        .map(hash)
    );
    let path = consistency(6, 8, &leaves).path;
    assert_eq!(
        path,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
        .map(hash)
    );
    let path = consistency(2, 5, &leaves).path;
    assert_eq!(
        path,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ]
        .map(hash)
    );
}

#[test]
fn every_leaf_of_every_small_log_can_be_proven() {
    let leaves = leaves(131);
    for size in 1..=130_u64 {
        let log = &leaves[..size as usize];
        let head = naive::head(log);
        for index in 0..size {
            // Fed with a leaf too many: pages overshoot.
            let proof = inclusion(index, size, &leaves[..=size as usize]);
            assert_eq!(proof.path, naive::path(index as usize, log));
            proof.verify(&log[index as usize], &head).unwrap();
        }
    }
}

#[test]
fn a_spoiled_inclusion_proof_is_refused() {
    let leaves = leaves(131);
    for size in 1..=70_u64 {
        let log = &leaves[..size as usize];
        let head = naive::head(log);
        for index in 0..size {
            let leaf = &log[index as usize];
            let proof = inclusion(index, size, log);
            for path in spoiled(&proof.path) {
                let error = InclusionProof { path, ..proof }.verify(leaf, &head);
                assert_eq!(error.unwrap_err().code(), "PROOF_INVALID");
            }
            for other in (0..size + 3).filter(|other| *other != index) {
                let spoiled = InclusionProof {
                    index: other,
                    ..proof.clone()
                };
                assert!(
                    spoiled.verify(leaf, &head).is_err(),
                    "{index} as {other} of {size}"
                );
            }
            for other in [size - 1, size + 1, size * 2, 0, u64::MAX] {
                let spoiled = InclusionProof {
                    size: other,
                    ..proof.clone()
                };
                assert!(spoiled.verify(leaf, &head).is_err());
            }
            assert!(proof.verify(&leaves[size as usize], &head).is_err());
            let larger = naive::head(&leaves[..=size as usize]);
            assert!(proof.verify(leaf, &larger).is_err());
            let root = larger.root;
            assert!(proof.verify(leaf, &TreeHead { size, root }).is_err());
        }
    }
}

#[test]
fn every_growth_of_a_small_log_can_be_proven() {
    let leaves = leaves(71);
    for to in 0..=70_u64 {
        let log = &leaves[..to as usize];
        let new = naive::head(log);
        for from in 0..=to {
            let old = naive::head(&log[..from as usize]);
            let proof = consistency(from, to, &leaves[..=to as usize]);
            if from > 0 && from < to {
                assert_eq!(proof.path, naive::growth(from as usize, log));
            } else {
                assert!(proof.path.is_empty());
            }
            proof.verify(&old, &new).unwrap();
        }
    }
}

#[test]
fn a_spoiled_consistency_proof_is_refused() {
    let leaves = leaves(80);
    let heads: Vec<_> = (0..=80).map(|n| naive::head(&leaves[..n])).collect();
    for to in 1..=70_u64 {
        for from in 0..=to {
            let (old, new) = (heads[from as usize], heads[to as usize]);
            let proof = consistency(from, to, &leaves[..to as usize]);
            for path in spoiled(&proof.path) {
                let spoiled = ConsistencyProof { path, ..proof };
                let error = spoiled.verify(&old, &new).unwrap_err();
                assert_eq!(error.code(), "PROOF_INVALID", "{from} to {to}");
            }
            let forged = |head: TreeHead| TreeHead {
                root: [3; 32],
                ..head
            };
            assert!(proof.verify(&forged(old), &new).is_err());
            // From the empty log to any root is true; a new root nobody vouches for is not
            // what the proof is about.
            assert_eq!(proof.verify(&old, &forged(new)).is_ok(), from == 0);
            for (n, other) in heads.iter().enumerate() {
                assert_eq!(proof.verify(other, &new).is_ok(), n as u64 == from);
                assert_eq!(proof.verify(&old, other).is_ok(), n as u64 == to);
            }
            // The same path under other sizes, both in the proof and in the head.
            for other in 1..80 {
                let moved = ConsistencyProof {
                    from: other,
                    ..proof.clone()
                };
                let truth = heads[other as usize];
                assert_eq!(
                    moved.verify(&truth, &new).is_ok(),
                    other == from || (other == to && from == 0)
                );
            }
        }
    }
}

#[test]
fn a_log_that_was_rewritten_cannot_be_proven_to_have_grown() {
    let honest = leaves(40);
    for altered in 0..20 {
        let mut other = honest.clone();
        other[altered] = [1; 32];
        let proof = consistency(20, 40, &other);
        let result = proof.verify(&naive::head(&honest[..20]), &naive::head(&other));
        assert_eq!(result, Err(ProofError::RootDiffers));
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let outside = InclusionProofBuilder::new(5, 5).unwrap_err();
    assert_eq!(outside.code(), "PROOF_OUT_OF_RANGE");
    let reversed = ConsistencyProofBuilder::new(6, 5).unwrap_err();
    assert_eq!(reversed.code(), "PROOF_OUT_OF_RANGE");

    let mut builder = InclusionProofBuilder::new(0, 5).unwrap();
    for leaf in leaves(4) {
        builder.push(leaf);
    }
    let missing = builder.finish().unwrap_err();
    assert_eq!(
        missing,
        ProofError::LeavesMissing {
            expected: 5,
            found: 4
        }
    );
    assert_eq!(missing.code(), "PROOF_INCOMPLETE");
}

#[test]
fn the_largest_sizes_do_no_harm() {
    for path in [0, 1, 63, 64, 65] {
        let path = vec![[1; 32]; path];
        for (small, large) in [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (1 << 63, u64::MAX)] {
            let head = |size| TreeHead {
                size,
                root: EMPTY_ROOT,
            };
            let proof = InclusionProof {
                index: small,
                size: large,
                path: path.clone(),
            };
            assert!(proof.verify(&[0; 32], &head(large)).is_err());
            let proof = ConsistencyProof {
                from: small.max(1),
                to: large,
                path: path.clone(),
            };
            assert!(proof.verify(&head(small.max(1)), &head(large)).is_err());
            assert!(InclusionProofBuilder::new(small, large).is_ok());
            assert!(ConsistencyProofBuilder::new(small, large).is_ok());
        }
    }
}
