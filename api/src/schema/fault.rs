//! Why a field has no answer: what goes into `errors`, with a code that has a page.
//!
//! What the rules of the business turn down is no fault: it is an answer, and stands in the payload
//! as a user error.

use async_graphql::{Error, ErrorExtensions as _};
use tenantry_domain::aggregate::{DecodeError, Refusal};
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::cloud::{Class as CloudClass, CloudFault};
use tenantry_domain::role::Right;
use tenantry_engine::access::AccessError;
use tenantry_engine::commands::CommandError;
use tenantry_engine::ledger::LedgerError;
use tenantry_projections::{MalformedCursor, ProjectionError};

/// What a client may do about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Ask differently.
    Input,
    /// Ask as somebody else.
    Permission,
    /// Ask again, later.
    Busy,
    /// A cloud said no, or nothing.
    Cloud,
    /// Tell the operator.
    Server,
}

impl Class {
    fn word(self) -> &'static str {
        match self {
            Self::Input => "INPUT",
            Self::Permission => "PERMISSION",
            Self::Busy => "BUSY",
            Self::Cloud => "CLOUD",
            Self::Server => "SERVER",
        }
    }
}

/// A fault, as the client is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) class: Class,
    pub(crate) message: String,
}

impl Fault {
    /// The codes of the schema itself.
    #[expect(dead_code, reason = "the architecture tests hold it against the pages")]
    pub(crate) const CODES: &'static [&'static str] = &[
        "ROLE_MISSING",
        "NODE_ID_MALFORMED",
        "PAGE_SIZE_INVALID",
        "NOT_SIGNED_IN",
        "SCORE_OUT_OF_RANGE",
        "RECORDS_TOO_MANY",
        "PRODUCT_TERM_INVALID",
        "LEDGER_PROOF_BUSY",
        "LEDGER_VERIFICATION_BUSY",
    ];

    pub(crate) fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            class: Class::Input,
            message: message.into(),
        }
    }

    /// Nobody is known to be asking: the server's mistake, since it lets nobody else in.
    pub(crate) fn nobody() -> Self {
        Self {
            code: "NOT_SIGNED_IN",
            class: Class::Permission,
            message: "nobody is signed in".to_owned(),
        }
    }

    pub(crate) fn role_missing(right: Right) -> Self {
        Self {
            code: "ROLE_MISSING",
            class: Class::Permission,
            message: right.missing(),
        }
    }

    /// What is wrong with the database is the operator's to know.
    pub(crate) fn server(code: &'static str, detail: &dyn std::fmt::Display) -> Self {
        tracing::error!(code, %detail, "a request could not be answered");
        Self {
            code,
            class: Class::Server,
            message: "the server could not answer this; its log says why".to_owned(),
        }
    }

    pub(crate) fn busy(code: &'static str, message: String) -> Self {
        Self {
            code,
            class: Class::Busy,
            message,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::new(fault.message).extend_with(|_, extensions| {
            extensions.set("code", fault.code);
            extensions.set("class", fault.class.word());
        })
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        if error.is_transient() {
            tracing::warn!(code = error.code(), %error, "the database is away");
            return Self::busy(error.code(), "the database is away; try again".to_owned());
        }
        Self::server(error.code(), &error)
    }
}

/// Whoever was let in before is asked for again.
impl From<AccessError> for Fault {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::NotSignedIn => Self::nobody(),
            AccessError::HomeTenant(error) => error.into(),
            AccessError::Team(error) => error.into(),
            AccessError::Session(error) => error.into(),
            AccessError::Token(error) => error.into(),
        }
    }
}

impl From<ProjectionError> for Fault {
    fn from(error: ProjectionError) -> Self {
        let code = error.code();
        match error {
            ProjectionError::Database(error) => error.into(),
            ProjectionError::Lagging {
                wanted, reached, ..
            } => {
                let message =
                    format!("what is read has come to position {reached}, not yet to {wanted}");
                Self::busy(code, message)
            }
            ProjectionError::Building { name } => {
                Self::busy(code, format!("{name} is being built; try again"))
            }
            other => Self::server(code, &other),
        }
    }
}

impl From<MalformedCursor> for Fault {
    fn from(error: MalformedCursor) -> Self {
        Self::input(MalformedCursor::CODE, error.to_string())
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self::server(error.code(), &error)
    }
}

impl From<CloudFault> for Fault {
    fn from(fault: CloudFault) -> Self {
        let class = match fault.class() {
            CloudClass::Transient => Class::Busy,
            _ => Class::Cloud,
        };
        Self {
            code: fault.code(),
            class,
            message: fault.to_string(),
        }
    }
}

impl From<VaultFault> for Fault {
    fn from(fault: VaultFault) -> Self {
        let code = fault.code();
        match fault {
            VaultFault::Unavailable { .. } | VaultFault::Throttled { .. } => {
                tracing::warn!(code, %fault, "the vault is away");
                Self::busy(code, "the vault is away; try again".to_owned())
            }
            other => Self::server(code, &other),
        }
    }
}

/// What is left of a command's error once the answers to it are told as user errors.
impl<R: Refusal> From<CommandError<R>> for Fault {
    fn from(error: CommandError<R>) -> Self {
        let code = error.code();
        match error {
            CommandError::Ledger(error) => error.into(),
            CommandError::Unreadable { .. } => Self::server(code, &error),
            CommandError::Overloaded | CommandError::Contended => {
                Self::busy(code, error.to_string())
            }
            CommandError::Unsettled { key, cause } => {
                tracing::warn!(code, %cause, "a command's answer was lost");
                let message = format!(
                    "the answer was lost; whether it was recorded shows when it is repeated with \
                     the idempotency key {key}"
                );
                Self::busy(code, message)
            }
            other => Self::input(code, other.to_string()),
        }
    }
}
