//! `tenantry ledger show`: a stream's events and the state they lead to, now or as of then.

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use tenantry_domain::catalog::noun_of;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{Metadata, Position, RecordedEvent, StreamId};
use tenantry_engine::ledger::{Ledger, PAGE_LIMIT};
use tenantry_ledger::evidence::EvidenceFault;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, Tone, plain};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// TYPE/ID, such as customer/0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11
    stream: String,
    /// Whose ledger; needed where several hold a stream of this name
    #[arg(long, value_name = "MSP")]
    msp: Option<String>,
    /// As of a position, or of an instant such as 2026-03-01T12:00:00Z
    #[arg(long, value_name = "POSITION|TIME")]
    at: Option<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Answer<'a> {
    msp: MspId,
    stream: String,
    at: Option<Position>,
    events: Vec<Shown<'a>>,
    /// None for a stream of a type this program does not know.
    state: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    position: Position,
    sequence: u64,
    recorded_at: String,
    event_type: &'a str,
    event_version: &'a str,
    payload: Box<RawValue>,
    metadata: Box<RawValue>,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let stream: StreamId = asked.stream.parse()?;
    let ledger = installation::ledger(config).await?;
    let msp = match &asked.msp {
        Some(msp) => installation::msp(msp)?,
        None => holder(&*ledger, &stream).await?,
    };
    let until = match &asked.at {
        Some(at) => Some(as_of(&*ledger, msp, at).await?),
        None => None,
    };
    show(&*ledger, msp, &stream, until, output).await?;
    Ok(Exit::Ok)
}

/// Shows one stream.
async fn show(
    ledger: &dyn Ledger,
    msp: MspId,
    stream: &StreamId,
    until: Option<Position>,
    output: &Output,
) -> Result<(), Failure> {
    let mut events = read(ledger, msp, stream).await?;
    events.retain(|event| until.is_none_or(|until| event.position <= until));
    if events.is_empty() {
        let when = until
            .map(|at| format!(" at position {at}"))
            .unwrap_or_default();
        return Err(unknown(&format!(
            "the ledger of MSP {msp} holds no stream {stream}{when}"
        )));
    }
    // Of a stream that is not ours, or that holds an event we cannot read, the events are shown
    // all the same; the state is not made up.
    let state = noun_of(&stream.aggregate_type).map(|noun| (noun.state)(&events));
    if output.json {
        let state = state.and_then(Result::ok);
        return output.document(&Answer {
            msp,
            stream: stream.to_string(),
            at: until,
            events: events.iter().map(shown).collect(),
            state,
        });
    }
    print(msp, stream, &events, output)?;
    match state {
        Some(Ok(state)) => {
            output.line("")?;
            output.line(&output.paint(Tone::Strong, "state"))?;
            let state = serde_json::to_string_pretty(&state).unwrap_or_default();
            output.line(&state)
        }
        Some(Err(error)) => output.line(&format!("\nno state: {}", plain(&error.to_string()))),
        None => output.line("\nno state: this program does not know streams of this type"),
    }
}

fn print(
    msp: MspId,
    stream: &StreamId,
    events: &[RecordedEvent],
    output: &Output,
) -> Result<(), Failure> {
    let title = output.paint(Tone::Strong, &plain(&stream.to_string()));
    output.line(&format!("{title}  of MSP {msp}"))?;
    output.line("")?;
    let rows: Vec<_> = events.iter().map(row).collect();
    output.table(
        ["#", "position", "recorded", "event", "by", "content"],
        &rows,
    )
}

fn row(event: &RecordedEvent) -> [String; 6] {
    let metadata: Option<Metadata> = serde_json::from_str(&event.metadata).ok();
    let by = metadata.map(|it| {
        let because = it
            .reason
            .map(|why| format!(", {why:?}"))
            .unwrap_or_default();
        format!("{} {}{because}", it.actor_kind, it.actor_id)
    });
    let kind = if event.event_version == "1" {
        event.event_type.clone()
    } else {
        format!("{} v{}", event.event_type, event.event_version)
    };
    [
        event.sequence.to_string(),
        event.position.to_string(),
        moment::show(event.recorded_at),
        plain(&kind),
        plain(&by.unwrap_or_default()),
        plain(&fields(event)),
    ]
}

/// The fields without the wrapper that repeats the event's name.
fn fields(event: &RecordedEvent) -> String {
    let outer: Option<Value> = serde_json::from_str(&event.payload).ok();
    let inner = outer.as_ref().and_then(|it| it.get(&event.event_type));
    inner.map_or_else(|| event.payload.clone(), ToString::to_string)
}

fn shown(event: &RecordedEvent) -> Shown<'_> {
    Shown {
        position: event.position,
        sequence: event.sequence,
        recorded_at: moment::show(event.recorded_at),
        event_type: &event.event_type,
        event_version: &event.event_version,
        payload: raw(&event.payload),
        metadata: raw(&event.metadata),
    }
}

/// The text as it is stored; a row altered into something that is no JSON is shown as a text.
fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned())
        .or_else(|_| serde_json::value::to_raw_value(text))
        .unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// All events of a stream.
pub(crate) async fn read(
    ledger: &dyn Ledger,
    msp: MspId,
    stream: &StreamId,
) -> Result<Vec<RecordedEvent>, Failure> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.sequence);
        let page = ledger.stream(msp, stream, after, PAGE_LIMIT).await?;
        if page.is_empty() {
            return Ok(events);
        }
        events.extend(page);
    }
}

async fn holder(ledger: &dyn Ledger, stream: &StreamId) -> Result<MspId, Failure> {
    match ledger.holders(stream).await?.as_slice() {
        [] => Err(unknown(&format!("no ledger holds a stream {stream}"))),
        [only] => Ok(*only),
        several => {
            let several: Vec<String> = several.iter().map(ToString::to_string).collect();
            let message = format!(
                "several MSPs have a stream {stream}; say which with --msp: {}",
                several.join(", ")
            );
            Err(Failure::new("MSP_NEEDED", Exit::Refused, message))
        }
    }
}

/// A plain number is a position; everything else has to be an instant.
async fn as_of(ledger: &dyn Ledger, msp: MspId, at: &str) -> Result<Position, Failure> {
    if let Ok(asked) = at.parse::<Position>() {
        let end = ledger.head(msp).await?.position;
        if asked == 0 || asked > end {
            return Err(EvidenceFault::Beyond { msp, asked, end }.into());
        }
        return Ok(asked);
    }
    let Some(instant) = moment::read(at) else {
        let at: String = at.chars().take(80).collect();
        let message =
            format!("{at:?} is neither a position nor an instant such as 2026-03-01T12:00:00Z");
        return Err(Failure::new("MALFORMED_MOMENT", Exit::Refused, message));
    };
    Ok(ledger.position_at(msp, instant).await?)
}

fn unknown(message: &str) -> Failure {
    Failure::new("STREAM_UNKNOWN", Exit::Refused, message.to_owned())
}
