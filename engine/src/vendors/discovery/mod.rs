//! Everything that a vendor has for an MSP, read kind by kind, and every change recorded.
//!
//! A run is on record from its beginning to its end. A kind that cannot be read leaves the others going,
//! and what was known of it stays, stale. Only a list that was read to its end says that something is
//! no longer there. A run that died is ended by whoever takes over, and another begins from the start:
//! what it recorded stays, and what it did not come to is found then.

mod kind;
mod report;
mod trouble;

use std::sync::Arc;

use tenantry_domain::cloud::vendor::{RecordKind, Vendor, VendorAccounts, VendorReach};
use tenantry_domain::ids::{CorrelationId, MspId, VendorConnectionId};
use tenantry_domain::vendor_connection::{
    BeginDiscovery, EndDiscovery, Findings, Known, NoteKindRead, NoteKindUnread, VendorConnection,
    VendorConnectionCommand, VendorConnectionRefusal,
};
use tokio::sync::watch;

use super::KnownRecords;
use crate::abreast::patiently;
use crate::commands::{CommandError, Context, Done, Engine, Request, is_valid_key};
use crate::time::Clock;
use kind::Reading;
use trouble::{Stop, Trouble};

pub use report::{Halt, KindReport, VendorReport};

/// Why a run could not begin, or was left open: whoever reads the connection next ends it.
pub type VendorDiscoveryError = CommandError<VendorConnectionRefusal>;

/// What discoveries stand on.
#[derive(Debug, Clone)]
pub struct VendorDiscoveryParts {
    pub engine: Arc<Engine>,
    pub accounts: Arc<dyn VendorAccounts>,
    pub known: Arc<dyn KnownRecords>,
    pub clock: Arc<dyn Clock>,
}

/// Reads vendors, and records what it finds.
#[derive(Debug, Clone)]
pub struct VendorDiscovery {
    parts: VendorDiscoveryParts,
}

impl VendorDiscovery {
    pub fn new(parts: VendorDiscoveryParts) -> Self {
        Self { parts }
    }

    /// One look at all kinds. All that it records bears the correlation id, which is drawn when there is
    /// none. A key has to be one, and makes no difference: another look with it is another look.
    pub async fn run(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        context: Context,
    ) -> Result<VendorReport, VendorDiscoveryError> {
        self.run_until(msp, connection, context, &[]).await
    }

    /// The same, which stops between two pages when one of these tells it to.
    pub async fn run_until(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        mut context: Context,
        stopping: &[watch::Receiver<bool>],
    ) -> Result<VendorReport, VendorDiscoveryError> {
        let key = context.idempotency_key.take();
        if key.is_some_and(|key| !is_valid_key(&key)) {
            return Err(CommandError::KeyMalformed);
        }
        let parts = &self.parts;
        let drawn = || CorrelationId::new(parts.engine.new_id());
        context.correlation_id = Some(context.correlation_id.unwrap_or_else(drawn));
        let mut running = Running {
            parts,
            msp,
            connection,
            context,
            stopping,
            run: 0,
        };
        let vendor = running.begin().await?;
        let mut report = VendorReport::of(running.run);
        match Box::pin(running.read_all(vendor, &mut report)).await {
            Ok(()) => {}
            Err(Break::Halted(halt)) => report.halted = Some(halt),
            Err(Break::Failed(error)) => return Err(error),
        }
        running.end(vendor, &mut report).await?;
        tracing::info!(%msp, %connection, vendor = vendor.as_str(), run = report.run,
            complete = report.complete, halted = ?report.halted, "read a vendor");
        Ok(report)
    }

    /// Ends the run that somebody left open. Nothing is taken for gone on its account.
    pub async fn end_left_open(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        context: Context,
    ) -> Result<Option<u32>, VendorDiscoveryError> {
        let id = connection.to_string();
        let stands: VendorConnection = self.parts.engine.load(msp, &id).await?;
        let open = stands.known().and_then(|known| known.open.as_ref());
        let Some(run) = open.map(|open| open.run) else {
            return Ok(None);
        };
        let at = self.parts.clock.now();
        let command = VendorConnectionCommand::EndDiscovery(EndDiscovery { run, at });
        let request = Request::<VendorConnection> {
            msp,
            id,
            command,
            context,
        };
        patiently(&self.parts.engine, request).await?;
        Ok(Some(run))
    }
}

/// Why a run does not go on.
#[derive(Debug)]
enum Break {
    Halted(Halt),
    Failed(VendorDiscoveryError),
}

impl From<VendorDiscoveryError> for Break {
    /// That somebody ended the run, or the connection, is no fault.
    fn from(error: VendorDiscoveryError) -> Self {
        match error {
            CommandError::Refused(
                VendorConnectionRefusal::VendorDiscoveryNotRunning { .. }
                | VendorConnectionRefusal::VendorDisconnected,
            ) => Self::Halted(Halt::Over),
            error => Self::Failed(error),
        }
    }
}

/// A run on record.
struct Running<'a> {
    parts: &'a VendorDiscoveryParts,
    msp: MspId,
    connection: VendorConnectionId,
    context: Context,
    stopping: &'a [watch::Receiver<bool>],
    run: u32,
}

impl Running<'_> {
    async fn begin(&mut self) -> Result<Vendor, VendorDiscoveryError> {
        let at = self.parts.clock.now();
        let begin = VendorConnectionCommand::BeginDiscovery(BeginDiscovery { at });
        self.tell(begin).await?;
        let stands = self.look().await?;
        let known = stands.in_use();
        let open = known.and_then(|it| Some((it.vendor, it.open.as_ref()?)));
        // Whoever ended it meanwhile began another at another instant.
        let ours = open.filter(|(_, open)| open.since == at);
        let Some((vendor, open)) = ours else {
            let run = known.map_or(0, |it| it.runs);
            let refusal = VendorConnectionRefusal::VendorDiscoveryNotRunning { run };
            return Err(CommandError::Refused(refusal));
        };
        self.run = open.run;
        Ok(vendor)
    }

    async fn read_all(&self, vendor: Vendor, report: &mut VendorReport) -> Result<(), Break> {
        let mut kinds = vendor.reads().iter().copied();
        while let Some(kind) = kinds.next() {
            let stands = self.goes_on().await?;
            let Some(known) = stands.in_use() else {
                return Err(Break::Halted(Halt::Paused));
            };
            let (findings, outcome) = Box::pin(Reading::read(self, self.reach(known), kind)).await;
            match outcome {
                Ok(()) => {
                    let read = NoteKindRead {
                        run: self.run,
                        kind,
                        findings,
                        at: self.parts.clock.now(),
                    };
                    report.kinds.push(KindReport::read(kind, findings));
                    self.tell(VendorConnectionCommand::NoteKindRead(read))
                        .await?;
                }
                Err(Stop::Break(halted)) => {
                    report.kinds.push(KindReport::halted(kind, findings));
                    return Err(halted);
                }
                Err(Stop::Trouble(trouble)) => {
                    report.meet(kind, findings, &trouble);
                    self.unread(kind, &trouble).await?;
                    if trouble.whole_account {
                        return self.all_unread(kinds, &trouble, report).await;
                    }
                }
            }
        }
        Ok(())
    }

    /// The account as a whole does not work: to ask for other kinds would only repeat it.
    async fn all_unread(
        &self,
        kinds: impl Iterator<Item = RecordKind>,
        trouble: &Trouble,
        report: &mut VendorReport,
    ) -> Result<(), Break> {
        for kind in kinds {
            report.meet(kind, Findings::default(), trouble);
            self.unread(kind, trouble).await?;
        }
        Ok(())
    }

    async fn unread(&self, kind: RecordKind, trouble: &Trouble) -> Result<(), Break> {
        let (msp, connection, fault) = (self.msp, self.connection, &trouble.fault);
        tracing::warn!(%msp, %connection, kind = kind.as_str(), code = fault.code, detail = fault.detail,
            "a kind is not read");
        let unread = NoteKindUnread {
            run: self.run,
            kind,
            fault: trouble.fault.clone(),
            at: self.parts.clock.now(),
        };
        self.tell(VendorConnectionCommand::NoteKindUnread(unread))
            .await?;
        Ok(())
    }

    async fn end(
        &self,
        vendor: Vendor,
        report: &mut VendorReport,
    ) -> Result<(), VendorDiscoveryError> {
        if report.halted == Some(Halt::Over) {
            return Ok(());
        }
        let (run, at) = (self.run, self.parts.clock.now());
        let command = VendorConnectionCommand::EndDiscovery(EndDiscovery { run, at });
        match self.tell(command).await.map_err(Break::from) {
            Ok(_) => report.complete = report.has_all(vendor.reads()),
            Err(Break::Halted(halt)) => report.halted = Some(halt),
            Err(Break::Failed(error)) => return Err(error),
        }
        Ok(())
    }

    /// How the connection stands, while this run may go on.
    async fn goes_on(&self) -> Result<Arc<VendorConnection>, Break> {
        if self.stopping.iter().any(|told| *told.borrow()) {
            return Err(Break::Halted(Halt::Stopped));
        }
        let stands = self.look().await?;
        let ours = |known: &Known| known.run(self.run).is_some();
        match &*stands {
            VendorConnection::Connected(known) if ours(known) => Ok(stands),
            VendorConnection::Paused(known) if ours(known) => Err(Break::Halted(Halt::Paused)),
            VendorConnection::Unknown
            | VendorConnection::Connected(_)
            | VendorConnection::Paused(_)
            | VendorConnection::Disconnected(_) => Err(Break::Halted(Halt::Over)),
        }
    }

    async fn look(&self) -> Result<Arc<VendorConnection>, VendorDiscoveryError> {
        let id = self.connection.to_string();
        self.parts.engine.look_at(self.msp, &id).await
    }

    /// With the settings of now.
    fn reach(&self, known: &Known) -> VendorReach {
        VendorReach {
            msp: self.msp,
            connection: self.connection,
            vendor: known.vendor,
            settings: known.settings.clone(),
        }
    }

    async fn tell(&self, command: VendorConnectionCommand) -> Result<Done, VendorDiscoveryError> {
        let request = Request::<VendorConnection> {
            msp: self.msp,
            id: self.connection.to_string(),
            command,
            context: self.context.clone(),
        };
        patiently(&self.parts.engine, request).await
    }
}
