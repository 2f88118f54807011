//! Before a change begins, what it needs is permitted: where an administrator consented, they are led
//! through consent once more; where a relationship lets us in, the MSP's own access gives its app what it
//! lacks.

use tenantry_domain::approval::{ApprovalEvent, Permitting};
use tenantry_domain::cloud::administration::Seen;
use tenantry_domain::cloud::partner::{AppId, Consent, Granted, ScopeList};
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::TenantId;
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::tenant_consent::More;
use tenantry_domain::text::PermissionName;

use super::{Desk, Outcome, fact, permissions};
use crate::approvals::permitting::missing;
use crate::approvals::reach::{Reach, Way};
use crate::consents::{ConsentWish, MoreWish};
use crate::onboarding::{APP_NAME, FIRST_SCOPES};
use crate::sagas::{Told, Trouble};

use ApprovalEvent as E;

impl Desk<'_> {
    /// Makes the plan anew. Only the very same one is confirmed, and only once all that it takes is
    /// permitted: so nothing is begun that would stop half-way.
    pub(super) async fn confirm_plan(&self) -> Outcome {
        let permitting = self.request.execution.permitting.as_ref();
        if let Some(sought) = permitting.filter(|it| it.given_at.is_none()) {
            return self.give(sought).await;
        }
        match self.compare().await {
            Err(trouble) if self.is_permitting() && is_lag(&trouble) => Ok(Told::NotYet),
            told => told,
        }
    }

    async fn compare(&self) -> Outcome {
        let plan = self.approvals.plan(self.msp, &self.request.operation);
        let compared = self.request.compared(plan.await?, self.now);
        if matches!(compared, E::PlanConfirmed { .. })
            && let Some(told) = self.permit().await?
        {
            return Ok(told);
        }
        fact(compared)
    }

    /// Nothing where all is permitted.
    async fn permit(&self) -> Result<Option<Told<E>>, Trouble> {
        let operation = &self.request.operation;
        let (Some(customer), Some(tenant)) = (operation.customer(), operation.tenant()) else {
            return Ok(None);
        };
        let needs = operation.needs();
        if needs.is_empty() {
            return Ok(None);
        }
        let reach = self.approvals.reach(self.msp, customer, tenant).await?;
        let lacking = missing(&*reach.administration, tenant, needs).await?;
        if lacking.is_empty() {
            return Ok(None);
        }
        match reach.way {
            Way::Consented => {
                self.lead(tenant, &lacking).await;
                Err(permissions::missing(&lacking))
            }
            Way::Delegated if self.is_permitting() => Ok(Some(Told::NotYet)),
            Way::Delegated => self.seek(&reach, tenant, lacking).await.map(Some),
        }
    }

    /// What was given is not known everywhere yet.
    fn is_permitting(&self) -> bool {
        let permitting = self.request.execution.permitting.as_ref();
        permitting.is_some_and(|it| it.is_fresh(self.now))
    }

    /// Asks the tenant's administrator, unless they said no: then a person decides whether they are
    /// asked again. That nobody can be asked is no reason to give the change up.
    pub(super) async fn lead(&self, tenant: TenantId, lacking: &[PermissionName]) {
        let consents = &self.approvals.parts.consents;
        let stands = match consents.of(self.msp, tenant).await {
            Ok(stands) => stands,
            Err(error) => {
                tracing::warn!(msp = %self.msp, %tenant, code = error.code(), %error, "a consent cannot be read");
                return;
            }
        };
        let Some(more) = stands.more() else { return };
        if more.was_refused(lacking) || matches!(more, More::Verifying(_)) {
            return;
        }
        let wish = MoreWish {
            tenant,
            permissions: lacking.to_vec(),
            valid_days: ConsentWish::USUAL_DAYS,
        };
        let mut context = self.context();
        context.causation_id = Some(self.id.to_string());
        let asked = consents.ask_more(self.msp, wish, context).await;
        if let Err(error) = asked {
            let (msp, code) = (self.msp, error.code());
            tracing::warn!(%msp, %tenant, code, %error, "nobody can be asked to permit a change");
        }
    }

    /// All that the app is to have is on record before anything is changed.
    async fn seek(
        &self,
        reach: &Reach,
        tenant: TenantId,
        lacking: Vec<PermissionName>,
    ) -> Result<Told<E>, Trouble> {
        let held = reach.administration.permitted(tenant, Seen::Now).await?;
        let first = FIRST_SCOPES.map(|it| PermissionName::clipped(it, "?"));
        let mut scopes: Vec<PermissionName> = held.into_iter().chain(first).collect();
        scopes.extend(lacking);
        scopes.sort_unstable();
        scopes.dedup();
        fact(E::PermissionsSought {
            scopes,
            at: self.now,
        })
    }

    /// Partner Center adds nothing to a consent that is there: it is taken back and given anew. Who dies
    /// in between finds none, and gives all of it.
    async fn give(&self, sought: &Permitting) -> Outcome {
        let Some(tenant) = self.request.operation.tenant() else {
            return Ok(Told::NotYet);
        };
        let clouds = self.approvals.parts.clouds.of(self.msp).await?;
        let scopes = ScopeList::new(sought.scopes.iter().map(PermissionName::as_str));
        let scopes = scopes.map_err(|why| {
            let class = FaultClass::Permanent;
            Fault::own("CONSENT_SCOPES_INVALID", class, why.to_string())
        })?;
        let consent = Consent {
            app: clouds.app,
            app_name: Some(APP_NAME.to_owned()),
            resource: AppId::MICROSOFT_GRAPH,
            scopes,
        };
        let (partner, app) = (clouds.partner, clouds.app);
        let grant = || clouds.consents.grant(partner, tenant, &consent);
        if grant().await.map_err(may_not_consent)? == Granted::WasThere {
            let revoked = clouds.consents.revoke(partner, tenant, app).await;
            let _either = revoked.map_err(may_not_consent)?;
            let _given = grant().await.map_err(may_not_consent)?;
        }
        fact(E::PermissionsGiven { at: self.now })
    }
}

/// The app was taken out for a moment, and is put in again with more.
fn is_lag(trouble: &Trouble) -> bool {
    let unknown_yet = [
        Cause::ConsentMissing,
        Cause::DelegationNotAuthorised,
        Cause::AppNotInTenant,
        Cause::PermissionMissing,
    ];
    unknown_yet.iter().any(|it| it.code() == trouble.fault.code)
}

/// Which role of the service account it takes, where it has none that does.
fn may_not_consent(met: CloudFault) -> Trouble {
    if met.cause != Cause::PermissionMissing {
        return met.into();
    }
    permissions::role_missing("Application Administrator, or Cloud Application Administrator")
}
