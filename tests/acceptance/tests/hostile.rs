//! Whatever is stored or typed is understood or refused, and never stops the program. The readers
//! of proofs and checkpoints have their own such tests beside them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tenantry_domain::catalog::NOUNS;
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::record::{CANONICAL_LIMIT, Canonical, Metadata, StreamId};
use tenantry_ledger::DatabaseUrl;
use tenantry_ledger::evidence::Entry;
use uuid::Uuid;

/// JSON that nearly is an event gets further than noise does.
fn near_json() -> impl Strategy<Value = String> {
    let names: Vec<String> = NOUNS
        .iter()
        .flat_map(|noun| noun.shapes.iter().map(|shape| shape.name.to_owned()))
        .chain(["name", "origin", "from", "to", "tag", "reason", "entered"].map(String::from))
        .collect();
    let word = prop::sample::select(names).prop_map(|name| format!("{name:?}"));
    let leaf = prop_oneof![
        4 => word.clone(),
        1 => Just("null".to_owned()),
        1 => Just("1e999".to_owned()),
        1 => Just("{}".to_owned()),
        1 => Just(r#""\u0000\ud800""#.to_owned()),
        1 => "\\PC{0,6}",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let field = (word.clone(), inner.clone()).prop_map(|(name, it)| format!("{name}:{it}"));
        prop_oneof![
            4 => prop::collection::vec(field, 0..4).prop_map(|it| format!("{{{}}}", it.join(","))),
            1 => prop::collection::vec(inner, 0..4).prop_map(|it| format!("[{}]", it.join(","))),
        ]
    })
}

/// Names and versions that are known, were known, or never will be.
fn near_label() -> impl Strategy<Value = (String, String)> {
    let names: Vec<&str> = NOUNS
        .iter()
        .flat_map(|noun| noun.shapes.iter().map(|shape| shape.name))
        .collect();
    let name = prop_oneof![
        9 => prop::sample::select(names).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    let version = prop_oneof![
        6 => Just("1".to_owned()),
        3 => Just("2".to_owned()),
        1 => any::<String>(),
    ];
    (name, version)
}

/// The fields of an event. Few letters, so that texts run into each other's place.
#[derive(Debug, Clone, PartialEq)]
struct Fields {
    msp: u128,
    numbers: (u64, u64, i64),
    texts: [String; 6],
}

impl Fields {
    fn bytes(&self) -> Vec<u8> {
        let [kind, id, event_type, event_version, payload, metadata] = &self.texts;
        let (position, sequence, recorded_at) = self.numbers;
        let canonical = Canonical {
            msp: MspId::new(Uuid::from_u128(self.msp)),
            position,
            stream: &StreamId::new(kind, id),
            sequence,
            event_type,
            event_version,
            payload,
            metadata,
            recorded_at,
        };
        let bytes = canonical.bytes();
        assert_eq!(bytes.len(), canonical.len());
        bytes
    }
}

impl From<Entry> for Fields {
    fn from(entry: Entry) -> Self {
        Self {
            msp: entry.msp.as_uuid().as_u128(),
            numbers: (entry.position, entry.sequence, entry.recorded_at),
            texts: [
                entry.stream.aggregate_type,
                entry.stream.aggregate_id,
                entry.event_type,
                entry.event_version,
                entry.payload,
                entry.metadata,
            ],
        }
    }
}

fn fields() -> impl Strategy<Value = Fields> {
    let number = || prop_oneof![Just(0_u64), Just(1), any::<u64>()];
    let text = || prop_oneof![4 => "[a\\x00\\x01]{0,3}", 1 => any::<String>()];
    let texts = [text(), text(), text(), text(), text(), text()];
    let numbers = (number(), number(), any::<i64>());
    (0..2_u128, numbers, texts).prop_map(|(msp, numbers, texts)| Fields {
        msp,
        numbers,
        texts,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_decoder_never_panics((name, version) in near_label(), payload in near_json()) {
        for noun in NOUNS {
            let read = (noun.check)(&name, &version, &payload);
            if !(noun.reads)(&name, &version) {
                prop_assert_eq!(read.unwrap_err().code(), "EVENT_UNKNOWN");
            } else if let Err(error) = read {
                prop_assert_eq!(error.code(), "EVENT_MALFORMED");
            }
        }
        let _ = serde_json::from_str::<Metadata>(&payload);
    }

    /// An event in an old or present form, with something wrong inside.
    #[test]
    fn a_labelled_payload_never_panics((name, version) in near_label(), fields in near_json()) {
        let payload = format!("{{{name:?}:{fields}}}");
        for noun in NOUNS {
            let _ = (noun.check)(&name, &version, &payload);
        }
    }

    /// Two different events never have the same bytes, so a hash stands for one event only.
    #[test]
    fn canonical_bytes_stand_for_one_event(events in prop::collection::vec(fields(), 2..12)) {
        for a in &events {
            for b in &events {
                prop_assert_eq!(a == b, a.bytes() == b.bytes());
            }
        }
    }

    /// Each field by itself: moved by one letter, the bytes are others.
    #[test]
    fn a_letter_that_moves_to_the_next_field_shows(event in fields(), at in 0..5_usize) {
        let mut moved = event.clone();
        let letter = moved.texts[at].pop();
        if let Some(letter) = letter {
            moved.texts[at + 1].insert(0, letter);
            prop_assert_ne!(event.bytes(), moved.bytes());
        }
    }

    #[test]
    fn what_was_hashed_is_read_back(event in fields()) {
        let bytes = event.bytes();
        let read = Entry::parse(&bytes).map(Fields::from);
        prop_assert_eq!(read, (bytes.len() <= CANONICAL_LIMIT * 4).then_some(event));
    }

    /// Bytes that are read as an event are the bytes of that event, and of no other.
    #[test]
    fn bent_bytes_are_refused_or_another_event(
        event in fields(),
        at in any::<prop::sample::Index>(),
        byte: u8,
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = event.bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if byte % 3 == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Some(read) = Entry::parse(&bytes) {
            prop_assert_eq!(Fields::from(read).bytes(), bytes);
        }
    }

    #[test]
    fn doors_for_text_never_panic(text in any::<String>(), tail in "[ -~]{0,40}") {
        for text in [text, format!("sqlite:{tail}"), format!("postgres://{tail}"), tail] {
            let _ = text.parse::<MspId>();
            let _ = text.parse::<CustomerId>();
            let _ = text.parse::<StreamId>().map(|stream| assert_eq!(stream.to_string(), text));
            if let Ok(url) = text.parse::<DatabaseUrl>() {
                let _ = format!("{url} {url:?}");
            }
        }
    }

    /// However odd the password, no form of the URL that people see holds it.
    #[test]
    fn a_password_is_never_shown(
        secret in "[a-z0-9!$&'*+,;=:@/?#%._~-]{0,6}hunter2[a-z0-9!$&'*+,;=:@/?#%._~-]{0,6}",
        scheme in prop::sample::select(vec!["postgres", "postgresql", "mysql", "sqlite", ""]),
        place in prop::sample::select(vec!["ada:S@db/x", "ada:S@db:5432/x?a=b", "ada@db/x?password=S"]),
    ) {
        let url = format!("{scheme}://{}", place.replace('S', &secret));
        let shown = match url.parse::<DatabaseUrl>() {
            Ok(DatabaseUrl::Sqlite(_)) => return Ok(()),
            Ok(url) => format!("{url} {url:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!shown.contains("hunter2"), "{} shows {}", url, shown);
    }
}

/// The labels above reach every shape there is.
#[test]
fn every_noun_is_among_them() {
    let nouns: BTreeSet<_> = NOUNS.iter().map(|noun| noun.aggregate_type).collect();
    assert_eq!(nouns.len(), NOUNS.len());
    assert!(NOUNS.iter().all(|noun| !noun.shapes.is_empty()));
}
