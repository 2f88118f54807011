//! Who is let in.

use std::sync::Arc;

use async_graphql::Data;
use async_trait::async_trait;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use tenantry_domain::ids::CorrelationId;
use tenantry_domain::record::Micros;

use super::witness::Witness;

/// Knows who asks. Every request, and every socket when it introduces itself, is shown to it before
/// anything else is read.
#[async_trait]
pub trait Door: Send + Sync + 'static {
    /// Somebody who was let in.
    type Visitor: Clone + Send + Sync + 'static;

    async fn admit(&self, knock: Knock<'_>) -> Result<Admission<Self::Visitor>, Refusal>;

    /// Lays out what resolvers find in their context: who asks, and under which correlation id.
    /// Called once for every operation.
    fn furnish(&self, visitor: &Self::Visitor, correlation: CorrelationId, data: &mut Data);

    /// Who hears of a mutation of theirs that does not fit the schema, and so never reaches a resolver.
    fn witness(
        &self,
        _visitor: &Self::Visitor,
        _correlation: CorrelationId,
    ) -> Option<Arc<dyn Witness>> {
        None
    }
}

/// A request at the door.
#[derive(Debug, Clone, Copy)]
pub struct Knock<'a> {
    /// Of the request, or of the one that became a socket.
    pub parts: &'a Parts,
    /// What a socket said in its introduction under `authorization`: a browser's program cannot give
    /// a socket headers.
    pub(super) introduced: Option<&'a str>,
}

impl<'a> Knock<'a> {
    /// A request that becomes no socket.
    pub fn at(parts: &'a Parts) -> Self {
        Self {
            parts,
            introduced: None,
        }
    }

    /// The token of `Authorization: Bearer`; what a socket said itself comes first.
    pub fn bearer(&self) -> Option<&'a str> {
        let header = text(&self.parts.headers, &header::AUTHORIZATION);
        let (scheme, token) = self.introduced.or(header)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    pub fn cookie(&self, name: &str) -> Option<&'a str> {
        let lines = self.parts.headers.get_all(header::COOKIE).iter();
        let cookies = lines.filter_map(|line| line.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';'));
        pairs.find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    }
}

/// A header that is there once, as text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission<V> {
    pub visitor: V,
    pub credential: Credential,
    /// When it ends; a socket is closed then.
    pub until: Option<Micros>,
}

/// What somebody was recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A cookie, which a browser also sends when the page of a stranger makes it ask. The transport
    /// therefore wants the request to come from our own pages: `Origin` is one of ours, and whatever
    /// changes something carries a header that strangers cannot set without being asked back
    /// (`graphql-require-preflight` or `x-requested-with`).
    Cookie,
    /// A token that the program itself sends.
    Bearer,
}

/// Somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    /// Seen by whoever was refused.
    pub message: String,
}
