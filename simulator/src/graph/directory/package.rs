//! An app's package: a zip with a `manifest.json`. Reads as much of the format as that takes.

use serde_json::Value;

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LARGEST: usize = 1024 * 1024;

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at + 2)?;
    Some(usize::from(u16::from_le_bytes(two.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

/// The manifest; nothing when there is none that can be read.
pub(super) fn manifest(zip: &[u8]) -> Option<Value> {
    let end = zip.windows(4).rposition(|window| window == END)?;
    let (entries, mut at) = (short(zip, end + 10)?, long(zip, end + 16)?);
    for _ in 0..entries {
        if zip.get(at..at + 4)? != ENTRY {
            return None;
        }
        let (name, extra, note) = (
            short(zip, at + 28)?,
            short(zip, at + 30)?,
            short(zip, at + 32)?,
        );
        if zip.get(at + 46..at + 46 + name)? == b"manifest.json" {
            return read(zip, at);
        }
        at += 46 + name + extra + note;
    }
    None
}

fn read(zip: &[u8], entry: usize) -> Option<Value> {
    let (method, size, at) = (
        short(zip, entry + 10)?,
        long(zip, entry + 20)?,
        long(zip, entry + 42)?,
    );
    let begin = at + 30 + short(zip, at + 26)? + short(zip, at + 28)?;
    let data = zip.get(begin..begin.checked_add(size)?)?;
    match method {
        0 => serde_json::from_slice(data).ok(),
        8 => {
            let text = miniz_oxide::inflate::decompress_to_vec_with_limit(data, LARGEST).ok()?;
            serde_json::from_slice(&text).ok()
        }
        _ => None,
    }
}
