//! Why a server cannot be had.

use std::io;
use std::path::PathBuf;

/// How many lines of a log a failure shows.
const SHOWN: usize = 25;

#[derive(Debug)]
pub enum PostgresError {
    /// No folder holds both `postgres` and `initdb`.
    NotInstalled,
    /// PostgreSQL refuses to run as root, and there is no other account to run it as.
    NoAccount,
    /// The operating system said no.
    System {
        what: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    /// `initdb` failed.
    NotInitialised { output: String },
    /// The port was taken between finding and binding it.
    PortTaken { port: u16 },
    /// The server ended, or was not ready in time.
    NotReady { log: String },
    /// The server did not end in time.
    NotStopped { log: String },
    /// It already runs.
    AlreadyUp,
    /// It does not run.
    AlreadyDown,
}

impl PostgresError {
    /// Turns an error of the operating system into one that names what was tried, and where.
    pub(super) fn system(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |error| Self::System { what, path, error }
    }
}

impl std::fmt::Display for PostgresError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotInstalled => f.write_str(
                "the PostgreSQL server is not installed: run scripts/setup.sh, or say with \
                 TENANTRY_PG_BIN which folder holds postgres and initdb",
            ),
            Self::NoAccount => f.write_str(
                "PostgreSQL refuses to run as root, and /etc/passwd knows neither an account \
                 postgres nor nobody to run it as",
            ),
            Self::System { what, path, error } => {
                write!(f, "cannot {what} {}: {error}", path.display())
            }
            Self::NotInitialised { output } => write!(f, "initdb failed:\n{}", tail(output)),
            Self::PortTaken { port } => write!(f, "port {port} was taken by somebody else"),
            Self::NotReady { log } => write!(f, "the server did not come up:\n{}", tail(log)),
            Self::NotStopped { log } => write!(f, "the server did not end:\n{}", tail(log)),
            Self::AlreadyUp => f.write_str("it already runs"),
            Self::AlreadyDown => f.write_str("it does not run"),
        }
    }
}

impl std::error::Error for PostgresError {}

/// The last lines of a log.
pub(super) fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}
