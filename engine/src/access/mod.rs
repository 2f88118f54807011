//! Who signs in for which MSP, and what they may do there.
//!
//! - [`Access::admit`]: a person that the MSP's tenant vouches for becomes, or stays, a member.
//! - [`Access::open_session`], [`Access::session`]: a browser is given a secret, and shows it.
//! - [`Access::issue_token`], [`Access::token`]: the same for machines.
//! - `people`, `homes`: what Admins and operators decide.
//!
//! Whoever shows a secret is answered from what is in the ledger now: a role that was taken away, a
//! suspension or a revocation counts from the next request on, on every node. What is asked for by
//! that are the lengths of a few streams; their events are folded in memory. Texts that were never
//! given out cost less: a slip or a guess fails its checksum before anything is asked, and ids of
//! nothing are not remembered.
//!
//! Nothing here is told to whoever shows a secret that is not good but `NOT_SIGNED_IN`. The reason is
//! in the log.

mod admission;
mod credential;
mod error;
mod homes;
mod people;
mod sessions;
mod tokens;

use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{MemberId, MspId, SessionId};
use tenantry_domain::record::{Actor, Micros};
use tenantry_domain::role::Role;

pub use admission::{Admitted, PersonSignedIn};
pub use credential::SecretText;
pub use error::AccessError;
pub use sessions::SessionSecret;
pub use tokens::{ServiceTokenSecret, TokenWish};

use crate::chance::Randomness;
use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::time::Clock;

/// Whoever is signed in, as of this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    pub msp: MspId,
    /// Under which name it goes into the ledger.
    pub actor: Actor,
    pub role: Role,
    /// None for a machine.
    pub member: Option<MemberId>,
    /// None unless a session was shown.
    pub session: Option<SessionId>,
    /// When it is over by itself.
    pub until: Micros,
}

/// The teams, sessions and tokens of all MSPs of an installation.
#[derive(Debug, Clone)]
pub struct Access {
    engine: Arc<Engine>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl Access {
    pub fn new(
        engine: Arc<Engine>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        Self {
            engine,
            clock,
            randomness,
        }
    }

    async fn tell<A: Aggregate>(
        &self,
        msp: MspId,
        id: String,
        command: A::Command,
        context: Context,
    ) -> Result<Done, CommandError<A::Refusal>> {
        let request = Request::<A> {
            msp,
            id,
            command,
            context,
        };
        self.engine.execute(request).await
    }
}
