use super::checkpoint::{checkpoint, key};
use super::proof::{consistency, inclusion};
use super::{leaves, naive};
use crate::merkle::{ConsistencyEvidence, InclusionEvidence};

#[test]
fn evidence_of_inclusion_stands_alone() {
    let leaves = leaves(20);
    for index in 0..20_u64 {
        let note = checkpoint(20).sign(&key());
        let mut evidence = InclusionEvidence::new(inclusion(index, 20, &leaves), note.clone());
        for extra in [None, Some(b"event 7".to_vec())] {
            evidence.extra = extra;
            let text = evidence.to_text();
            assert!(text.starts_with("c2sp.org/tlog-proof@v1\n"));
            assert!(text.contains(&format!("\nindex {index}\n")));
            assert!(text.ends_with(&format!("\n\n{note}")));
            let read = InclusionEvidence::parse(&text).unwrap();
            assert_eq!(read, evidence);
            let leaf = &leaves[index as usize];
            assert_eq!(read.verify(leaf, key().verifier()), Ok(checkpoint(20)));
            let wrong = read.verify(&[0; 32], key().verifier()).unwrap_err();
            assert_eq!(wrong.code(), "PROOF_INVALID");
        }
    }
}

#[test]
fn a_log_of_one_event_needs_no_path() {
    let evidence = InclusionEvidence::new(inclusion(0, 1, &leaves(1)), checkpoint(1).sign(&key()));
    let text = evidence.to_text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\ntenantry.example"));
    let read = InclusionEvidence::parse(&text).unwrap();
    assert!(read.verify(&leaves(1)[0], key().verifier()).is_ok());
}

#[test]
fn evidence_of_growth_stands_alone() {
    let leaves = leaves(20);
    for from in 0..=20_u64 {
        let note = checkpoint(20).sign(&key());
        let evidence = ConsistencyEvidence::new(consistency(from, 20, &leaves), note);
        let text = evidence.to_text();
        assert!(text.starts_with(&format!("old {from}\n")));
        let read = ConsistencyEvidence::parse(&text).unwrap();
        assert_eq!(read, evidence);
        let old = naive::head(&leaves[..from as usize]);
        assert_eq!(read.verify(&old, key().verifier()), Ok(checkpoint(20)));
        let other = naive::head(&leaves[..(from as usize + 1) % 21]);
        let wrong = read.verify(&other, key().verifier()).unwrap_err();
        assert_eq!(wrong.code(), "PROOF_INVALID");
    }
}

#[test]
fn no_line_of_evidence_can_be_changed() {
    let leaves = leaves(20);
    let note = checkpoint(20).sign(&key());
    let text = InclusionEvidence::new(inclusion(7, 20, &leaves), note).to_text();
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let believed = InclusionEvidence::parse(&text)
            .is_ok_and(|read| read.verify(&leaves[7], key().verifier()).is_ok());
        assert!(!believed, "byte {at}");
    }
}

#[test]
fn malformed_evidence_is_refused() {
    let hash = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    for text in [
        String::new(),
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote".to_owned(),
        "c2sp.org/tlog-proof@v1\n\nnote".to_owned(),
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote".to_owned(),
        "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned(),
        "c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\nnote".to_owned(),
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote".to_owned(),
        format!("c2sp.org/tlog-proof@v1\nindex 0\n{}\nnote", hash.repeat(65)),
        "x".repeat(1 << 20),
    ] {
        let error = InclusionEvidence::parse(&text).unwrap_err();
        assert_eq!(error.code(), "PROOF_MALFORMED");
    }
    let error = ConsistencyEvidence::parse("old\n\nnote").unwrap_err();
    assert_eq!(error.code(), "PROOF_MALFORMED");
}
