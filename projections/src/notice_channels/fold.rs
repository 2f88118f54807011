//! What each event does to a channel's row.

#![deny(clippy::wildcard_enum_match_arm)] // A new event must break the fold that ignores it.

use std::collections::BTreeSet;

use tenantry_domain::notice_channel::{NoticeChannelEvent as E, NoticeTopic};
use tenantry_domain::text::Reason;

use super::row::{ChannelKind, ChannelStatus, NoticeChannelRow, address_of};
use crate::declaration::Fact;
use crate::names::name_key;

pub(super) fn fold(row: Option<NoticeChannelRow>, fact: &Fact<E>) -> Option<NoticeChannelRow> {
    if let Some(opened) = opened(fact) {
        return Some(opened);
    }
    // Without its beginning, skipped by an operator, a channel has nothing to show.
    let mut row = row?;
    row.changed_at = fact.recorded_at;
    row.position = fact.position;
    match &fact.event {
        E::NoticeChannelOpened { .. } => {}
        E::NoticeTopicsChanged {
            topics,
            from: _,
            at: _,
        } => row.topics = words_of(topics),
        E::NoticeChannelPaused { reason, at: _ } => {
            turn(&mut row, ChannelStatus::Paused, Some(reason));
        }
        E::NoticeChannelResumed { at: _ } => {
            turn(&mut row, ChannelStatus::Open, None);
            row.forgive();
        }
        E::NoticeSecretRenewed { at } => row.secret_at = Some(*at),
        E::NoticeChannelTested { fault, at } => row.tested(fault.as_ref(), *at),
        E::NoticesDelivered { up_to, notices, at } => {
            row.told_up_to = *up_to;
            if !notices.is_empty() {
                let many = u64::try_from(notices.len()).unwrap_or(u64::MAX);
                row.delivered = row.delivered.saturating_add(many);
                row.delivered_at = Some(*at);
                row.forgive();
            }
        }
        E::NoticesDelayed { fault, until, at } => row.blame(fault, Some(*until), *at),
        E::NoticeChannelSuspended { fault, at } => {
            turn(&mut row, ChannelStatus::Suspended, None);
            row.blame(fault, None, *at);
        }
        E::NoticeChannelClosed { reason, at: _ } => {
            turn(&mut row, ChannelStatus::Closed, Some(reason));
            row.retry_at = None;
        }
    }
    Some(row)
}

/// The row as it begins, whatever was before.
fn opened(fact: &Fact<E>) -> Option<NoticeChannelRow> {
    let E::NoticeChannelOpened {
        name,
        target,
        topics,
        from,
        at,
    } = &fact.event
    else {
        return None;
    };
    let (kind, addresses) = address_of(target);
    Some(NoticeChannelRow {
        id: fact.stream,
        name: name.as_str().to_owned(),
        name_key: name_key(name.as_str()),
        status: ChannelStatus::Open,
        kind,
        addresses,
        topics: words_of(topics),
        told_up_to: *from,
        delivered: 0,
        delivered_at: None,
        problem_code: None,
        problem_detail: None,
        problem_since: None,
        retry_at: None,
        tested_at: None,
        test_code: None,
        test_detail: None,
        secret_at: (kind == ChannelKind::Webhook).then_some(*at),
        reason: None,
        opened_at: *at,
        changed_at: fact.recorded_at,
        position: fact.position,
    })
}

fn turn(row: &mut NoticeChannelRow, status: ChannelStatus, reason: Option<&Reason>) {
    row.status = status;
    row.reason = reason.map(|it| it.as_str().to_owned());
    row.retry_at = None;
}

fn words_of(topics: &BTreeSet<NoticeTopic>) -> Vec<String> {
    topics.iter().map(|it| it.as_str().to_owned()).collect()
}
