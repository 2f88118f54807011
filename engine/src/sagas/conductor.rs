//! How the steps of one kind of saga are done.

use std::fmt::Debug;

use async_trait::async_trait;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, Saga};

/// What a step came to, when it met no trouble.
#[derive(Debug, Clone, PartialEq)]
pub enum Told<E> {
    Fact(E),
    /// It is under way: look again in a while.
    NotYet,
}

/// Why a step did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub fault: Box<Fault>,
    /// How long the cloud asked to be left alone.
    pub asked: Option<Micros>,
}

impl From<CloudFault> for Trouble {
    fn from(fault: CloudFault) -> Self {
        let asked = fault
            .retry_after
            .map(|pause| i64::try_from(pause.as_micros()).unwrap_or(i64::MAX));
        Self {
            fault: Box::new(Fault::from(&fault)),
            asked,
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self {
            fault: Box::new(fault),
            asked: None,
        }
    }
}

/// Does what the plan of a saga says. Nothing is remembered from one call to the next: each finds
/// out how things stand before it changes them, so doing a step twice does it once.
#[async_trait]
pub trait Conductor<S: Saga>: Debug + Send + Sync {
    async fn act(
        &self,
        msp: MspId,
        id: &str,
        saga: &S,
        step: &S::Step,
        now: Micros,
    ) -> Result<Told<S::Event>, Trouble>;

    /// Looks what became of a step that was set out to do at `since` and has no outcome on record.
    /// It changes nothing. That there is nothing is only said when what was sent then cannot arrive
    /// any more.
    async fn clarify(
        &self,
        msp: MspId,
        id: &str,
        saga: &S,
        step: &S::Step,
        since: Micros,
        now: Micros,
    ) -> Result<Told<S::Event>, Trouble>;

    /// Whether the MSP's own account works again, after a fault that concerned all of it.
    async fn account_works(&self, msp: MspId) -> Result<(), Trouble>;
}
