use super::{leaves, naive};
use crate::merkle::note;
use crate::merkle::{
    Checkpoint, EMPTY_ROOT, KeyError, NoteError, SigningKey, TreeHead, VerifierKey,
};

// The worked example in the documentation of Go's note package.
const PETER_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                    then you don't know what your problem is.\n";
const PETER_LINE: &str = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const ENOCH_LINE: &str = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

const ORIGIN: &str = "tenantry.example/msp/1";

pub(super) fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, &[42; 32]).unwrap()
}

pub(super) fn checkpoint(size: u64) -> Checkpoint {
    Checkpoint::new(ORIGIN, naive::head(&leaves(size))).unwrap()
}

#[test]
fn the_known_keys_are_read_and_printed() {
    let secret = SigningKey::from_text(PETER_SECRET).unwrap();
    assert_eq!(secret.verifier().to_string(), PETER);
    assert_eq!(secret.to_text().as_str(), PETER_SECRET);
    let public: VerifierKey = PETER.parse().unwrap();
    assert_eq!(&public, secret.verifier());
    assert_eq!(public.id(), [0xc7, 0x4f, 0x20, 0xa3]);
    assert_eq!(public.name(), "PeterNeumann");
}

#[test]
fn the_known_text_gets_the_known_signature() {
    let key = SigningKey::from_text(PETER_SECRET).unwrap();
    assert_eq!(note::sign(TEXT, &key), format!("{TEXT}\n{PETER_LINE}"));
}

#[test]
fn the_known_note_opens_for_either_signer_and_nobody_else() {
    let note = format!("{TEXT}\n{PETER_LINE}{ENOCH_LINE}");
    for signer in [PETER, ENOCH] {
        assert_eq!(note::open(&note, &signer.parse().unwrap()), Ok(TEXT));
    }
    let error = note::open(&note, key().verifier()).unwrap_err();
    assert_eq!(error.code(), "CHECKPOINT_SIGNER_UNKNOWN");
}

#[test]
fn a_mangled_key_is_refused() {
    for end in 0..PETER.len() {
        assert!(PETER[..end].parse::<VerifierKey>().is_err());
        assert!(PETER[end + 1..].parse::<VerifierKey>().is_err());
    }
    for end in 0..PETER_SECRET.len() {
        assert!(SigningKey::from_text(&PETER_SECRET[..end]).is_err());
        assert!(SigningKey::from_text(&PETER_SECRET[end + 1..]).is_err());
    }
    let mangled = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] += 1;
        String::from_utf8(bytes).unwrap()
    };
    for at in 0..PETER.len() {
        assert!(mangled(PETER, at).parse::<VerifierKey>().is_err());
    }
    for at in 0..PETER_SECRET.len() {
        assert!(SigningKey::from_text(&mangled(PETER_SECRET, at)).is_err());
    }
    let other_kind =
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse::<VerifierKey>();
    assert_eq!(other_kind, Err(KeyError::Algorithm));
    for name in ["", "two words", "a+b", "a\u{a0}b", "a\nb"] {
        assert_eq!(
            SigningKey::from_seed(name, &[1; 32]).unwrap_err(),
            KeyError::Name
        );
    }
    assert_eq!(KeyError::Form.code(), "KEY_MALFORMED");
}

#[test]
fn a_weak_public_key_is_refused() {
    // The neutral point of the curve: a signature under it fits many texts.
    use base64::Engine as _;
    use sha2::{Digest, Sha256};
    let mut bytes = [0; 33];
    bytes[..2].fill(1);
    let hash = Sha256::new()
        .chain_update("weak\n")
        .chain_update(bytes)
        .finalize();
    let id = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let parsed = format!("weak+{id:08x}+{encoded}").parse::<VerifierKey>();
    assert_eq!(parsed, Err(KeyError::Bytes));
}

#[test]
fn debug_does_not_show_the_secret() {
    let key = SigningKey::from_text(PETER_SECRET).unwrap();
    let shown = format!("{key:?} {key:#?}");
    assert!(shown.contains("PeterNeumann"));
    assert!(!shown.contains("AYEKFALV") && !shown.contains("129, 10, 20"));
    for text in [
        PETER_SECRET.replace('a', "b"),
        PETER_SECRET.replace("+A", "+B"),
    ] {
        let error = SigningKey::from_text(&text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("YEKFALV"));
    }
}

#[test]
fn a_checkpoint_is_signed_printed_and_verified() {
    for size in [0, 1, 5, 64] {
        let checkpoint = checkpoint(size);
        let note = checkpoint.sign(&key());
        assert!(note.starts_with(&format!("{ORIGIN}\n{size}\n")));
        let read = Checkpoint::verify(&note, key().verifier()).unwrap();
        assert_eq!(read, checkpoint);
        assert_eq!(read.clone().of(ORIGIN), Ok(checkpoint));
        let error = read.of("another.example/log").unwrap_err();
        assert_eq!(error.code(), "CHECKPOINT_ORIGIN_DIFFERS");
    }
}

#[test]
fn the_example_of_the_specification_is_read() {
    let text = "example.com/behind-the-sofa\n20852163\n\
                CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let checkpoint = Checkpoint::parse(text).unwrap();
    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size(), 20_852_163);
    assert_eq!(checkpoint.to_note_text(), text);
    let extended = format!("{text}one more\nand another\n");
    let checkpoint = Checkpoint::parse(&extended).unwrap();
    assert_eq!(checkpoint.extensions(), ["one more", "and another"]);
    assert_eq!(checkpoint.to_note_text(), extended);
}

#[test]
fn no_byte_of_a_signed_checkpoint_can_be_changed() {
    let note = checkpoint(9).sign(&key());
    for at in 0..note.len() {
        let mut bytes = note.clone().into_bytes();
        for change in [1, 0x20] {
            bytes[at] ^= change;
            if let Ok(text) = std::str::from_utf8(&bytes) {
                assert!(
                    Checkpoint::verify(text, key().verifier()).is_err(),
                    "byte {at}"
                );
            }
            bytes[at] ^= change;
        }
        if note.is_char_boundary(at) {
            assert!(Checkpoint::verify(&note[..at], key().verifier()).is_err());
        }
    }
}

#[test]
fn a_signature_of_our_key_that_does_not_fit_spoils_the_note() {
    let note = checkpoint(9).sign(&key());
    let other = checkpoint(10).sign(&key());
    let line = other.rsplit_once("\n\n").unwrap().1;
    let both = format!("{note}{line}");
    let error = Checkpoint::verify(&both, key().verifier()).unwrap_err();
    assert_eq!(error.code(), "CHECKPOINT_SIGNATURE_INVALID");
    // The same name under another key is another signer.
    let twin = SigningKey::from_seed(ORIGIN, &[43; 32]).unwrap();
    let error = Checkpoint::verify(&note, twin.verifier()).unwrap_err();
    assert!(matches!(error, NoteError::SignerUnknown { .. }));
}

#[test]
fn signatures_of_strangers_are_passed_over_but_not_without_end() {
    let note = checkpoint(9).sign(&key());
    for count in [1, 16, 63] {
        let crowded = format!("{note}{}", ENOCH_LINE.repeat(count));
        assert!(Checkpoint::verify(&crowded, key().verifier()).is_ok());
    }
    let crowded = format!("{note}{}", ENOCH_LINE.repeat(64));
    let error = Checkpoint::verify(&crowded, key().verifier()).unwrap_err();
    assert_eq!(error.code(), "CHECKPOINT_MALFORMED");
}

#[test]
fn malformed_notes_are_refused() {
    let line = &PETER_LINE[..PETER_LINE.len() - 1];
    let peter: VerifierKey = PETER.parse().unwrap();
    for note in [
        TEXT.to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}\n{line}"),
        format!("\u{1}{TEXT}\n{PETER_LINE}"),
        format!("{TEXT}\r\n{PETER_LINE}"),
        format!(
            "{TEXT}\n— Bad Name {}",
            &PETER_LINE["— PeterNeumann ".len()..]
        ),
        format!("{TEXT}\n{PETER_LINE}Unexpected line.\n"),
        format!("{TEXT}\n{PETER_LINE}\n"),
        format!("{TEXT}\n— PeterNeumann x08gow==\n"),
        format!("{}\n{PETER_LINE}", TEXT.repeat(10_000)),
    ] {
        let error = note::open(&note, &peter).unwrap_err();
        assert_eq!(error.code(), "CHECKPOINT_MALFORMED");
    }
}

#[test]
fn malformed_checkpoints_are_refused() {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for text in [
        String::new(),
        "\n".to_owned(),
        format!("o\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("o\n01\n{root}\n"),
        format!("o\n+1\n{root}\n"),
        format!("o\n-1\n{root}\n"),
        format!("o\n\n{root}\n"),
        format!("o\n0\n{root}\n"),
        format!("o\n18446744073709551616\n{root}\n"),
        format!("o\n1\n{}\n", &root[..40]),
        format!("o\n1\n{}\n", root.replace("q2I=", "q2J=")),
        format!("o\n1\n{root}\n\n"),
        format!("o\n1\n{root}\n\nx\n"),
        format!("o\n1\n{root}\n{}", "x\n".repeat(17)),
        format!("{}\n1\n{root}\n", "o".repeat(1025)),
    ] {
        let error = Checkpoint::parse(&text).unwrap_err();
        assert_eq!(error.code(), "CHECKPOINT_MALFORMED", "{text:?}");
    }
    let head = TreeHead {
        size: 0,
        root: EMPTY_ROOT,
    };
    for origin in ["", "two\nlines", "tab\there"] {
        assert!(Checkpoint::new(origin, head).is_err());
    }
}
