//! Changes that people ask for, that others decide about, and that are then carried out.
//!
//! - [`Approvals`]: asking, deciding, one by one or many together, taking back, and handing out a first
//!   password.
//! - Refusals: whoever wishes in vain is on record, by one mechanism for all wishes.
//! - Plans: made from how things stand when somebody asks, and once more before anything is changed.
//! - [`ApprovalSteps`]: what the steps of `tenantry_domain::approval` do, in clouds and in the ledger.
//! - Proofs: `tests/simulation`, by the same macro for every saga.
//!
//! Names of people are sealed before anything is recorded, and opened where a cloud is told them.

mod conductor;
mod decisions;
mod ending;
mod error;
mod following;
mod own;
mod passwords;
mod permitting;
mod planner;
mod reach;
mod refusals;
mod request;
mod sealing;
mod texts;
mod together;
mod undo;
mod wish;

use std::sync::Arc;

use tenantry_domain::approval::{Approval, ApprovalCommand, ApprovalRefusal, Decider, Person};
use tenantry_domain::cloud::vault::Vault;
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::personal::PersonalData;
use tenantry_domain::role::Role;
use tokio::sync::Mutex;

use crate::chance::Randomness;
use crate::clouds::Clouds;
use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::consents::Consents;
use crate::holdings::Holdings;
use crate::mapping::Mappings;
use crate::time::Clock;
use crate::vendors::VendorConnections;

pub use conductor::ApprovalSteps;
pub use error::ApprovalError;
pub use refusals::{Wished, approval_of_key};
pub use texts::{AnyPersonText, PersonText};
pub use together::{
    Choice, Decided, DecisionsPreview, DecisionsWish, Foreseen, LookedAt, MOST_TOGETHER, Outlook,
    TogetherError, Verdict,
};
pub use wish::{
    AccountWish, ApprovalWish, Asked, FollowedStep, InputWish, NewUserWish, OperationWish,
    StepWish, UserWish,
};

/// What approvals stand on.
#[derive(Debug, Clone)]
pub struct ApprovalParts {
    pub engine: Arc<Engine>,
    pub clouds: Arc<dyn Clouds>,
    /// First passwords wait there.
    pub vault: Arc<dyn Vault>,
    pub personal: Arc<dyn PersonalData>,
    pub randomness: Arc<dyn Randomness>,
    pub clock: Arc<dyn Clock>,
    // What is carried out on the MSP's own side.
    pub consents: Consents,
    pub vendors: VendorConnections,
    pub mappings: Mappings,
}

/// The approvals of all MSPs.
#[derive(Debug, Clone)]
pub struct Approvals {
    parts: ApprovalParts,
    holdings: Holdings,
    /// Who counts what a rule granted today, and then uses it, is not counted past meanwhile.
    counting: Arc<Mutex<()>>,
}

impl Approvals {
    pub fn new(parts: ApprovalParts) -> Self {
        Self {
            holdings: Holdings::new(parts.engine.clone(), parts.clock.clone()),
            counting: Arc::default(),
            parts,
        }
    }

    /// How it stands.
    pub async fn of(&self, msp: MspId, id: ApprovalId) -> Result<Approval, ApprovalError> {
        Ok(self.parts.engine.load(msp, &id.to_string()).await?)
    }

    async fn tell(
        &self,
        msp: MspId,
        id: ApprovalId,
        command: ApprovalCommand,
        context: Context,
    ) -> Result<Done, CommandError<ApprovalRefusal>> {
        let request = Request::<Approval> {
            msp,
            id: id.to_string(),
            command,
            context,
        };
        self.parts.engine.execute(request).await
    }
}

/// Whoever asks or decides is somebody.
fn person(context: &Context) -> Result<Person, ApprovalError> {
    Person::of(&context.actor).ok_or(ApprovalError::Nobody)
}

fn decider(context: &Context, role: Role) -> Result<Decider, ApprovalError> {
    let person = person(context)?;
    Ok(Decider { person, role })
}
