//! Secrets of connections that ended are removed from the vault where that was broken off.

use std::collections::BTreeSet;

use tenantry_domain::ids::MspId;
use tokio::task::JoinSet;

use crate::vendors::VendorConnections;

/// One MSP is looked through at a time, beside all other work: a vault may take its time.
#[derive(Debug, Default)]
pub(super) struct Tidying {
    asked_for: BTreeSet<MspId>,
    under_way: JoinSet<()>,
}

impl Tidying {
    pub(super) fn ask_for(&mut self, msp: MspId) {
        self.asked_for.insert(msp);
    }

    /// Goes on with the next, unless one is looked through already.
    pub(super) fn begin(&mut self, connections: &VendorConnections) {
        if !self.under_way.is_empty() {
            return;
        }
        if let Some(msp) = self.asked_for.pop_first() {
            self.under_way.spawn(tidy(connections.clone(), msp));
        }
    }

    /// When one has been looked through; never while none is.
    pub(super) async fn one_done(&mut self) {
        if self.under_way.join_next().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

async fn tidy(connections: VendorConnections, msp: MspId) {
    match connections.tidy(msp).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(%msp, count, "removed secrets of connections that ended"),
        Err(error) => {
            tracing::warn!(%msp, code = error.code(), %error, "secrets are not tidied");
        }
    }
}
