//! The log, on stderr: quiet unless TENANTRY_LOG asks for more. What is told to others goes out beside it.

use tenantry_telemetry::{Exporter, Ours};
use tracing::Metadata;
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, fmt, registry};

use crate::config::Config;
use crate::failure::Failure;
use crate::output;

/// What is handed back has to be begun within the runtime.
pub(crate) fn start(config: &Config) -> Result<Option<Exporter>, Failure> {
    let filter = EnvFilter::try_new(&config.log.value)
        .map_err(|reason| Failure::config(format!("the log filter cannot be read: {reason}")))?;
    let log = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(output::colours_stderr());
    let log = match config.log_format.value.as_str() {
        "text" => log.boxed(),
        "json" => log.json().boxed(),
        other => {
            return Err(Failure::config(format!(
                "the log format is text or json, not {other:?}"
            )));
        }
    };
    let filter = filter.and(filter_fn(is_line));
    let telemetry = config.telemetry.as_ref();
    let telemetry = telemetry.map(|it| it.start(config)).transpose()?;
    let (spans, exporter) = telemetry.unzip();
    registry()
        .with(spans.map(|it| it.with_filter(Ours)))
        .with(log.with_filter(filter))
        .init();
    Ok(exporter)
}

/// A line of the log says all of it by itself, without what it happened in.
fn is_line(metadata: &Metadata<'_>) -> bool {
    metadata.is_event()
}
