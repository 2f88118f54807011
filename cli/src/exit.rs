//! The exit codes, which scripts rely on. `tenantry --help` lists them.

use std::process::ExitCode;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, and all is right.
    Ok = 0,
    /// The command worked and what it looked at is not all right.
    NotRight = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// Understood and refused: invalid input, or the rules of the business.
    Refused = 3,
    /// The database or the machine is not fit for it.
    Environment = 4,
    /// Stopped by a signal at a safe point.
    Interrupted = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
