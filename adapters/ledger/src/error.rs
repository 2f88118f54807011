//! What the database drivers say, in the words of the port.

use sqlx::Error;
use sqlx::error::DatabaseError;
use tenantry_engine::ledger::LedgerError;

pub(crate) fn ledger_error(error: &Error) -> LedgerError {
    match error {
        Error::PoolTimedOut => LedgerError::Exhausted,
        Error::Io(_) | Error::Tls(_) | Error::PoolClosed | Error::WorkerCrashed => {
            LedgerError::Unreachable {
                detail: error.to_string(),
            }
        }
        Error::Protocol(detail) => LedgerError::Unreachable {
            detail: detail.clone(),
        },
        Error::Configuration(detail) => LedgerError::UrlMalformed {
            text: detail.to_string(),
        },
        Error::Database(database) => said_by(database.as_ref()),
        _ => LedgerError::Database {
            detail: error.to_string(),
        },
    }
}

fn said_by(database: &dyn DatabaseError) -> LedgerError {
    let code = database.code().unwrap_or_default();
    let detail = database.message().to_owned();
    if database.kind() == sqlx::error::ErrorKind::UniqueViolation {
        return LedgerError::Corrupt { detail };
    }
    // PostgreSQL's codes have five characters, SQLite's are numbers with the kind in the low byte.
    if code.len() == 5
        && database
            .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
            .is_some()
    {
        return postgres_says(&code, detail);
    }
    sqlite_says(code.parse().unwrap_or(0), detail)
}

fn postgres_says(code: &str, detail: String) -> LedgerError {
    match code {
        "25006" => LedgerError::ReadOnly { detail },
        "53100" => LedgerError::DiskFull { detail },
        "53300" | "55P03" => LedgerError::Exhausted,
        "42501" => LedgerError::AccessDenied { detail },
        "42P01" | "42883" => LedgerError::NotMigrated,
        "3D000" | "57P01" | "57P02" | "57P03" | "40001" | "40P01" => {
            LedgerError::Unreachable { detail }
        }
        _ if code.starts_with("28") => LedgerError::AccessDenied { detail },
        _ if code.starts_with("08") => LedgerError::Unreachable { detail },
        _ if code.starts_with("XX") => LedgerError::Corrupt { detail },
        _ => LedgerError::Database {
            detail: format!("{code}: {detail}"),
        },
    }
}

fn sqlite_says(code: u32, detail: String) -> LedgerError {
    match code & 0xff {
        8 => LedgerError::ReadOnly { detail },
        13 => LedgerError::DiskFull { detail },
        5 | 6 => LedgerError::Exhausted,
        14 => LedgerError::Unreachable { detail },
        3 | 23 => LedgerError::AccessDenied { detail },
        26 => LedgerError::WrongKind { detail },
        11 => LedgerError::Corrupt { detail },
        1 if detail.starts_with("no such table") => LedgerError::NotMigrated,
        _ => LedgerError::Database {
            detail: format!("{code}: {detail}"),
        },
    }
}
