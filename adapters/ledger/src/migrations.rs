//! The schema, forward only. A migration that was released is never edited; a change is a new one.
//!
//! The whole way is walked in one transaction under a lock of the database, so many nodes may
//! start at once and a node that dies half-way leaves nothing behind.

use tenantry_engine::ledger::LedgerError;

/// The schema this program works with.
pub const KNOWN_SCHEMA: i64 = 2;

/// One step, in the words of each database.
pub(crate) struct Migration {
    pub(crate) version: i64,
    pub(crate) postgres: &'static str,
    pub(crate) sqlite: &'static str,
}

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        postgres: include_str!("../migrations/postgres/0001_ledger.sql"),
        sqlite: include_str!("../migrations/sqlite/0001_ledger.sql"),
    },
    Migration {
        version: 2,
        postgres: include_str!("../migrations/postgres/0002_leases.sql"),
        sqlite: include_str!("../migrations/sqlite/0002_leases.sql"),
    },
];

/// The steps that a database at `found` still needs.
pub(crate) fn pending(found: i64) -> Result<&'static [Migration], LedgerError> {
    if found > KNOWN_SCHEMA {
        return Err(LedgerError::SchemaNewer {
            found,
            known: KNOWN_SCHEMA,
        });
    }
    let start = MIGRATIONS
        .iter()
        .position(|m| m.version > found)
        .unwrap_or(MIGRATIONS.len());
    Ok(&MIGRATIONS[start..])
}

/// Whether a database at `found` can be worked with as it is.
pub(crate) fn must_be_current(found: Option<i64>) -> Result<(), LedgerError> {
    match found {
        None | Some(0) => Err(LedgerError::NotMigrated),
        Some(found) if found > KNOWN_SCHEMA => Err(LedgerError::SchemaNewer {
            found,
            known: KNOWN_SCHEMA,
        }),
        Some(found) if found < KNOWN_SCHEMA => Err(LedgerError::SchemaOlder {
            found,
            known: KNOWN_SCHEMA,
        }),
        Some(_) => Ok(()),
    }
}
