//! One connection read by whoever asks, as a worker would read it, while no worker looks after the MSP.

use std::convert::Infallible;
use std::time::Duration;

use tenantry_domain::ids::{MspId, VendorConnectionId};
use tokio::sync::watch;
use tokio::time::sleep;

use super::VendorWatch;
use super::round::{LEASE, lease_of, run};
use crate::commands::{CommandError, Context};
use crate::vendors::{VendorDiscoveryError, VendorReport};

const RENEWAL: Duration = Duration::from_secs(5);

impl VendorWatch {
    /// One look, under the lease of the MSP, after whatever a worker left open that died. None while a
    /// worker has the lease, or somebody else who reads one: a worker hears of what is asked for, and
    /// begins by itself.
    ///
    /// To drop the future is safe: the lease ends by itself, and the run that is left open is ended by
    /// the next one who reads.
    pub async fn read_once(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        mut context: Context,
        stopping: watch::Receiver<bool>,
    ) -> Result<Option<VendorReport>, VendorDiscoveryError> {
        // One key stands for one request, and a look is several.
        context.idempotency_key = None;
        let parts = &self.parts;
        let names = [lease_of(msp)];
        let taken = parts.leases.take(&names, parts.owner, LEASE).await;
        if taken.map_err(CommandError::Ledger)?.is_empty() {
            return Ok(None);
        }
        let lost = watch::Sender::new(false);
        let told = [stopping, lost.subscribe()];
        let outcome = tokio::select! {
            outcome = run(parts, msp, connection, context, true, &told) => outcome,
            never = self.mind(&names, &lost) => match never {},
        };
        if let Err(error) = parts.leases.release(&names, parts.owner).await {
            tracing::warn!(code = error.code(), %error, "a lease is not given back: it ends by itself");
        }
        outcome.map(Some)
    }

    /// Keeps the lease, and has the run stop at its next page where somebody else has it now.
    async fn mind(&self, names: &[String], lost: &watch::Sender<bool>) -> Infallible {
        let parts = &self.parts;
        loop {
            sleep(RENEWAL).await;
            match parts.leases.renew(names, parts.owner, LEASE).await {
                Ok(kept) if kept.is_empty() => {
                    lost.send_replace(true);
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(code = error.code(), %error, "a lease cannot be renewed just now");
                }
            }
        }
    }
}
