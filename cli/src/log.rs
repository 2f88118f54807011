//! The log, on stderr: quiet unless TENANTRY_LOG asks for more.

use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::failure::Failure;
use crate::output;

pub(crate) fn start(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log.value)
        .map_err(|reason| Failure::config(format!("the log filter cannot be read: {reason}")))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(output::colours_stderr());
    match config.log_format.value.as_str() {
        "text" => log.init(),
        "json" => log.json().init(),
        other => {
            return Err(Failure::config(format!(
                "the log format is text or json, not {other:?}"
            )));
        }
    }
    Ok(())
}
