//! Notice channels where nobody is told anything.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::cloud::notices::{Notice, NoticeCause, NoticeFault, NoticeTaker};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::notice_channel::NoticeTarget;
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::commands::Engine;
use tenantry_engine::telling::{NoticeChannelParts, NoticeChannels};
use tenantry_engine::time::Clock;

use crate::vault::Safe;

#[derive(Debug)]
struct Nobody;

#[async_trait]
impl NoticeTaker for Nobody {
    fn accepts(&self, _: &NoticeTarget) -> Result<(), NoticeFault> {
        Ok(())
    }

    async fn hand_over(
        &self,
        _: &NoticeTarget,
        _: &[SecretValue],
        _: &Notice,
    ) -> Result<(), NoticeFault> {
        Err(NoticeFault::new(
            NoticeCause::Unreachable,
            "there is nobody",
        ))
    }
}

/// Nobody takes what is told.
pub fn nowhere(engine: Arc<Engine>, clock: Arc<dyn Clock>) -> NoticeChannels {
    by(Arc::new(Nobody), Arc::new(Safe::default()), engine, clock)
}

/// Told by this taker, signed with what is in this vault.
pub fn by(
    taker: Arc<dyn NoticeTaker>,
    vault: Arc<Safe>,
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
) -> NoticeChannels {
    NoticeChannels::new(NoticeChannelParts {
        engine,
        taker,
        vault,
        randomness: Arc::new(SystemRandomness),
        clock,
    })
}
