//! The records of one kind: read page by page, held against what is known, and the difference recorded.
//!
//! Of what is known only ids and fingerprints are in memory, and of what is read one page.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use tenantry_domain::cloud::vendor::{
    Doubt, FoundRecord, RecordKind, Vendor, VendorAccount, VendorReach,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault};
use tenantry_domain::ids::RecordId;
use tenantry_domain::record::Micros;
use tenantry_domain::vendor_connection::Findings;
use tenantry_domain::vendor_record::{NoteRecord, NoteVanished, VendorRecord, VendorRecordCommand};

use super::super::Fingerprint;
use super::{Running, Stop};
use crate::abreast::{Abreast, Settled};

/// More pages than any vendor's list has.
const PAGES: usize = 20_000;

/// How often a list is begun anew whose place the vendor forgot.
const ANEW: u8 = 2;

/// What is known of a record while its kind is read.
struct Entry {
    fingerprint: Fingerprint,
    vanished: bool,
    /// In which reading of the list it was seen; 0 where in none.
    seen: u8,
}

/// What a command is about.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Note,
    Vanish,
}

pub(super) struct Reading<'a> {
    running: &'a Running<'a>,
    vendor: Vendor,
    kind: RecordKind,
    known: HashMap<RecordId, Entry>,
    /// Counts the readings of the list, from 1.
    turn: u8,
    /// When this reading began.
    at: Micros,
    under_way: Abreast<VendorRecord, Wish>,
    findings: Findings,
}

impl<'a> Reading<'a> {
    /// One kind to its end. What was found is counted also where it ends before.
    pub(super) async fn read(
        running: &'a Running<'a>,
        reach: VendorReach,
        kind: RecordKind,
    ) -> (Findings, Result<(), Stop>) {
        let engine = Arc::clone(&running.parts.engine);
        let mut reading = Self {
            running,
            vendor: reach.vendor,
            kind,
            known: HashMap::new(),
            turn: 0,
            at: 0,
            under_way: Abreast::new(engine, running.msp, running.context.clone()),
            findings: Findings::default(),
        };
        let outcome = reading.whole(&reach).await;
        // Nothing is under way when the kind counts as read, or not.
        let settled = reading.settle().await;
        (reading.findings, outcome.and(settled))
    }

    async fn whole(&mut self, reach: &VendorReach) -> Result<(), Stop> {
        let accounts = &self.running.parts.accounts;
        // Opened for each kind: other credentials may be in the vault by now.
        let account = accounts.open(reach).await?;
        self.recall().await?;
        loop {
            match self.list(&*account).await {
                Err(Stop::Trouble(trouble))
                    if trouble.fault.code == Cause::CursorExpired.code() && self.turn <= ANEW => {}
                Err(stop) => return Err(stop),
                Ok(()) => break,
            }
        }
        if self.findings.rows == 0 && self.known.values().any(|it| !it.vanished) {
            self.must_be_empty(&*account).await?;
        }
        self.miss().await
    }

    async fn recall(&mut self) -> Result<(), Stop> {
        let (msp, connection) = (self.running.msp, self.running.connection);
        let mut last = None;
        loop {
            let known = &self.running.parts.known;
            let page = known.after(msp, connection, self.kind, last).await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = Some(end.id);
            self.known.extend(page.into_iter().map(|record| {
                let entry = Entry {
                    fingerprint: record.fingerprint,
                    vanished: record.vanished,
                    seen: 0,
                };
                (record.id, entry)
            }));
        }
    }

    /// The list from its beginning.
    async fn list(&mut self, account: &dyn VendorAccount) -> Result<(), Stop> {
        self.turn += 1;
        self.at = self.running.parts.clock.now();
        self.findings.rows = 0;
        let hasher = RandomState::new();
        let mut been_at = HashSet::new();
        let mut place: Option<Bookmark> = None;
        for _ in 0..PAGES {
            self.running.goes_on().await?;
            let page = account.read(self.kind, place.as_ref()).await?;
            for row in page.rows {
                self.hear(row).await?;
            }
            let Some(next) = page.next else {
                return Ok(());
            };
            if !been_at.insert(hasher.hash_one(next.as_str())) {
                return Err(self
                    .unreadable("the list goes on where it was before")
                    .into());
            }
            place = Some(next);
        }
        Err(self.unreadable("the list does not end").into())
    }

    /// A row that was on an earlier page already counts once: the first one.
    async fn hear(&mut self, row: FoundRecord) -> Result<(), Stop> {
        let record = row.fitted();
        if record.kind() != self.kind {
            return Err(self.unreadable("a row is of another kind").into());
        }
        let id = RecordId::of(self.running.connection, self.kind, &record.id);
        if self.known.get(&id).is_some_and(|it| it.seen == self.turn) {
            return Ok(());
        }
        let fingerprint = Fingerprint::of(&record);
        let heard = Entry {
            fingerprint,
            vanished: false,
            seen: self.turn,
        };
        let before = self.known.insert(id, heard);
        self.findings.rows += 1;
        if before.is_some_and(|it| it.fingerprint == fingerprint && !it.vanished) {
            return Ok(());
        }
        let connection = self.running.connection;
        let note = NoteRecord::new(connection, self.vendor, record, self.at);
        self.send(id, Wish::Note, VendorRecordCommand::Note(Box::new(note)))
            .await
    }

    /// Some vendors show nothing of what may not be read. What was there is not taken for gone before
    /// the vendor was asked whether it is so.
    async fn must_be_empty(&self, account: &dyn VendorAccount) -> Result<(), Stop> {
        let tested = account.test().await?;
        let of_kind = tested.kinds.into_iter().find(|it| it.kind == self.kind);
        match of_kind.and_then(|it| it.doubt) {
            None => Ok(()),
            Some(Doubt::Refused(fault)) => Err(fault.into()),
            Some(Doubt::SuspiciouslyEmpty) => {
                let detail =
                    "nothing is shown any more of what was there; it may be hidden from us";
                let api = self.vendor.as_str();
                Err(CloudFault::new(Cause::PermissionMissing, api, detail).into())
            }
        }
    }

    /// The whole list was read: what was not in it is not there.
    async fn miss(&mut self) -> Result<(), Stop> {
        // What was noted in a reading before this one is on record by then.
        self.settle().await?;
        let missed = self.known.iter();
        let missed = missed.filter(|(_, it)| it.seen != self.turn && !it.vanished);
        let missed: Vec<RecordId> = missed.map(|(id, _)| *id).collect();
        for id in missed {
            let note = NoteVanished { at: self.at };
            self.send(id, Wish::Vanish, VendorRecordCommand::NoteVanished(note))
                .await?;
        }
        self.settle().await
    }

    async fn send(
        &mut self,
        id: RecordId,
        wish: Wish,
        command: VendorRecordCommand,
    ) -> Result<(), Stop> {
        while let Some(settled) = self.under_way.room().await {
            self.count(settled)?;
        }
        self.under_way.send(id.to_string(), wish, command);
        Ok(())
    }

    /// All that is under way comes to its end. The first that failed is told.
    async fn settle(&mut self) -> Result<(), Stop> {
        let mut outcome = Ok(());
        while let Some(settled) = self.under_way.next().await {
            let counted = self.count(settled);
            outcome = outcome.and(counted);
        }
        outcome
    }

    fn count(&mut self, settled: Settled<VendorRecord, Wish>) -> Result<(), Stop> {
        let (wish, done) = settled?;
        let recorded = u64::from(done.receipt.events);
        let findings = &mut self.findings;
        match wish {
            _ if recorded == 0 => {}
            Wish::Note if recorded == done.receipt.sequence => findings.new += 1,
            Wish::Note => findings.changed += 1,
            Wish::Vanish => findings.vanished += 1,
        }
        Ok(())
    }

    fn unreadable(&self, detail: &str) -> CloudFault {
        CloudFault::new(Cause::AnswerUnreadable, self.vendor.as_str(), detail)
    }
}
