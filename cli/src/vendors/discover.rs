//! `tenantry vendors discover`: the look is asked for on record, and carried out here unless a worker
//! looks after the MSP. Then the worker reads, and is followed.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use clap::Args;
use tenantry_domain::ids::{CorrelationId, MspId, VendorConnectionId};
use tenantry_domain::vendor_connection::{Known, VendorConnection, VendorConnectionRefusal};
use tenantry_engine::commands::{CommandError, Context};
use tenantry_engine::mapping::Mappings;
use tenantry_engine::vendors::{AfterDiscovery, Halt, VendorError, VendorReport, VendorWatch};
use tenantry_projections::Projections;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::follow::{Report, Teller};
use super::{Desk, One};
use crate::command;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, say};
use crate::stop;

/// How often the record is looked at while somebody reads.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// After so many looks it is tried again whether nobody looks after the MSP any more.
const LOOKS: usize = 8;
/// A vendor may be slow with the page that is under way.
const LETTING_GO: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    one: One,
    /// Only ask for it, and leave it to a worker
    #[arg(long)]
    ask_only: bool,
}

/// Mapping looks at query tables: they are to be as new as what was just read.
#[derive(Debug)]
struct CaughtUp {
    projections: Projections,
    mappings: Mappings,
}

#[async_trait]
impl AfterDiscovery for CaughtUp {
    async fn discovered(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        correlation: CorrelationId,
    ) {
        if let Err(error) = self.projections.catch_up().await {
            tracing::warn!(%msp, code = error.code(), %error, "query tables are not followed");
        }
        let mappings = &self.mappings;
        mappings.discovered(msp, connection, correlation).await;
    }
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let context = asked.one.ask.context()?;
    let desk = Desk::of(&asked.one, config).await?;
    let before = desk.stands().await?.known().map_or(0, |known| known.runs);
    let connections = desk.connections();
    let wanted = connections.request_discovery(desk.msp, desk.id, context.clone());
    let running = match wanted.await {
        Ok(done) if asked.ask_only => {
            command::print(&desk.receipt(done), output)?;
            return Ok(Exit::Ok);
        }
        Ok(done) => {
            let stands = desk.stands().await?;
            if let (true, Some(known)) = (done.replayed, stands.known())
                && !known.requested
                && known.open.is_none()
            {
                say("This was asked for before, and is over: the last look came to this");
                return Report::on_record(desk.id, known).print(output);
            }
            None
        }
        // It runs elsewhere, or did until whoever ran it died.
        Err(error) if !asked.ask_only && error.code() == "VENDOR_DISCOVERY_RUNNING" => Some(error),
        Err(error) => return Err(error.into()),
    };
    let look = Look {
        watch: desk.watch(),
        desk,
        context,
        before,
    };
    look.carry_out(running).await?.print(output)
}

impl Desk {
    async fn stands(&self) -> Result<VendorConnection, Failure> {
        Ok(self.connections().of(self.msp, self.id).await?)
    }

    /// What reads accounts, as a worker does.
    fn watch(&self) -> VendorWatch {
        let ground = &self.ground;
        let after = CaughtUp {
            projections: ground.projections.clone(),
            mappings: ground.mapping.mappings.clone(),
        };
        let name = "tenantry vendors discover";
        ground.vendor_watch(Uuid::now_v7(), name, Arc::new(after))
    }
}

struct Look {
    desk: Desk,
    watch: VendorWatch,
    context: Context,
    /// How many runs there were before.
    before: u32,
}

impl Look {
    /// Reads it here as soon as nobody else looks after the MSP, or waits until somebody else has.
    async fn carry_out(&self, running: Option<VendorError>) -> Result<Report, Failure> {
        // What is known is read from the query table: let it be as new as the ledger.
        let standing = self.desk.ground.projections.catch_up().await?;
        if standing.iter().any(|(name, _)| *name == "vendor_records") {
            say("The table of records stands still; `tenantry projections status` says why");
        }
        let (stop, _) = watch::channel(false);
        let mut teller = Teller::after(self.before);
        let work = async {
            if let Some(report) = self.read(&stop).await? {
                return Ok(report);
            }
            if let Some(error) = running {
                return Err(error.into());
            }
            say(
                "Another process looks after this MSP's vendors: it reads this one, and is followed",
            );
            loop {
                for _ in 0..LOOKS {
                    sleep(LOOK_AGAIN).await;
                    if *stop.borrow() {
                        return Err(Failure::interrupted());
                    }
                    if let Some(report) = self.ended().await? {
                        return Ok(report);
                    }
                }
                if let Some(report) = self.read(&stop).await? {
                    return Ok(report);
                }
            }
        };
        let mut work = pin!(work);
        let ended = tokio::select! {
            ended = &mut work => Some(ended),
            failure = self.follow(&mut teller) => return Err(failure),
            () = stop::asked() => None,
        };
        if let Some(ended) = ended {
            // What was read since the record was looked at last.
            teller.tell_of(&self.desk.stands().await?);
            return ended;
        }
        say("Stopping after the page under way; what was asked for stays on record");
        stop.send_replace(true);
        let ended = timeout(LETTING_GO, work).await;
        ended.map_err(|_| Failure::interrupted())?
    }

    /// None while another process looks after the MSP.
    async fn read(&self, stop: &watch::Sender<bool>) -> Result<Option<Report>, Failure> {
        let Desk { msp, id, ground } = &self.desk;
        let context = self.context.clone();
        let read = self.watch.read_once(*msp, *id, context, stop.subscribe());
        let Some(report) = read.await? else {
            return Ok(None);
        };
        // Whoever looks next sees what was found.
        ground.projections.catch_up().await?;
        told(&report)?;
        Ok(Some(Report::new(*id, &report)))
    }

    /// What came of it, once the run that was asked for is over.
    async fn ended(&self) -> Result<Option<Report>, Failure> {
        let stands = self.desk.stands().await?;
        let known = in_use(&stands)?;
        let is_over = known.runs > self.before && known.open.is_none();
        Ok(is_over.then(|| Report::on_record(self.desk.id, known)))
    }

    /// Tells what is recorded, for as long as it is asked to.
    async fn follow(&self, teller: &mut Teller) -> Failure {
        loop {
            match self.desk.stands().await {
                Ok(stands) => teller.tell_of(&stands),
                Err(failure) => return failure,
            }
            sleep(LOOK_AGAIN).await;
        }
    }
}

fn told(report: &VendorReport) -> Result<(), Failure> {
    match report.halted {
        None => {}
        Some(Halt::Stopped) => return Err(Failure::interrupted()),
        Some(Halt::Paused) => say("Somebody paused the connection meanwhile"),
        Some(Halt::Over) => say("Somebody ended the connection, or this run, meanwhile"),
    }
    Ok(())
}

/// What is waited for does not come where the connection is no longer in use.
fn in_use(stands: &VendorConnection) -> Result<&Known, Failure> {
    let refusal = match stands {
        VendorConnection::Connected(known) => return Ok(known),
        VendorConnection::Unknown => VendorConnectionRefusal::VendorNotConnected,
        VendorConnection::Paused(_) => VendorConnectionRefusal::VendorPaused,
        VendorConnection::Disconnected(_) => VendorConnectionRefusal::VendorDisconnected,
    };
    Err(CommandError::Refused(refusal).into())
}
