use super::{hash, hex, leaves, naive};
use crate::merkle::{EMPTY_ROOT, Frontier, FrontierError, Hash, leaf_hash};

/// The entries of the certificate-transparency reference tests, and the root after each.
const KNOWN: [(&str, &str); 8] = [
    (
        "",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    ),
    (
        "00",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    ),
    (
        "10",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    ),
    (
        "2021",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (
        "3031",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    ),
    (
        "40414243",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    ),
    (
        "5051525354555657",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    ),
    (
        "606162636465666768696a6b6c6d6e6f",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ),
];

pub(super) fn known_leaves() -> Vec<Hash> {
    KNOWN
        .iter()
        .map(|(entry, _)| leaf_hash(&hex(entry)))
        .collect()
}

#[test]
fn the_known_entries_have_the_known_roots() {
    let mut frontier = Frontier::new();
    for (entry, root) in KNOWN {
        frontier.push(leaf_hash(&hex(entry)));
        assert_eq!(frontier.root(), hash(root), "size {}", frontier.size());
    }
}

#[test]
fn the_empty_log_has_the_hash_of_nothing() {
    use sha2::{Digest, Sha256};
    assert_eq!(Frontier::new().root(), EMPTY_ROOT);
    assert_eq!(<Hash>::from(Sha256::digest([])), EMPTY_ROOT);
}

#[test]
fn the_frontier_agrees_with_the_definition_and_survives_storage() {
    let leaves = leaves(300);
    let mut frontier = Frontier::new();
    for (n, leaf) in leaves.iter().enumerate() {
        let stored = frontier.to_bytes();
        assert_eq!(stored.len(), frontier.size().count_ones() as usize * 32);
        frontier = Frontier::from_bytes(frontier.size(), &stored).unwrap();
        frontier.push(*leaf);
        assert_eq!(frontier.head(), naive::head(&leaves[..=n]));
    }
    assert_eq!(frontier, leaves.into_iter().collect());
}

#[test]
fn a_frontier_of_another_size_is_refused() {
    let bytes = leaves(7).into_iter().collect::<Frontier>().to_bytes();
    for size in [0, 1, 3, 6, 8, 15] {
        let error = Frontier::from_bytes(size, &bytes).unwrap_err();
        assert!(matches!(
            error,
            FrontierError::WrongLength { found: 96, .. }
        ));
        assert_eq!(error.code(), "FRONTIER_MALFORMED");
    }
    assert!(Frontier::from_bytes(7, &bytes[1..]).is_err());
    assert!(Frontier::from_bytes(0, &[]).is_ok());
    let error = Frontier::from_bytes(u64::MAX, &[0; 64 * 32]).unwrap_err();
    assert_eq!(error, FrontierError::TooLarge { size: u64::MAX });
}

#[test]
fn the_largest_log_can_be_appended_to() {
    let size = i64::MAX.unsigned_abs();
    let mut frontier = Frontier::from_bytes(size, &[7; 63 * 32]).unwrap();
    frontier.push([9; 32]);
    assert_eq!(frontier.size(), 1 << 63);
    assert_eq!(frontier.to_bytes().len(), 32);
}
