//! What the vendor's codes mean, as rows: so that all can be read, printed and tested.

use super::{entra_codes, graph_codes, partner_codes};
use std::fmt;
use tenantry_domain::cloud::{Actor, Cause};

/// One code of Microsoft's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// As Microsoft writes it: `AADSTS65001`, `Request_ResourceNotFound`, `10001`.
    pub code: &'static str,
    pub cause: Cause,
    /// What this code tells beyond the cause, or what to do about it in particular.
    pub remark: &'static str,
}

/// Words that tell more than the code they come with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    /// In small letters; a part of the message.
    pub words: &'static str,
    pub cause: Cause,
    pub remark: &'static str,
}

pub(super) const fn row(code: &'static str, cause: Cause, remark: &'static str) -> Row {
    Row {
        code,
        cause,
        remark,
    }
}

/// All rows, one interface after the other.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    let tables = [entra_codes::ROWS, graph_codes::ROWS, partner_codes::ROWS];
    tables.into_iter().flatten()
}

/// What a code of Microsoft's means, for those who look it up.
pub fn explain(code: &str) -> Option<&'static Row> {
    rows().find(|row| row.code.eq_ignore_ascii_case(code))
}

pub(super) fn find(table: &'static [Row], code: &str) -> Option<&'static Row> {
    table.iter().find(|row| row.code.eq_ignore_ascii_case(code))
}

pub(super) fn find_phrase(table: &'static [Phrase], message: &str) -> Option<&'static Phrase> {
    let message = message.to_lowercase();
    table.iter().find(|phrase| message.contains(phrase.words))
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            cause,
            remark,
        } = self;
        let (ours, sentence, who) = (cause.code(), cause.sentence(), who(cause.actor()));
        write!(f, "{code}: {sentence} ({ours}). {remark}. Who acts: {who}.")
    }
}

fn who(actor: Actor) -> &'static str {
    match actor {
        Actor::Nobody => "nobody, it is tried again",
        Actor::CustomerAdmin => "the customer's administrator",
        Actor::MspAdmin => "the MSP's administrator",
        Actor::Operator => "the operator of the installation",
        Actor::Us => "those who build Tenantry",
    }
}
