//! What it takes to ask and to decide, for one MSP.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{
    Approval, ApprovalEvent, ApprovalRefusal, Decider, Person, Request, Story,
};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::record::{RecordedEvent, StreamId};
use tenantry_domain::role::Role;
use tenantry_engine::approvals::{ApprovalError, Approvals, Wished};
use tenantry_engine::commands::{CommandError, Context, Done};

use super::opened::Opener;
use crate::command::{self, Receipt};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::ledger;
use crate::work::Ground;

/// Whoever reaches this command line runs the installation.
pub(super) const ROLE: Role = Role::Admin;

pub(super) struct Desk {
    pub(super) msp: MspId,
    pub(super) ground: Ground,
}

/// An approval by all that was recorded about it.
pub(super) struct Told {
    pub(super) id: ApprovalId,
    pub(super) story: Story,
    /// Somebody ended it, and perhaps said why.
    pub(super) ended: Option<(Person, Option<String>)>,
}

impl Desk {
    pub(super) async fn of(msp: MspId, config: &Config) -> Result<Self, Failure> {
        let ground = Ground::of(config).await?;
        Ok(Self { msp, ground })
    }

    pub(super) fn approvals(&self) -> &Approvals {
        &self.ground.approvals
    }

    /// What was refused before the rules were asked, on record like what they refuse. What the machine could not do
    /// refuses nobody.
    pub(super) async fn refused(
        &self,
        wished: Wished,
        failure: Failure,
        context: &Context,
    ) -> Failure {
        if failure.exit() == Exit::Refused {
            let (approvals, code) = (self.approvals(), failure.code());
            approvals
                .note_refused(self.msp, wished, code, context)
                .await;
        }
        failure
    }

    pub(super) fn receipt(&self, id: ApprovalId, done: Done) -> Receipt {
        let stream = format!("{}/{id}", Approval::TYPE);
        command::receipt(self.msp, stream, done)
    }

    /// Opens what names people, with the key of the customer that a request is for.
    pub(super) fn opener(&self, request: &Request) -> Opener<'_> {
        let customer = request.operation.customer();
        Opener::new(&*self.ground.personal, self.msp, customer)
    }

    pub(super) async fn told(&self, id: ApprovalId) -> Result<Told, Failure> {
        let stream = StreamId::new(Approval::TYPE, id);
        let recorded = ledger::read(&**self.ground.engine.ledger(), self.msp, &stream).await?;
        let events = recorded.iter().map(RecordedEvent::decode::<ApprovalEvent>);
        let events: Vec<ApprovalEvent> = events.collect::<Result<_, _>>()?;
        let missing = CommandError::Refused(ApprovalRefusal::ApprovalNotFound);
        let story = Story::of(&events).ok_or(missing)?;
        let ended = events.iter().rev().find_map(ended);
        Ok(Told { id, story, ended })
    }
}

impl Told {
    /// What was asked for; there always is one where something was told.
    pub(super) fn request(&self) -> Result<&Request, Failure> {
        let missing = || CommandError::Refused(ApprovalRefusal::ApprovalNotFound);
        Ok(self.story.approval.request().ok_or_else(missing)?)
    }
}

/// By whom, where a person ended it.
fn ended(event: &ApprovalEvent) -> Option<(Person, Option<String>)> {
    if let ApprovalEvent::ApprovalRejected { by, reason, .. }
    | ApprovalEvent::ChangeAbandoned { by, reason, .. } = event
    {
        return Some((by.clone(), Some(reason.as_str().to_owned())));
    }
    if let ApprovalEvent::ApprovalWithdrawn { by, reason, .. } = event {
        let reason = reason.as_ref().map(|it| it.as_str().to_owned());
        return Some((by.clone(), reason));
    }
    None
}

/// Whoever sits here, as somebody who asks or decides.
pub(super) fn person(context: &Context) -> Result<Person, Failure> {
    Ok(Person::of(&context.actor).ok_or(ApprovalError::Nobody)?)
}

pub(crate) fn decider(context: &Context) -> Result<Decider, Failure> {
    let person = person(context)?;
    Ok(Decider { person, role: ROLE })
}
