//! Verifies that further permissions were given: the cloud writes into the app's tokens what it may do.

use tenantry_domain::approval::{Approval, ApprovalCommand, RetryChange};
use tenantry_domain::cloud::{Cause, Class, CloudFault};
use tenantry_domain::ids::{ApprovalId, MspId};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::tenant_consent::{
    LapseConsent, More, MoreAsked, MoreVerifying, NoteDelay, NoteMoreVerified, NoteUnverified,
    PATIENCE, PROPAGATED, TenantConsentCommand, Verified, is_patient,
};
use tenantry_domain::text::PermissionName;

use super::ConsentError;
use super::carrier::{AFTER_TROUBLE, ConsentCarrier};
use crate::commands::{CommandError, Request};
use crate::sagas::Visit;

/// The administrator said yes, and not all of it was given.
const CODE: &str = "CONSENT_NOT_COMPLETE";

/// Why it cannot be verified so far, and how long the cloud asked to be left alone.
struct Unmet {
    fault: Fault,
    quiet: bool,
    pause: Micros,
}

impl ConsentCarrier {
    pub(super) async fn advance_more(
        &self,
        msp: MspId,
        connected: &Verified,
        now: Micros,
    ) -> Result<Visit, ConsentError> {
        match &connected.more {
            More::Asked(open) if open.is_good(now) => Ok(Visit::Again(open.valid_until)),
            More::Asked(open) => {
                let command = TenantConsentCommand::Lapse(LapseConsent { at: now });
                self.record_more(msp, connected, open, command).await?;
                Ok(Visit::Rest)
            }
            More::Verifying(open) => self.look_for_more(msp, connected, open).await,
            More::Nothing | More::Ended(_) => Ok(Visit::Rest),
        }
    }

    async fn look_for_more(
        &self,
        msp: MspId,
        connected: &Verified,
        open: &MoreVerifying,
    ) -> Result<Visit, ConsentError> {
        let (parts, tenant) = (&self.consents.parts, connected.asked.tenant_id);
        let permitted = parts.tenants.permitted(msp, tenant).await;
        let now = parts.clock.now();
        let is_early = now - open.since < PROPAGATED;
        let unmet = match permitted {
            Ok(held) => {
                let wanted = open.asked.permissions.iter();
                let missing: Vec<&PermissionName> =
                    wanted.filter(|it| !held.contains(it)).collect();
                if missing.is_empty() {
                    return self.more_verified(msp, connected, open, now).await;
                }
                Unmet {
                    fault: not_given(&missing),
                    quiet: is_early,
                    pause: 0,
                }
            }
            Err(met) => Unmet {
                quiet: is_early && is_expected(&met),
                pause: pause_of(&met),
                fault: Fault::from(&met),
            },
        };
        self.meet_more(msp, connected, open, unmet, now).await
    }

    /// Those who wait are told first: whatever dies in between, it is verified once more.
    async fn more_verified(
        &self,
        msp: MspId,
        connected: &Verified,
        open: &MoreVerifying,
        now: Micros,
    ) -> Result<Visit, ConsentError> {
        let (customer, tenant) = (connected.asked.customer_id, connected.asked.tenant_id);
        let waiting = match &self.waiting {
            Some(view) => view.for_permissions(msp, customer, tenant).await,
            None => Ok(Vec::new()),
        };
        let waiting = match waiting {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%msp, %tenant, %error, "who waits for permissions cannot be looked up");
                return Ok(Visit::Again(now.saturating_add(AFTER_TROUBLE)));
            }
        };
        for approval in waiting {
            self.hurry(msp, approval, &open.asked, now).await;
        }
        let command = TenantConsentCommand::NoteMoreVerified(NoteMoreVerified {
            invitation: open.asked.invitation,
            at: now,
        });
        self.record_more(msp, connected, &open.asked, command)
            .await?;
        Ok(Visit::Rest)
    }

    /// The step at hand is tried now, instead of when its pause is over.
    async fn hurry(&self, msp: MspId, approval: ApprovalId, asked: &MoreAsked, at: Micros) {
        let mut context = self.context_of(asked.correlation_id);
        context.causation_id = Some(asked.invitation.to_string());
        let request = Request::<Approval> {
            msp,
            id: approval.to_string(),
            command: ApprovalCommand::Retry(RetryChange { at }),
            context,
        };
        match self.consents.parts.engine.execute(request).await {
            // Somebody may have been faster, or it ended meanwhile.
            Ok(_) | Err(CommandError::Refused(_)) => {}
            Err(error) => {
                tracing::warn!(%msp, %approval, code = error.code(), %error, "an approval waits on");
            }
        }
    }

    async fn meet_more(
        &self,
        msp: MspId,
        connected: &Verified,
        open: &MoreVerifying,
        unmet: Unmet,
        now: Micros,
    ) -> Result<Visit, ConsentError> {
        let Unmet {
            fault,
            quiet,
            pause,
        } = unmet;
        let (invitation, at) = (open.asked.invitation, now);
        if !is_patient(&fault, open.since, now) {
            let command = TenantConsentCommand::NoteUnverified(NoteUnverified {
                invitation,
                fault,
                at,
            });
            self.record_more(msp, connected, &open.asked, command)
                .await?;
            return Ok(Visit::Rest);
        }
        if !quiet {
            let command = TenantConsentCommand::NoteDelay(NoteDelay {
                invitation,
                fault,
                at,
            });
            self.record_more(msp, connected, &open.asked, command)
                .await?;
        }
        let look = PATIENCE.next_look(open.since, now);
        Ok(Visit::Again(look.max(now.saturating_add(pause))))
    }

    async fn record_more(
        &self,
        msp: MspId,
        connected: &Verified,
        asked: &MoreAsked,
        command: TenantConsentCommand,
    ) -> Result<(), ConsentError> {
        let (tenant, context) = (
            connected.asked.tenant_id,
            self.context_of(asked.correlation_id),
        );
        self.record(msp, tenant, command, context).await
    }
}

/// The administrator said yes, and the cloud does not say so.
fn not_given(missing: &[&PermissionName]) -> Fault {
    let names: Vec<&str> = missing.iter().map(|it| it.as_str()).collect();
    let detail = format!(
        "the cloud does not say that the app may do it: {}; consent covers what the app's registration lists",
        names.join(", ")
    );
    Fault::own(CODE, FaultClass::Waiting, detail)
}

fn is_expected(met: &CloudFault) -> bool {
    let unknown_yet = matches!(
        met.cause,
        Cause::AppNotInTenant | Cause::ConsentMissing | Cause::TokenRefused
    );
    unknown_yet || met.class() == Class::Transient
}

fn pause_of(met: &CloudFault) -> Micros {
    let pause = met.retry_after.unwrap_or_default().as_micros();
    i64::try_from(pause).unwrap_or(i64::MAX)
}
