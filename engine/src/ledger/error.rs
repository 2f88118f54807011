//! What can be wrong with a ledger, in words for the operator.

/// Errors of the store itself; a command's own fate is a [`super::Verdict`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error(
        "{text:?} is not a database URL: sqlite:PATH or postgres://USER@HOST/DATABASE is expected"
    )]
    UrlMalformed { text: String },
    #[error("the database cannot be reached: {detail}")]
    Unreachable { detail: String },
    #[error("the database does not let us in: {detail}")]
    AccessDenied { detail: String },
    #[error("no database connection became free in time")]
    Exhausted,
    #[error("the database can be read but not written: {detail}")]
    ReadOnly { detail: String },
    #[error("the disk of the database is full: {detail}")]
    DiskFull { detail: String },
    #[error("the database holds no ledger yet; run `tenantry migrate`")]
    NotMigrated,
    #[error(
        "the database was migrated to schema {found} by a newer program; this one knows {known}"
    )]
    SchemaNewer { found: i64, known: i64 },
    #[error(
        "the database is of an older schema, {found}; this program needs {known}: run `tenantry migrate`"
    )]
    SchemaOlder { found: i64, known: i64 },
    #[error("this is not a Tenantry database: {detail}")]
    WrongKind { detail: String },
    #[error("leases cannot be asked for like this: {detail}")]
    LeaseMalformed { detail: String },
    #[error("the ledger contradicts itself: {detail}")]
    Corrupt { detail: String },
    #[error("the database answered with an error: {detail}")]
    Database { detail: String },
}

impl LedgerError {
    pub const CODES: &'static [&'static str] = &[
        "DATABASE_URL_MALFORMED",
        "DATABASE_UNREACHABLE",
        "DATABASE_ACCESS_DENIED",
        "DATABASE_POOL_EXHAUSTED",
        "DATABASE_READ_ONLY",
        "DATABASE_DISK_FULL",
        "DATABASE_NOT_MIGRATED",
        "DATABASE_SCHEMA_NEWER",
        "DATABASE_SCHEMA_OLDER",
        "DATABASE_WRONG_KIND",
        "LEASE_MALFORMED",
        "LEDGER_CORRUPT",
        "DATABASE_ERROR",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::UrlMalformed { .. } => "DATABASE_URL_MALFORMED",
            Self::Unreachable { .. } => "DATABASE_UNREACHABLE",
            Self::AccessDenied { .. } => "DATABASE_ACCESS_DENIED",
            Self::Exhausted => "DATABASE_POOL_EXHAUSTED",
            Self::ReadOnly { .. } => "DATABASE_READ_ONLY",
            Self::DiskFull { .. } => "DATABASE_DISK_FULL",
            Self::NotMigrated => "DATABASE_NOT_MIGRATED",
            Self::SchemaNewer { .. } => "DATABASE_SCHEMA_NEWER",
            Self::SchemaOlder { .. } => "DATABASE_SCHEMA_OLDER",
            Self::WrongKind { .. } => "DATABASE_WRONG_KIND",
            Self::LeaseMalformed { .. } => "LEASE_MALFORMED",
            Self::Corrupt { .. } => "LEDGER_CORRUPT",
            Self::Database { .. } => "DATABASE_ERROR",
        }
    }

    /// Whether trying again soon may help: the database was away, not the request wrong.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Exhausted)
    }

    /// Whether a commit that ended so may have been recorded all the same: the answer was lost.
    /// Every other error is an answer, and says that it was not.
    pub fn leaves_in_doubt(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}
