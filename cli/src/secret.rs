//! How a secret comes in: from a file or a pipe, never as an argument, which would stand in the
//! shell's history and in the list of processes.

use std::fs::File;
use std::io::{IsTerminal as _, Read};
use std::path::Path;

use tenantry_domain::cloud::vault::SecretValue;
use zeroize::Zeroizing;

use crate::exit::Exit;
use crate::failure::Failure;

/// From standard input; what is typed would stand on the screen. `how` says how it is done.
pub(crate) fn from_stdin(how: &str) -> Result<SecretValue, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        let message = format!("the secret is read from a file or a pipe: {how}");
        return Err(Failure::new("USAGE_INVALID", Exit::Usage, message));
    }
    read(stdin.lock()).map_err(|reason| Failure::environment(&reason))?
}

pub(crate) fn from_file(path: &Path) -> Result<SecretValue, Failure> {
    from_file_called(&path.display().to_string(), path)
}

/// The same, where the path is not to be repeated: what was typed there may be the secret itself.
pub(crate) fn from_file_called(what: &str, path: &Path) -> Result<SecretValue, Failure> {
    let read = File::open(path).and_then(read);
    read.map_err(|reason| {
        let message = format!("{what} cannot be read: {reason}");
        Failure::new("ENVIRONMENT_UNFIT", Exit::Environment, message)
    })?
}

/// One line end after it does not count.
fn read(from: impl Read) -> std::io::Result<Result<SecretValue, Failure>> {
    // Large enough from the start: text that grows leaves unwiped copies behind.
    let most = SecretValue::MAX_BYTES + 2;
    let mut text = Zeroizing::new(String::with_capacity(most + 1));
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    from.take(limit).read_to_string(&mut text)?;
    let secret = text.strip_suffix('\n').unwrap_or(&text);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    Ok(SecretValue::new(secret).map_err(Failure::from))
}
