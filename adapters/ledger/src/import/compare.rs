//! The third pass: what the ledger holds is what the source holds.

use tenantry_domain::ids::MspId;
use tenantry_domain::record::RecordedEvent;
use tenantry_engine::ledger::Ledger;

use super::source::{Source, SourceEvent};
use super::{ImportError, counterparts, runs};

/// How much of a text a difference shows.
const SHOWN: usize = 80;

/// Returns how many events were compared.
pub(super) async fn pass(
    source: &mut Source,
    ledger: &dyn Ledger,
    msp: MspId,
    tell: impl Fn(u64),
) -> Result<u64, ImportError> {
    let mut compared = 0;
    let mut pages = source.pages();
    while let Some(page) = pages.next().await? {
        let held = counterparts(ledger, msp, &page)
            .await
            .map_err(ImportError::Ledger)?;
        for (run, held) in runs(&page).zip(&held) {
            for (event, recorded) in run.iter().zip(held) {
                must_agree(event, recorded)?;
            }
            if let Some(missing) = run.get(held.len()) {
                return Err(differs(missing, "it is missing there".to_owned()));
            }
        }
        compared += page.len() as u64;
        tell(compared);
    }
    Ok(compared)
}

/// Whether a recorded event is this event of the source, field by field.
pub(super) fn must_agree(event: &SourceEvent, recorded: &RecordedEvent) -> Result<(), ImportError> {
    let fields = [
        ("event_type", &event.event_type, &recorded.event_type),
        (
            "event_version",
            &event.event_version,
            &recorded.event_version,
        ),
        ("payload", &event.payload, &recorded.payload),
        ("metadata", &event.metadata, &recorded.metadata),
    ];
    if (&event.stream, event.sequence) != (&recorded.stream, recorded.sequence) {
        let there = format!(
            "event {} of {} is there",
            recorded.sequence, recorded.stream
        );
        return Err(differs(event, there));
    }
    match fields.iter().find(|(_, ours, theirs)| ours != theirs) {
        Some((column, source, ledger)) => {
            let difference = format!(
                "{column} is {} in the source and {} in the ledger",
                shown(source, ledger),
                shown(ledger, source)
            );
            Err(differs(event, difference))
        }
        None => Ok(()),
    }
}

fn differs(event: &SourceEvent, difference: String) -> ImportError {
    ImportError::Conflict {
        stream: event.stream.to_string(),
        sequence: event.sequence,
        difference,
    }
}

/// A text from a little before the place where it leaves the other one.
fn shown(text: &str, other: &str) -> String {
    let same = text
        .chars()
        .zip(other.chars())
        .take_while(|(one, two)| one == two)
        .count();
    let skipped = same.saturating_sub(SHOWN / 4);
    let part: String = text.chars().skip(skipped).take(SHOWN).collect();
    let before = if skipped > 0 { "…" } else { "" };
    let after = if text.chars().count() > skipped + SHOWN {
        "…"
    } else {
        ""
    };
    format!("{before}{part:?}{after}")
}
