//! Where an agreement stands.

use serde::{Deserialize, Serialize};

use super::{AgreementCommand, AgreementEvent, AgreementRefusal, decide};
use crate::aggregate::{Aggregate, Decision};
use crate::ids::CustomerId;
use crate::text::Tag;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Nobody signed it yet.
    #[default]
    Unknown,
    Signed {
        customer_id: CustomerId,
        plan: Tag,
    },
    Ended,
}

impl Aggregate for Agreement {
    const TYPE: &'static str = "agreement";

    type Command = AgreementCommand;
    type Event = AgreementEvent;
    type Refusal = AgreementRefusal;

    fn decide(
        &self,
        command: &AgreementCommand,
    ) -> Result<Decision<AgreementEvent>, AgreementRefusal> {
        match command {
            AgreementCommand::Sign(c) => decide::sign(self, c),
            AgreementCommand::End(c) => decide::end(self, c),
        }
    }

    fn evolve(&mut self, event: &AgreementEvent) {
        *self = match event {
            AgreementEvent::AgreementSigned { customer_id, plan } => Self::Signed {
                customer_id: *customer_id,
                plan: plan.clone(),
            },
            AgreementEvent::AgreementEnded { reason: _ } => Self::Ended,
        };
    }
}
