//! What is given to open and close notice channels, and how it is read.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, OneofObject};
use tenantry_domain::ids::NoticeChannelId;
use tenantry_domain::notice_channel::{InvalidTarget, NoticeTarget, NoticeTopic as Topic};

use super::object::NoticeTopic;
use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given};

/// Where people are to be told: one of the two.
#[derive(Debug, OneofObject)]
pub(crate) enum NoticeTargetInput {
    /// The address of a webhook: `https://`, without a query.
    Webhook(String),
    /// Up to 20 mailboxes of the MSP's own people.
    Mail(Vec<String>),
}

/// A place where the MSP is to be told.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelOpenInput {
    /// The same wish with the same key is carried out once. A webhook's secret is told the first time.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// What the MSP calls it.
    pub(super) name: String,
    /// Where people are told.
    pub(super) target: NoticeTargetInput,
    /// Of what; of everything when not given.
    pub(super) topics: Option<Vec<NoticeTopic>>,
}

/// Other topics for a notice channel.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelTopicsChangeInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The channel.
    pub(super) id: ID,
    /// All of its topics as they are to be.
    pub(super) topics: Vec<NoticeTopic>,
}

/// A notice channel that is to tell nothing for a while.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelPauseInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: String,
    /// The channel.
    pub(super) id: ID,
}

/// A notice channel that is to go on.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelResumeInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The channel.
    pub(super) id: ID,
}

/// A webhook that is to be signed for with another secret.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelSecretRenewInput {
    /// The same wish with the same key is carried out once. The secret is told the first time.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The channel.
    pub(super) id: ID,
}

/// A notice channel to try.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelTestInput {
    /// For the record. Another test with the same key is another test.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The channel.
    pub(super) id: ID,
}

/// A notice channel that is to be closed for good.
#[derive(Debug, InputObject)]
pub(crate) struct NoticeChannelCloseInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: String,
    /// The channel.
    pub(super) id: ID,
}

pub(super) fn channel(id: &ID) -> Result<NoticeChannelId, Unmet> {
    let id = given(Kind::NoticeChannel, id, "id")?;
    Ok(NoticeChannelId::new(id))
}

pub(super) fn target(input: &NoticeTargetInput) -> Result<NoticeTarget, Unmet> {
    let target = match input {
        NoticeTargetInput::Webhook(url) => NoticeTarget::webhook(url),
        NoticeTargetInput::Mail(to) => NoticeTarget::mail(to.iter().map(String::as_str)),
    };
    let refused = |it: InvalidTarget| Refused::new(InvalidTarget::CODE, it.to_string());
    Ok(target.map_err(|it| refused(it).at("target"))?)
}

pub(super) fn topics(given: &[NoticeTopic]) -> BTreeSet<Topic> {
    given.iter().map(|it| (*it).into()).collect()
}
