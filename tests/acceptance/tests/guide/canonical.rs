//! The worked example of `docs/comply/canonical-bytes.md`.

use std::fmt::Write as _;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::Frontier;
use tenantry_domain::record::{Canonical, StreamId};

use crate::page;

const PAGE: &str = "docs/comply/canonical-bytes.md";

const PAYLOAD: &str = r#"{"CustomerTagged":{"tag":"gold"}}"#;

const METADATA: &str = concat!(
    r#"{"actor_kind":"user","actor_id":"ada@msp.example","source":"cli","#,
    r#""correlation_id":"0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a33","idempotency_key":"tag-42"}"#,
);

fn stream() -> StreamId {
    StreamId::new("customer", "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a22")
}

fn example(stream: &StreamId) -> Canonical<'_> {
    Canonical {
        msp: "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11"
            .parse::<MspId>()
            .unwrap(),
        position: 1,
        stream,
        sequence: 2,
        event_type: "CustomerTagged",
        event_version: "1",
        payload: PAYLOAD,
        metadata: METADATA,
        recorded_at: 1_767_225_600_000_000,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn the_worked_example_is_true_contract() {
    let stream = stream();
    let event = example(&stream);
    let bytes = event.bytes();
    let dump: Vec<String> = bytes
        .chunks(32)
        .enumerate()
        .map(|(at, line)| format!("{:04x}  {}", at * 32, hex(line)))
        .collect();
    page::check(PAGE, "the bytes", &dump.join("\n"));
    let leaf = event.leaf();
    let root = [leaf].into_iter().collect::<Frontier>().root();
    let sums = format!(
        "length  {}\nleaf    {}\nroot    {}",
        bytes.len(),
        hex(&leaf),
        hex(&root)
    );
    page::check(PAGE, "the sums", &sums);
}
