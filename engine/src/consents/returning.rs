//! Somebody comes back from an invitation. Who it is nobody knows: what counts is that we signed what
//! they bring, and that the ledger says it was not used before.

use tenantry_domain::cloud::{ConsentAnswer, ConsentReturn, ReturnedConsent};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::saga::Fault;
use tenantry_domain::tenant_consent::{
    More, NoteRefusal, NoteReturn, TenantConsent, TenantConsentCommand,
};

use super::{ConsentError, Consents};
use crate::commands::Context;

impl Consents {
    /// Reads what a browser brought. Nothing is recorded.
    pub fn read(&self, back: &ConsentReturn) -> Result<ReturnedConsent, ConsentError> {
        Ok(self.invitations()?.read(back)?)
    }

    /// Records it, which uses the invitation up, and says how the consent stands then. What is to be
    /// verified is verified by whoever works.
    pub async fn receive(&self, returned: &ReturnedConsent) -> Result<TenantConsent, ConsentError> {
        let (msp, tenant) = (returned.msp, returned.tenant);
        let (invitation, at) = (returned.invitation, self.parts.clock.now());
        let command = match &returned.answer {
            ConsentAnswer::Given { tenant } => TenantConsentCommand::NoteReturn(NoteReturn {
                invitation,
                tenant: *tenant,
                at,
            }),
            ConsentAnswer::Refused(fault) => TenantConsentCommand::NoteRefusal(NoteRefusal {
                invitation,
                fault: Fault::from(fault),
                at,
            }),
        };
        let mut context = Context::new(Actor::service("admin-consent"), Source::Api);
        context.causation_id = Some(invitation.to_string());
        let asked = self.of(msp, tenant).await?;
        let more = asked.more().and_then(More::asked);
        context.correlation_id = match more.filter(|it| it.invitation == invitation) {
            Some(more) => more.correlation_id,
            None => asked.asked().and_then(|it| it.correlation_id),
        };
        self.carry_out(msp, tenant, command, context).await?;
        self.of(msp, tenant).await
    }
}
