//! Why a request was not carried out.

use axum::http::StatusCode;

use super::door::Refusal;

/// A closed list; each has a page that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0}")]
    BadRequest(String),
    #[error("a request has {limit} bytes at most")]
    BodyTooLarge { limit: usize, actual: usize },
    #[error("the request's body did not arrive in time")]
    BodyTooSlow,
    #[error("GraphQL is asked by GET or POST")]
    MethodNotAllowed,
    #[error("only queries are asked by GET; everything else by POST")]
    QueriesOnly,
    #[error("the body of a POST is application/json in UTF-8")]
    MediaTypeUnsupported,
    #[error("answers are application/graphql-response+json, application/json or text/event-stream")]
    NotAcceptable,
    #[error("a session is used from our own pages only")]
    OriginRefused,
    #[error("with a session, a POST needs the header graphql-require-preflight")]
    PreflightMissing,
    #[error("{message}")]
    QueryMalformed {
        message: String,
        /// Line and column, from 1.
        at: Option<(usize, usize)>,
    },
    #[error("{0}")]
    QueryInvalid(String),
    #[error("{what}: {limit} at most, not {actual}")]
    QueryTooLarge {
        what: &'static str,
        limit: usize,
        actual: usize,
    },
    #[error("{what}: {limit} at most, not {actual}")]
    QueryTooDeep {
        what: &'static str,
        limit: usize,
        actual: usize,
    },
    #[error("this costs {actual}, and one request may cost {limit}")]
    QueryTooCostly { limit: usize, actual: usize },
    #[error("this server does not say what can be asked")]
    IntrospectionOff,
    #[error("a subscription needs a WebSocket, or an answer of text/event-stream")]
    SubscriptionNeedsStream,
    #[error("no document has this id; a known one is sha256: and 64 hexadecimal digits")]
    DocumentUnknown,
    #[error("only known documents are run here; name one by documentId")]
    DocumentNotTrusted,
    #[error("{0}")]
    ArgumentInvalid(String),
    #[error("{limit} operations at most may be under way on one socket")]
    TooManyOperations { limit: usize, actual: usize },
    #[error("as many connections are open as this server holds; try again shortly")]
    TooManyConnections,
    #[error("there was no answer in time; a mutation goes on, and is asked about by its key")]
    TimedOut,
    #[error("the server is about to stop; ask again shortly")]
    Stopping,
    #[error("something went wrong here, and is in the log under the correlation id")]
    Internal,
    #[error(transparent)]
    NotAdmitted(Refusal),
}

/// What a client may do about a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Ask differently.
    Input,
    /// Ask as somebody else.
    Permission,
    /// Ask again, later.
    Busy,
    /// Tell the operator.
    Server,
}

impl Class {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Input => "INPUT",
            Self::Permission => "PERMISSION",
            Self::Busy => "BUSY",
            Self::Server => "SERVER",
        }
    }
}

impl Fault {
    pub const CODES: &'static [&'static str] = &[
        "BAD_REQUEST",
        "BODY_TOO_LARGE",
        "BODY_TOO_SLOW",
        "METHOD_NOT_ALLOWED",
        "MEDIA_TYPE_UNSUPPORTED",
        "NOT_ACCEPTABLE",
        "ORIGIN_REFUSED",
        "PREFLIGHT_MISSING",
        "QUERY_MALFORMED",
        "QUERY_INVALID",
        "QUERY_TOO_LARGE",
        "QUERY_TOO_DEEP",
        "QUERY_TOO_COSTLY",
        "INTROSPECTION_OFF",
        "SUBSCRIPTION_NEEDS_STREAM",
        "DOCUMENT_UNKNOWN",
        "DOCUMENT_NOT_TRUSTED",
        "ARGUMENT_INVALID",
        "TOO_MANY_OPERATIONS",
        "TOO_MANY_CONNECTIONS",
        "TIMED_OUT",
        "STOPPING",
        "INTERNAL",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "BAD_REQUEST",
            Self::BodyTooLarge { .. } => "BODY_TOO_LARGE",
            Self::BodyTooSlow => "BODY_TOO_SLOW",
            Self::MethodNotAllowed | Self::QueriesOnly => "METHOD_NOT_ALLOWED",
            Self::MediaTypeUnsupported => "MEDIA_TYPE_UNSUPPORTED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::OriginRefused => "ORIGIN_REFUSED",
            Self::PreflightMissing => "PREFLIGHT_MISSING",
            Self::QueryMalformed { .. } => "QUERY_MALFORMED",
            Self::QueryInvalid(_) => "QUERY_INVALID",
            Self::QueryTooLarge { .. } => "QUERY_TOO_LARGE",
            Self::QueryTooDeep { .. } => "QUERY_TOO_DEEP",
            Self::QueryTooCostly { .. } => "QUERY_TOO_COSTLY",
            Self::IntrospectionOff => "INTROSPECTION_OFF",
            Self::SubscriptionNeedsStream => "SUBSCRIPTION_NEEDS_STREAM",
            Self::DocumentUnknown => "DOCUMENT_UNKNOWN",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::ArgumentInvalid(_) => "ARGUMENT_INVALID",
            Self::TooManyOperations { .. } => "TOO_MANY_OPERATIONS",
            Self::TooManyConnections => "TOO_MANY_CONNECTIONS",
            Self::TimedOut => "TIMED_OUT",
            Self::Stopping => "STOPPING",
            Self::Internal => "INTERNAL",
            Self::NotAdmitted(refusal) => refusal.code,
        }
    }

    pub(super) fn class(&self) -> Class {
        match self {
            Self::OriginRefused | Self::PreflightMissing => Class::Permission,
            Self::BodyTooSlow
            | Self::TooManyOperations { .. }
            | Self::TooManyConnections
            | Self::TimedOut
            | Self::Stopping => Class::Busy,
            Self::Internal => Class::Server,
            Self::NotAdmitted(refusal) => class_of(refusal.status),
            _ => Class::Input,
        }
    }

    /// What was said of a well-formed request is told by `None`: there the media type decides.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        let status = match self {
            Self::BadRequest(_) | Self::DocumentUnknown => StatusCode::BAD_REQUEST,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::MethodNotAllowed | Self::QueriesOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaTypeUnsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::OriginRefused | Self::PreflightMissing | Self::DocumentNotTrusted => {
                StatusCode::FORBIDDEN
            }
            Self::TooManyConnections | Self::TimedOut | Self::Stopping => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotAdmitted(refusal) => refusal.status,
            _ => return None,
        };
        Some(status)
    }

    /// The limit that was passed, and by how much.
    pub(super) fn measured(&self) -> Option<(usize, usize)> {
        match self {
            Self::BodyTooLarge { limit, actual }
            | Self::QueryTooLarge { limit, actual, .. }
            | Self::QueryTooDeep { limit, actual, .. }
            | Self::QueryTooCostly { limit, actual }
            | Self::TooManyOperations { limit, actual } => Some((*limit, *actual)),
            _ => None,
        }
    }
}

fn class_of(status: StatusCode) -> Class {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Class::Permission,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Class::Busy,
        status if status.is_server_error() => Class::Server,
        _ => Class::Input,
    }
}
