//! What a run came to.

use std::time::Duration;

use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::saga::Fault;
use tenantry_domain::vendor_connection::Findings;

use super::Trouble;

#[derive(Debug, Clone, PartialEq)]
pub struct VendorReport {
    pub run: u32,
    /// In the order in which they were read. Those that a run did not come to are not among them.
    pub kinds: Vec<KindReport>,
    /// Whether every kind was read to its end.
    pub complete: bool,
    pub halted: Option<Halt>,
    /// How long the vendor asks to be left alone.
    pub retry_after: Option<Duration>,
}

/// How it went with one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct KindReport {
    pub kind: RecordKind,
    /// Also of what was not read to its end: what was found there is on record.
    pub findings: Findings,
    pub fault: Option<Fault>,
    /// Whether the list was read to its end.
    pub is_read: bool,
}

/// Why a run ended before its end although nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The program is being stopped.
    Stopped,
    /// Somebody paused the connection.
    Paused,
    /// Somebody disconnected it, or ended this run.
    Over,
}

impl VendorReport {
    pub(super) const fn of(run: u32) -> Self {
        Self {
            run,
            kinds: Vec::new(),
            complete: false,
            halted: None,
            retry_after: None,
        }
    }

    /// Whether something was recorded about accounts, which stand for customers.
    pub fn has_news_of_accounts(&self) -> bool {
        let mut kinds = self.kinds.iter();
        kinds.any(|it| it.kind == RecordKind::Account && it.has_news())
    }

    pub(super) fn has_all(&self, kinds: &[RecordKind]) -> bool {
        let is_read = |kind| self.kinds.iter().any(|it| it.kind == kind && it.is_read);
        kinds.iter().all(|kind| is_read(*kind))
    }

    pub(super) fn meet(&mut self, kind: RecordKind, findings: Findings, trouble: &Trouble) {
        self.retry_after = self.retry_after.max(trouble.retry_after);
        self.kinds.push(KindReport {
            kind,
            findings,
            fault: Some(trouble.fault.clone()),
            is_read: false,
        });
    }
}

impl KindReport {
    pub(super) const fn read(kind: RecordKind, findings: Findings) -> Self {
        Self {
            kind,
            findings,
            fault: None,
            is_read: true,
        }
    }

    pub(super) const fn halted(kind: RecordKind, findings: Findings) -> Self {
        Self {
            kind,
            findings,
            fault: None,
            is_read: false,
        }
    }

    fn has_news(&self) -> bool {
        let Findings {
            rows: _,
            new,
            changed,
            vanished,
        } = self.findings;
        new + changed + vanished > 0
    }
}
