//! Asking for further permissions where a tenant is connected.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::{ApprovalId, TenantId};
use tenantry_domain::text::PermissionName;
use tenantry_engine::consents::{ConsentError, ConsentWish, MoreWish};

use super::mutation::{ConsentUserError, after, unmet_by};
use super::object::Consent;
use crate::schema::approvals;
use crate::schema::desk::Desk;
use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given, payload};

/// For which change further permissions are asked, or in which tenant and which.
#[derive(Debug, InputObject)]
pub(crate) struct ConsentAskMoreInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The change that needs them: then what it needs is asked for, in its tenant.
    approval: Option<ID>,
    /// Where no approval is given: the tenant, by its id or its id at Microsoft.
    tenant: Option<ID>,
    /// Where no approval is given: what is asked for, as Microsoft names it.
    permissions: Option<Vec<String>>,
    /// For how many days the invitation is good, 1 to 30; 7 when not given.
    valid_days: Option<u16>,
}

payload! {
    /// What came of asking for further permissions.
    ConsentAskMorePayload {
        /// The consent as it stands now; `more` has the address to send the administrator to.
        consent: Consent, ConsentUserError
    }
}

#[derive(Debug, Default)]
pub(crate) struct MoreMutation;

#[Object]
impl MoreMutation {
    /// Asks the administrator of a tenant that is connected by consent for what a change needs beside reading, and
    /// has the app's registration list it where we may. While an invitation that covers it is open, asking again
    /// tells the same one. Changes that wait for it go on by themselves once it is given. Give the approval, or the
    /// tenant and the permissions. Roles: Tech, Admin. Events: `MorePermissionsAsked`, then what comes of it. Asked
    /// again with the same idempotency key it answers as it did then.
    #[graphql(complexity = "50 + child_complexity")]
    async fn consent_ask_more(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which change, or in which tenant and which.")]
        input: ConsentAskMoreInput,
    ) -> Result<ConsentAskMorePayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let (tenant, permissions) = wanted(desk, &input).await?;
            let wish = MoreWish {
                tenant,
                permissions,
                valid_days: input.valid_days.unwrap_or(ConsentWish::USUAL_DAYS),
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let consents = &desk.parts.consents;
            if !consents.can_ask() {
                return Err(unmet_by(ConsentError::NotConfigured));
            }
            let done = consents.ask_more(desk.msp(), wish, asked).await;
            after(desk, tenant, done.map_err(unmet_by)?).await
        };
        Ok(ConsentAskMorePayload::told(outcome.await)?)
    }
}

async fn wanted(
    desk: Desk<'_>,
    input: &ConsentAskMoreInput,
) -> Result<(TenantId, Vec<PermissionName>), Unmet> {
    match (&input.approval, &input.tenant, &input.permissions) {
        (Some(approval), None, None) => {
            let id = ApprovalId::new(given(Kind::Approval, approval, "approval")?);
            let found = desk.parts.approvals.permissions_of(desk.msp(), id).await;
            found.map_err(approvals::unmet_by)
        }
        (None, Some(tenant), Some(permissions)) => {
            let tenant = TenantId::new(given(Kind::Tenant, tenant, "tenant")?);
            let names = permissions.iter().map(|it| PermissionName::new(it));
            let names: Result<Vec<PermissionName>, _> = names.collect();
            let names = names.map_err(|error| Refused::from(error).at("permissions"))?;
            Ok((tenant, names))
        }
        _ => Err(unmet_by(ConsentError::WishUnclear)),
    }
}
