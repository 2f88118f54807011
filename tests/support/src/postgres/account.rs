//! Who the server runs as. PostgreSQL refuses to run as root.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::PostgresError;

/// An account without privileges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// The account to run the server as; none when we are not root, then it runs as ourselves.
    pub(super) fn for_owner_of(folder: &Path) -> Result<Option<Self>, PostgresError> {
        let owner = fs::metadata(folder)
            .map_err(PostgresError::system("look at", folder))?
            .uid();
        if owner != 0 {
            return Ok(None);
        }
        let file = "/etc/passwd";
        let known = fs::read_to_string(file).map_err(PostgresError::system("read", file))?;
        Self::named("postgres", &known)
            .or_else(|| Self::named("nobody", &known))
            .map(Some)
            .ok_or(PostgresError::NoAccount)
    }

    fn named(name: &str, known: &str) -> Option<Self> {
        known.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == name).then_some(())?;
            Some(Self {
                uid: fields.nth(1)?.parse().ok()?,
                gid: fields.next()?.parse().ok()?,
            })
        })
    }

    pub(super) fn own(self, folder: &Path) -> Result<(), PostgresError> {
        std::os::unix::fs::chown(folder, Some(self.uid), Some(self.gid))
            .map_err(PostgresError::system("give away", folder))
    }

    /// Lets the command run as this account. Supplementary groups of root are dropped with it.
    pub(super) fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let known = "root:x:0:0:root:/:/bin/sh\npostgres2:x:7:8::/:/bin/sh\npostgres:x:101:104::/:";
        assert_eq!(
            Account::named("postgres", known),
            Some(Account { uid: 101, gid: 104 })
        );
        assert_eq!(Account::named("nobody", known), None);
    }
}
