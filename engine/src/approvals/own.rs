//! Operations on the MSP's own side: what each would change, and its command.

use tenantry_domain::aggregate::{Aggregate, Decision};
use tenantry_domain::approval::{self, Aspect, ChangePlan, Operation, PlannedChange, Shown};
use tenantry_domain::customer::{ArchiveCustomer, Customer, CustomerCommand};
use tenantry_domain::ids::{CustomerId, MspId, TenantId, VendorConnectionId};
use tenantry_domain::matching::Score;
use tenantry_domain::partner_connection::{
    DisconnectPartner, PartnerConnection, PartnerConnectionCommand,
};
use tenantry_domain::record::Micros;
use tenantry_domain::tenant_consent::{TenantConsent, TenantConsentCommand, WithdrawConsent};
use tenantry_domain::tenant_holding::{ApproveTransfer, TenantHolding, TenantHoldingCommand};
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_connection::{
    DisconnectVendor, VendorConnection, VendorConnectionCommand,
};

use super::{ApprovalError, Approvals};
use crate::commands::{CommandError, Context, Request};
use crate::mapping::{BulkPreview, BulkWish, MappingError};

pub(super) type Changes = Result<Vec<PlannedChange>, ApprovalError>;

const ACTIVE: &str = "active";
const ARCHIVED: &str = "archived";
const CONNECTED: &str = "connected";
const DISCONNECTED: &str = "disconnected";
const INVITED: &str = "asked for";
const VERIFYING: &str = "being verified";
const WITHDRAWN: &str = "withdrawn";
const OURS: &str = "this MSP";
const ANOTHER: &str = "the MSP that asked for it";
const LINKED: &str = "linked";

impl Approvals {
    /// Each is asked as the command that it comes to: what that would not change is no change, and what
    /// it would refuse nobody has to decide about.
    pub(super) async fn on_own_side(&self, msp: MspId, operation: &Operation) -> Changes {
        match operation {
            Operation::ArchiveCustomer { customer_id } => self.archiving(msp, *customer_id).await,
            Operation::DisconnectVendor { connection_id } => {
                self.disconnecting(msp, *connection_id).await
            }
            Operation::DisconnectPartner {} => self.leaving(msp).await,
            Operation::WithdrawConsent {
                customer_id,
                tenant_id,
            } => self.withdrawing(msp, *customer_id, *tenant_id).await,
            Operation::EndAccess {
                customer_id,
                tenant_id,
            } => self.ending(msp, *customer_id, *tenant_id).await,
            Operation::ApproveTransfer {
                tenant_id,
                transfer,
            } => self.transferring(msp, *tenant_id, *transfer).await,
            Operation::AcceptMatches { .. } => self.accepting(msp, operation).await,
            Operation::CreateUser(_)
            | Operation::DisableUser { .. }
            | Operation::EnableUser { .. }
            | Operation::AssignLicences { .. }
            | Operation::RemoveLicences { .. }
            | Operation::DeleteUser { .. } => Ok(Vec::new()),
        }
    }

    async fn archiving(&self, msp: MspId, id: CustomerId) -> Changes {
        let customer: Customer = self.parts.engine.load(msp, &id.to_string()).await?;
        let command = CustomerCommand::Archive(ArchiveCustomer { reason: None });
        let would = would_change(&customer, &command)?;
        let name = match &customer {
            Customer::Registered(known) | Customer::Archived(known) => known.name.as_str(),
            Customer::Unknown | Customer::Merged(_) => "",
        };
        Ok(standing(would, name, ACTIVE, ARCHIVED))
    }

    async fn disconnecting(&self, msp: MspId, id: VendorConnectionId) -> Changes {
        let connection = self.parts.vendors.of(msp, id).await?;
        let command = VendorConnectionCommand::Disconnect(DisconnectVendor {
            reason: nothing_yet(),
            at: 0,
        });
        let would = would_change::<VendorConnection>(&connection, &command)?;
        let name = match &connection {
            VendorConnection::Connected(known)
            | VendorConnection::Paused(known)
            | VendorConnection::Disconnected(known) => known.name.as_str(),
            VendorConnection::Unknown => "",
        };
        Ok(standing(would, name, CONNECTED, DISCONNECTED))
    }

    async fn leaving(&self, msp: MspId) -> Changes {
        let connection: PartnerConnection = self.parts.engine.load(msp, &msp.to_string()).await?;
        let command = PartnerConnectionCommand::Disconnect(DisconnectPartner {
            reason: nothing_yet(),
            at: 0,
        });
        let would = would_change(&connection, &command)?;
        let tenant = connection.connected().map(|it| it.tenant.0.to_string());
        let tenant = tenant.unwrap_or_default();
        Ok(standing(would, &tenant, CONNECTED, DISCONNECTED))
    }

    async fn withdrawing(&self, msp: MspId, customer: CustomerId, tenant: TenantId) -> Changes {
        let consent = self.parts.consents.of(msp, tenant).await?;
        if consent.asked().is_some_and(|it| it.customer_id != customer) {
            return Err(ApprovalError::TenantOfAnother);
        }
        let command = TenantConsentCommand::Withdraw(WithdrawConsent {
            reason: nothing_yet(),
            at: 0,
        });
        let would = would_change::<TenantConsent>(&consent, &command)?;
        let before = match &consent {
            TenantConsent::Asked(_) => INVITED,
            TenantConsent::Verifying(_) => VERIFYING,
            TenantConsent::Unknown | TenantConsent::Verified(_) | TenantConsent::Ended(_) => {
                CONNECTED
            }
        };
        Ok(standing(would, &tenant.to_string(), before, WITHDRAWN))
    }

    async fn transferring(&self, msp: MspId, tenant: TenantId, transfer: u32) -> Changes {
        let (engine, id) = (&self.parts.engine, tenant.to_string());
        let holding: TenantHolding = engine.load(MspId::INSTALLATION, &id).await?;
        let at = 0;
        let command = TenantHoldingCommand::Approve(ApproveTransfer { msp, transfer, at });
        let would = would_change(&holding, &command)?;
        Ok(changed(would, &id, Aspect::Holder, OURS, ANOTHER))
    }

    /// What would be linked now, whatever was shown when it was asked for: another list is another plan.
    async fn accepting(&self, msp: MspId, operation: &Operation) -> Changes {
        let Some((wish, _)) = bulk(operation) else {
            return Ok(Vec::new());
        };
        let preview = self.parts.mappings.bulk_preview(msp, wish).await?;
        Ok(linking(wish, &preview))
    }

    /// The plan of somebody who asks. Nobody asks for suggestions that are not what they were shown.
    pub(super) async fn plan_as_shown(
        &self,
        msp: MspId,
        operation: &Operation,
    ) -> Result<ChangePlan, ApprovalError> {
        let Some((wish, shown)) = bulk(operation) else {
            return self.plan(msp, operation).await;
        };
        let preview = self.parts.mappings.bulk_preview(msp, wish).await?;
        if preview.token != shown {
            return Err(MappingError::PreviewStale.into());
        }
        Ok(ChangePlan::of(operation, linking(wish, &preview)))
    }

    /// Carries the command out. With the same key it is carried out once, however often it is sent.
    pub(super) async fn carry_out(
        &self,
        msp: MspId,
        request: &approval::Request,
        context: Context,
        now: Micros,
    ) -> Result<(), ApprovalError> {
        let (operation, reason) = (&request.operation, request.reason.clone());
        match operation {
            Operation::ArchiveCustomer { customer_id } => {
                let reason = Some(reason);
                let request = Request::<Customer> {
                    msp,
                    id: customer_id.to_string(),
                    command: CustomerCommand::Archive(ArchiveCustomer { reason }),
                    context,
                };
                self.parts.engine.execute(request).await?;
            }
            Operation::DisconnectVendor { connection_id } => {
                let vendors = &self.parts.vendors;
                let gone = vendors.disconnect(msp, *connection_id, reason, context);
                gone.await?;
            }
            Operation::DisconnectPartner {} => {
                let command = DisconnectPartner { reason, at: now };
                let request = Request::<PartnerConnection> {
                    msp,
                    id: msp.to_string(),
                    command: PartnerConnectionCommand::Disconnect(command),
                    context,
                };
                self.parts.engine.execute(request).await?;
                self.forget_own_apps(msp).await?;
            }
            Operation::WithdrawConsent { tenant_id, .. } => {
                let consents = &self.parts.consents;
                consents.withdraw(msp, *tenant_id, reason, context).await?;
            }
            Operation::EndAccess { tenant_id, .. } => {
                self.end_access(msp, (*tenant_id, request), context, now)
                    .await?;
            }
            Operation::ApproveTransfer {
                tenant_id,
                transfer,
            } => {
                let holdings = &self.holdings;
                holdings
                    .hand_over(msp, *tenant_id, *transfer, context)
                    .await?;
            }
            Operation::AcceptMatches { .. } => {
                if let Some((wish, _)) = bulk(operation) {
                    // The list that was approved: not the one that was asked with, where it moved since.
                    let token = request.preview().ok_or(MappingError::PreviewStale)?;
                    let mappings = &self.parts.mappings;
                    let linked = mappings.bulk_accept_unmoved(msp, wish, token, context);
                    linked.await?;
                }
            }
            Operation::CreateUser(_)
            | Operation::DisableUser { .. }
            | Operation::EnableUser { .. }
            | Operation::AssignLicences { .. }
            | Operation::RemoveLicences { .. }
            | Operation::DeleteUser { .. } => {}
        }
        Ok(())
    }

    /// The secrets of the MSP's own apps.
    async fn forget_own_apps(&self, msp: MspId) -> Result<(), ApprovalError> {
        let names = self.parts.vault.list(msp).await?;
        for name in names.iter().filter(|name| name.is_of_own_app()) {
            let _either = self.parts.vault.delete(name).await?;
        }
        Ok(())
    }
}

fn bulk(operation: &Operation) -> Option<(BulkWish, &str)> {
    let Operation::AcceptMatches {
        connection_id,
        above,
        preview,
    } = operation
    else {
        return None;
    };
    let wish = BulkWish {
        connection: *connection_id,
        above: Score::of_hundred((*above).into()),
    };
    Some((wish, preview.as_str()))
}

/// How many, and which: the preview's token stands for the list.
fn linking(wish: BulkWish, preview: &BulkPreview) -> Vec<PlannedChange> {
    let suggested = match preview.items.len() {
        1 => "1 suggestion".to_owned(),
        count => format!("{count} suggestions"),
    };
    let connection = wish.connection.map(|it| it.to_string());
    let subject = connection.unwrap_or_else(|| "all connections".to_owned());
    let some = !preview.items.is_empty();
    let mut changes = changed(some, &subject, Aspect::Mapping, &suggested, LINKED);
    changes.extend(changed(some, &subject, Aspect::Preview, "", &preview.token));
    changes
}

/// Whether the command would change anything now. Refused is refused.
pub(super) fn would_change<A: Aggregate>(
    state: &A,
    command: &A::Command,
) -> Result<bool, CommandError<A::Refusal>> {
    match state.decide(command).map_err(CommandError::Refused)? {
        Decision::Record(_) => Ok(true),
        Decision::AlreadyDone => Ok(false),
    }
}

/// Only looked at, and never recorded.
pub(super) fn nothing_yet() -> Reason {
    Reason::clipped("", "to be decided")
}

fn standing(would: bool, subject: &str, before: &str, after: &str) -> Vec<PlannedChange> {
    changed(would, subject, Aspect::Standing, before, after)
}

pub(super) fn changed(
    would: bool,
    subject: &str,
    aspect: Aspect,
    before: &str,
    after: &str,
) -> Vec<PlannedChange> {
    let change = || {
        PlannedChange::new(
            Shown::plain(subject),
            aspect,
            Shown::plain(before),
            Shown::plain(after),
        )
    };
    would.then(change).into_iter().collect()
}
