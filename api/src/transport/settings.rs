//! How the transport is set up.

use std::sync::Arc;
use std::time::Duration;

use super::documents::TrustedDocuments;

#[derive(Debug, Clone)]
pub struct Settings {
    pub limits: Limits,
    pub documents: Documents,
    /// Whether clients may ask what can be asked. While they may not, they are not given hints about
    /// names that are similar to what they wrote either.
    pub introspection: bool,
    /// Where our own pages come from, such as `https://tenantry.example`. A browser with a session's
    /// cookie is listened to from there only.
    pub origins: Vec<String>,
    /// Until a request's body has arrived.
    pub arrival: Duration,
    /// Until a query or mutation has its answer.
    pub answer: Duration,
    pub streams: Streams,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            documents: Documents::default(),
            introspection: true,
            origins: Vec::new(),
            arrival: Duration::from_secs(10),
            answer: Duration::from_secs(10),
            streams: Streams::default(),
        }
    }
}

/// How much one request may ask for. All are checked before anything is run.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Of a body, of an address, or of a message over a socket.
    pub body_bytes: usize,
    pub document_bytes: usize,
    pub tokens: usize,
    /// Brackets inside of brackets: the parser goes down one call for each.
    pub nesting: usize,
    /// Fields inside of fields.
    pub depth: usize,
    /// Fields and spreads, when every fragment is written out where it is used.
    pub selections: usize,
    pub root_fields: usize,
    pub aliases: usize,
    pub directives: usize,
    /// Lists of a type's members inside of each other, in introspection: each multiplies the answer.
    pub introspection_depth: usize,
    /// What the schema says its fields cost. An introspection is free of it.
    pub cost: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            document_bytes: 64 * 1024,
            tokens: 4_000,
            nesting: 40,
            depth: 15,
            selections: 2_000,
            root_fields: 20,
            aliases: 50,
            directives: 50,
            introspection_depth: 2,
            cost: 10_000,
        }
    }
}

/// Documents that are known by their hash, and who may send others.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    pub known: Arc<TrustedDocuments>,
    pub trust: Trust,
}

/// Whose documents are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// Everybody's.
    #[default]
    Everything,
    /// A browser with a session's cookie sends known documents; programs with a token send any.
    KnownInSessions,
    /// Known documents, from everybody.
    Known,
}

/// What holds for connections that stay open.
#[derive(Debug, Clone)]
pub struct Streams {
    /// Sockets and streams of events that are open at once.
    pub connections: usize,
    /// Until a socket has introduced itself.
    pub introduction: Duration,
    /// Between signs of life.
    pub heartbeat: Duration,
    /// Without any sign of life from the other side, a socket is taken for abandoned.
    pub silence: Duration,
    /// Operations under way on one socket.
    pub operations: usize,
    /// Messages that wait until the other side takes them; more are not asked for.
    pub backlog: usize,
    /// How long the other side may take nothing while messages wait.
    pub patience: Duration,
    /// For saying goodbye.
    pub farewell: Duration,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            connections: 10_000,
            introduction: Duration::from_secs(5),
            heartbeat: Duration::from_secs(15),
            silence: Duration::from_secs(40),
            operations: 50,
            backlog: 64,
            patience: Duration::from_secs(10),
            farewell: Duration::from_secs(2),
        }
    }
}
