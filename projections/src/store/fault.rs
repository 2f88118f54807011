//! Errors of the database in words for the operator.

use sqlx::error::DatabaseError;
use tenantry_engine::ledger::LedgerError;

use crate::error::ProjectionError;

/// What an error of the driver means.
pub(super) fn fault(error: sqlx::Error) -> ProjectionError {
    let detail = error.to_string();
    match error {
        sqlx::Error::PoolTimedOut => LedgerError::Exhausted,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_)
        | sqlx::Error::BeginFailed => LedgerError::Unreachable { detail },
        sqlx::Error::Configuration(_) => LedgerError::UrlMalformed { text: detail },
        sqlx::Error::Database(error) if is_postgres(error.as_ref()) => {
            of_postgres(code(error.as_ref()).as_str(), detail)
        }
        sqlx::Error::Database(error) => of_sqlite(code(error.as_ref()).as_str(), detail),
        _ => LedgerError::Database { detail },
    }
    .into()
}

/// The database's own code of an error, if it came from there.
pub(super) fn code_of(error: &sqlx::Error) -> Option<String> {
    error.as_database_error().map(code)
}

fn code(error: &dyn DatabaseError) -> String {
    error
        .code()
        .map(std::borrow::Cow::into_owned)
        .unwrap_or_default()
}

fn is_postgres(error: &dyn DatabaseError) -> bool {
    error
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
}

fn of_postgres(code: &str, detail: String) -> LedgerError {
    match code {
        // No such database, shutting down, starting up; and what a retry settles.
        "3D000" | "57P01" | "57P02" | "57P03" | "40001" | "40P01" => {
            LedgerError::Unreachable { detail }
        }
        "53300" | "55P03" => LedgerError::Exhausted,
        "42501" => LedgerError::AccessDenied { detail },
        "25006" => LedgerError::ReadOnly { detail },
        "53100" => LedgerError::DiskFull { detail },
        "42P01" | "3F000" => LedgerError::NotMigrated,
        _ if code.starts_with("28") => LedgerError::AccessDenied { detail },
        _ if code.starts_with("08") => LedgerError::Unreachable { detail },
        _ if code.starts_with("XX") => LedgerError::Corrupt { detail },
        _ => LedgerError::Database { detail },
    }
}

fn of_sqlite(code: &str, detail: String) -> LedgerError {
    // The low byte of SQLite's extended codes is the plain code.
    match code.parse::<i32>().unwrap_or_default() & 0xff {
        3 | 23 => LedgerError::AccessDenied { detail },
        5 | 6 => LedgerError::Exhausted,
        8 => LedgerError::ReadOnly { detail },
        11 => LedgerError::Corrupt { detail },
        13 => LedgerError::DiskFull { detail },
        14 => LedgerError::Unreachable { detail },
        26 => LedgerError::WrongKind { detail },
        1 if detail.contains("no such table") => LedgerError::NotMigrated,
        _ => LedgerError::Database { detail },
    }
}
