//! Where the server's programs are. `scripts/setup.sh` looks in the same places.

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::PostgresError;

/// Folders of packages, one per major version: the part before the version, and the part after.
const PLACES: &[(&str, &str, &str)] = &[
    // Debian, Ubuntu
    ("/usr/lib/postgresql", "", "bin"),
    // Fedora, Red Hat
    ("/usr", "pgsql-", "bin"),
    // Homebrew on Apple silicon, on Intel, on Linux
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
];

/// The folder that holds `postgres` and `initdb`: the one named by `TENANTRY_PG_BIN`, else the
/// first on the PATH, else the newest among the usual places.
pub(super) fn find() -> Result<PathBuf, PostgresError> {
    if let Some(named) = env::var_os("TENANTRY_PG_BIN") {
        return complete(Path::new(&named)).ok_or(PostgresError::NotInstalled);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .find_map(|folder| complete(&folder))
        .or_else(newest)
        .ok_or(PostgresError::NotInstalled)
}

/// The folder with both programs that this folder stands for: a PATH entry may hold only a link
/// to one of them.
fn complete(folder: &Path) -> Option<PathBuf> {
    let program = fs::canonicalize(folder.join("postgres")).ok()?;
    let real = program.parent()?;
    real.join("initdb").is_file().then(|| real.to_owned())
}

fn newest() -> Option<PathBuf> {
    let mut found: Vec<(Reverse<u32>, PathBuf)> = PLACES
        .iter()
        .flat_map(|(root, prefix, suffix)| {
            let entries = fs::read_dir(root).into_iter().flatten().flatten();
            entries.filter_map(move |entry| {
                let name = entry.file_name();
                let version = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
                Some((Reverse(version), complete(&entry.path().join(suffix))?))
            })
        })
        .collect();
    found.sort();
    found.into_iter().next().map(|(_, folder)| folder)
}
