//! What Partner Center tells the partner's webhook.

/// What a delivery names as the record of what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum AuditLink {
    /// A record at Partner Center.
    #[default]
    Own,
    None,
    /// An address on a host that is not Partner Center's.
    Foreign(String),
}

#[derive(Debug, Default)]
pub(crate) struct Webhooks {}
