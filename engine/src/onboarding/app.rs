//! Our app in the customer's tenant: known there, authorised; and taken out.

use tenantry_domain::cloud::partner::{AppId, Consent, ScopeList};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::onboarding::OnboardingEvent;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, FaultClass};

use super::{Desk, Outcome, SETTLED, fact, there};
use crate::sagas::{Told, Trouble};

use OnboardingEvent as E;

/// What the app is given first: enough to read whose tenant it is, and there in every tenant,
/// whatever it has licences for.
pub(crate) const FIRST_SCOPES: [&str; 2] = ["Organization.Read.All", "User.Read.All"];

/// As the customer's administrators see the app.
pub(crate) const APP_NAME: &str = "Tenantry";

/// What kept us from reading a tenant.
enum Read {
    Works,
    /// We are let in, and the app is not known.
    AppUnknown,
    /// We are not let in yet, or no longer.
    NotLetIn(CloudFault),
}

impl Desk<'_> {
    pub(super) async fn check_app_access(&self) -> Outcome {
        match self.read().await? {
            Read::Works => fact(E::AppAccessFound { at: self.now }),
            Read::AppUnknown => fact(E::AppAccessMissing { at: self.now }),
            // Roles that were just given are not known everywhere at once.
            Read::NotLetIn(_) if self.is_fresh() => Ok(Told::NotYet),
            Read::NotLetIn(fault) => Err(fault.into()),
        }
    }

    pub(super) async fn authorise_app(&self) -> Outcome {
        let scopes = ScopeList::new(FIRST_SCOPES).map_err(|why| {
            Trouble::from(Fault::own(
                "CONSENT_SCOPES_INVALID",
                FaultClass::Permanent,
                why.to_string(),
            ))
        })?;
        let consent = Consent {
            app: self.clouds.app,
            app_name: Some(APP_NAME.to_owned()),
            resource: AppId::MICROSOFT_GRAPH,
            scopes,
        };
        let (partner, tenant) = (self.clouds.partner, self.attempt.tenant_id);
        // That it was there before means that an earlier try arrived: it was looked for before.
        let _granted = self
            .clouds
            .consents
            .grant(partner, tenant, &consent)
            .await?;
        fact(E::AppAuthorised { at: self.now })
    }

    /// It cannot be told from outside whether a consent that was asked for just now arrived, so it
    /// is taken to be there: taking it out does no harm when it is not.
    pub(super) fn authorised_app(&self, since: Micros) -> Option<E> {
        (self.now - since >= SETTLED).then_some(E::AppAuthorised { at: self.now })
    }

    // Taking it out

    /// Where the tenant is connected by consent as well, that stands on the same app.
    pub(super) async fn withdraw_app(&self) -> Outcome {
        if self.consent().await?.used().is_some() {
            return fact(E::AppAccessKept { at: self.now });
        }
        let (partner, tenant, app) = (self.clouds.partner, self.attempt.tenant_id, self.clouds.app);
        match self.clouds.consents.revoke(partner, tenant, app).await {
            Ok(_revoked) => fact(E::AppAccessWithdrawn { at: self.now }),
            Err(fault) => {
                let relationship = there(self.relationship().await)?;
                let over = relationship.is_none_or(|it| it.status.is_over());
                if over && fault.cause == Cause::PermissionMissing {
                    return fact(E::AppAccessLeft { at: self.now });
                }
                Err(fault.into())
            }
        }
    }

    async fn read(&self) -> Result<Read, Trouble> {
        let directory = &self.clouds.directory;
        match directory.organization(self.attempt.tenant_id).await {
            Ok(_) => Ok(Read::Works),
            Err(fault) => match fault.cause {
                Cause::ConsentMissing | Cause::DelegationNotAuthorised | Cause::AppNotInTenant => {
                    Ok(Read::AppUnknown)
                }
                Cause::AccountNotInTenant => Ok(Read::NotLetIn(fault)),
                _ => Err(fault.into()),
            },
        }
    }
}
