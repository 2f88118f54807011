//! What a vendor has, and how it answers: page by page from its book, unless a script says otherwise.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tenantry_domain::cloud::vault::{Purpose, SecretName, Vault};
use tenantry_domain::cloud::vendor::{
    Account, Device, Doubt, FoundRecord, Readable, RecordFacts, RecordKind, Tested, VendorAccount,
    VendorAccounts, VendorReach,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};
use tenantry_support::vault::Safe;
use tokio::sync::watch;

/// What opens the account.
pub(crate) const KEY: &str = "the right key";

pub(crate) fn account(id: &str, name: &str) -> FoundRecord {
    record(id, name, RecordFacts::Account(Account::default()))
}

pub(crate) fn device(id: &str, name: &str) -> FoundRecord {
    record(id, name, RecordFacts::Device(Device::default()))
}

fn record(id: &str, name: &str, facts: RecordFacts) -> FoundRecord {
    FoundRecord {
        id: id.to_owned(),
        name: name.to_owned(),
        account: None,
        active: true,
        address: None,
        facts,
    }
}

/// What one request for a page comes to.
#[derive(Debug, Clone)]
pub(crate) enum Turn {
    Page(Portion<FoundRecord>),
    Fault(CloudFault),
    /// Waits for [`Book::release`], and is answered from the book.
    Wait,
    /// Is answered from the book.
    Book,
}

pub(crate) fn fault(cause: Cause) -> Turn {
    Turn::Fault(CloudFault::new(cause, "datto-rmm", "by the test"))
}

pub(crate) fn page(rows: &[FoundRecord], next: Option<&str>) -> Turn {
    Turn::Page(Portion {
        rows: rows.to_vec(),
        next: next.map(Bookmark::new),
    })
}

#[derive(Debug, Default)]
struct Inside {
    records: HashMap<RecordKind, Vec<FoundRecord>>,
    script: HashMap<RecordKind, VecDeque<Turn>>,
    asked: HashMap<RecordKind, usize>,
    hides: bool,
    page: usize,
}

/// One vendor with one account.
#[derive(Debug)]
pub(crate) struct Book {
    inside: Mutex<Inside>,
    vault: Arc<Safe>,
    open: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Book {
    pub(crate) fn new(vault: Arc<Safe>) -> Arc<Self> {
        let inside = Inside {
            page: 2,
            ..Inside::default()
        };
        Arc::new(Self {
            inside: Mutex::new(inside),
            vault,
            open: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
        })
    }

    pub(crate) fn write(&self, kind: RecordKind, records: Vec<FoundRecord>) {
        self.inside.lock().unwrap().records.insert(kind, records);
    }

    /// The next requests for this kind take these turns.
    pub(crate) fn script(&self, kind: RecordKind, turns: impl IntoIterator<Item = Turn>) {
        let mut inside = self.inside.lock().unwrap();
        inside.script.entry(kind).or_default().extend(turns);
    }

    pub(crate) fn pages_of(&self, rows: usize) {
        self.inside.lock().unwrap().page = rows;
    }

    /// From now on nothing is shown, as if it might not be seen.
    pub(crate) fn hide(&self) {
        self.inside.lock().unwrap().hides = true;
    }

    /// How often a page of this kind was asked for.
    pub(crate) fn asked(&self, kind: RecordKind) -> usize {
        let inside = self.inside.lock().unwrap();
        inside.asked.get(&kind).copied().unwrap_or_default()
    }

    pub(crate) async fn somebody_waits(&self) {
        let mut waiting = self.waiting.subscribe();
        waiting.wait_for(|count| *count > 0).await.unwrap();
    }

    pub(crate) fn release(&self) {
        self.open.send_replace(true);
    }

    async fn wait(&self) {
        let mut open = self.open.subscribe();
        self.waiting.send_modify(|count| *count += 1);
        open.wait_for(|open| *open).await.unwrap();
        self.waiting.send_modify(|count| *count -= 1);
    }

    fn turn(&self, kind: RecordKind) -> Turn {
        let mut inside = self.inside.lock().unwrap();
        *inside.asked.entry(kind).or_default() += 1;
        let script = inside.script.entry(kind).or_default();
        script.pop_front().unwrap_or(Turn::Book)
    }

    fn portion(&self, kind: RecordKind, from: Option<&Bookmark>) -> Portion<FoundRecord> {
        let inside = self.inside.lock().unwrap();
        let begin = from.map_or(0, |from| from.as_str().parse().unwrap());
        let none = Vec::new();
        let shown = inside.records.get(&kind).filter(|_| !inside.hides);
        let all = shown.unwrap_or(&none);
        let end = all.len().min(begin + inside.page);
        Portion {
            rows: all[begin..end].to_vec(),
            next: (end < all.len()).then(|| Bookmark::new(end.to_string())),
        }
    }
}

/// The vendor's own side, as accounts are opened there.
#[derive(Debug)]
pub(crate) struct Open(pub(crate) Arc<Book>);

#[async_trait]
impl VendorAccounts for Open {
    async fn open(&self, reach: &VendorReach) -> Result<Box<dyn VendorAccount>, CloudFault> {
        let name = SecretName::new(reach.msp, Purpose::VENDOR_CREDENTIALS);
        let found = self
            .0
            .vault
            .get(&name.of_app(reach.connection.as_uuid()))
            .await;
        let found = found
            .map_err(|it| CloudFault::new(Cause::CredentialMissing, "vault", it.to_string()))?;
        Ok(Box::new(Opened {
            book: Arc::clone(&self.0),
            is_key: found.value.expose().contains(KEY),
        }))
    }
}

#[derive(Debug)]
struct Opened {
    book: Arc<Book>,
    is_key: bool,
}

impl Opened {
    fn must_have_the_key(&self) -> Result<(), CloudFault> {
        let wrong = || CloudFault::new(Cause::VendorKeyWrong, "datto-rmm", "401");
        self.is_key.then_some(()).ok_or_else(wrong)
    }
}

#[async_trait]
impl VendorAccount for Opened {
    async fn test(&self) -> Result<Tested, CloudFault> {
        self.must_have_the_key()?;
        let hides = self.book.inside.lock().unwrap().hides;
        let kinds = [RecordKind::Account, RecordKind::Device, RecordKind::Alert];
        Ok(Tested {
            zone: None,
            account_name: Some("Northwind".to_owned()),
            kinds: kinds
                .map(|kind| Readable {
                    kind,
                    doubt: hides.then_some(Doubt::SuspiciouslyEmpty),
                })
                .to_vec(),
        })
    }

    async fn read(
        &self,
        kind: RecordKind,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        self.must_have_the_key()?;
        match self.book.turn(kind) {
            Turn::Page(portion) => return Ok(portion),
            Turn::Fault(fault) => return Err(fault),
            Turn::Wait => self.book.wait().await,
            Turn::Book => {}
        }
        Ok(self.book.portion(kind, from))
    }
}
