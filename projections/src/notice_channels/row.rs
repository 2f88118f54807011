//! A notice channel as people look it up.

use tenantry_domain::notice_channel::NoticeTarget;
use tenantry_domain::record::{Micros, Position};
use tenantry_domain::saga::Fault;

crate::row! {
    pub struct NoticeChannelRow {
        name: String,
        /// The name as lists are sorted and searched by: upper and lower case are one.
        name_key: String,
        status: ChannelStatus,
        kind: ChannelKind,
        /// The address of a webhook, or those of people.
        addresses: Vec<String>,
        /// Of what it tells, by the topics' words.
        topics: Vec<String>,
        /// All up to here was told.
        told_up_to: Position,
        /// How many notices were taken, and when the last one was.
        delivered: u64,
        delivered_at: Option<Micros>,
        /// Why the next notice is not taken, since when, and when it is tried again.
        problem_code: Option<String>,
        problem_detail: Option<String>,
        problem_since: Option<Micros>,
        retry_at: Option<Micros>,
        /// When somebody tried it last, and why that did not work.
        tested_at: Option<Micros>,
        test_code: Option<String>,
        test_detail: Option<String>,
        /// When the secret was drawn that signs; none for mail.
        secret_at: Option<Micros>,
        /// Why it is paused or closed.
        reason: Option<String>,
        opened_at: Micros,
        changed_at: Micros,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ChannelStatus {
        Open = "open",
        Paused = "paused",
        /// Nobody took what was told there.
        Suspended = "suspended",
        Closed = "closed",
    }
}

crate::words! {
    pub enum ChannelKind {
        Webhook = "webhook",
        Mail = "mail",
    }
}

impl NoticeChannelRow {
    pub(super) fn blame(&mut self, fault: &Fault, retry_at: Option<Micros>, at: Micros) {
        self.problem_code = Some(fault.code.clone());
        self.problem_detail = Some(shown(fault));
        self.problem_since.get_or_insert(at);
        self.retry_at = retry_at;
    }

    pub(super) fn forgive(&mut self) {
        self.problem_code = None;
        self.problem_detail = None;
        self.problem_since = None;
        self.retry_at = None;
    }

    pub(super) fn tested(&mut self, fault: Option<&Fault>, at: Micros) {
        self.tested_at = Some(at);
        self.test_code = fault.map(|it| it.code.clone());
        self.test_detail = fault.map(shown);
    }
}

pub(super) fn address_of(target: &NoticeTarget) -> (ChannelKind, Vec<String>) {
    match target {
        NoticeTarget::Webhook { url } => (ChannelKind::Webhook, vec![url.as_str().to_owned()]),
        NoticeTarget::Mail { to } => {
            let all = to.iter().map(|it| it.as_str().to_owned());
            (ChannelKind::Mail, all.collect())
        }
    }
}

fn shown(fault: &Fault) -> String {
    match fault.status {
        Some(status) if fault.detail.is_empty() => format!("status {status}"),
        Some(status) => format!("status {status}: {}", fault.detail),
        None => fault.detail.clone(),
    }
}
