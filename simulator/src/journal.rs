//! What was asked of the clouds, and what became of it: the witness that tests call.

use crate::kept::words::{self, Word};
use crate::world::Cloud;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One request as it came in. Neither tokens nor bodies are kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub number: u64,
    pub at: Timestamp,
    pub cloud: Cloud,
    pub method: String,
    /// With the query, as sent; values of `code`, `state` and the like are left out.
    pub path: String,
    /// The tenants that the request concerns: the token's and those named in the path.
    pub tenants: Vec<Uuid>,
    /// As the caller named it: `client-request-id` or `MS-RequestId`.
    pub caller_request_id: Option<String>,
    /// Empty when the caller got no answer.
    pub status: Option<u16>,
    /// The fate that met the request, in its own words.
    pub fault: Option<String>,
}

/// What was done to a thing in a cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Created,
    Changed,
    Deleted,
}

/// One effect: what a request really did, whatever was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Deed {
    pub at: Timestamp,
    pub act: Act,
    /// `relationship`, `accessAssignment`, `group`, `servicePrincipal`, `application`, `user`, `consent` …
    #[serde(deserialize_with = "words::word")]
    pub kind: Word,
    pub id: String,
    /// In whose tenant the thing is.
    pub tenant: Uuid,
    /// The customer whom a relationship or assignment is about.
    pub customer: Option<Uuid>,
    /// The app that did it; empty when it was an administrator, or time.
    pub by_app: Option<Uuid>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Journal {
    entries: Vec<Entry>,
    deeds: Vec<Deed>,
}

impl Journal {
    pub(crate) fn received(&mut self, mut entry: Entry) -> u64 {
        entry.number = self.entries.len() as u64 + 1;
        let number = entry.number;
        self.entries.push(entry);
        number
    }

    pub(crate) fn met(&mut self, number: u64, fault: String) {
        if let Some(entry) = self.entry(number) {
            entry.fault = Some(fault);
        }
    }

    pub(crate) fn answered(&mut self, number: u64, status: u16) {
        if let Some(entry) = self.entry(number) {
            entry.status = Some(status);
        }
    }

    fn entry(&mut self, number: u64) -> Option<&mut Entry> {
        let index = usize::try_from(number - 1).ok()?;
        self.entries.get_mut(index)
    }

    pub(crate) fn did(&mut self, deed: Deed) {
        self.deeds.push(deed);
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn deeds(&self) -> &[Deed] {
        &self.deeds
    }

    /// What apps created and no app deleted.
    pub(crate) fn not_deleted(&self) -> impl Iterator<Item = &Deed> {
        let deeds = self.deeds.iter().enumerate();
        let made = deeds.filter(|(_, deed)| deed.act == Act::Created && deed.by_app.is_some());
        let there = made.filter(|(place, made)| {
            let mut later = self.deeds.iter().skip(place + 1);
            !later.any(|it| it.act == Act::Deleted && it.kind == made.kind && it.id == made.id)
        });
        there.map(|(_, deed)| deed)
    }

    /// Things deleted by an app that none of the apps had created.
    pub(crate) fn foreign_things_deleted(&self) -> Vec<&Deed> {
        let ours = |gone: &Deed| {
            let made = |deed: &&Deed| {
                deed.act == Act::Created && deed.kind == gone.kind && deed.id == gone.id
            };
            self.deeds
                .iter()
                .find(made)
                .is_some_and(|deed| deed.by_app.is_some())
        };
        let deleted = |deed: &&Deed| deed.act == Act::Deleted && deed.by_app.is_some();
        self.deeds
            .iter()
            .filter(deleted)
            .filter(|deed| !ours(deed))
            .collect()
    }
}
