//! What must have been permitted for a step, said where it was not.

use tenantry_domain::approval::Step;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::administration::AccountWrite;
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::text::PermissionName;

use super::Desk;
use crate::approvals::permitting;
use crate::approvals::reach::Way;
use crate::sagas::Trouble;

/// A permission to change something was not given so far. It passes when somebody gives it.
const CODE: &str = "WRITE_PERMISSION_MISSING";

/// The app may do it, and the account that it acts for may not.
struct RoleMissing;

impl RoleMissing {
    const CODE: &'static str = "SERVICE_ACCOUNT_ROLE_MISSING";
}

const fn needed(step: Step) -> Option<AccountWrite> {
    match step {
        Step::CreateUser => Some(AccountWrite::Create),
        Step::DeleteUser | Step::TakeBackUser => Some(AccountWrite::Delete),
        Step::SetUsageLocation | Step::TakeBackUsageLocation => Some(AccountWrite::UsageLocation),
        Step::ChangeLicences | Step::FreeLicences | Step::TakeBackLicences => {
            Some(AccountWrite::Licences)
        }
        Step::BlockSignIn | Step::AllowSignIn | Step::TakeBackSignIn => Some(AccountWrite::SignIn),
        Step::RevokeSessions => Some(AccountWrite::Sessions),
        Step::Remind
        | Step::Expire
        | Step::ConfirmPlan
        | Step::KeepPassword
        | Step::WaitForGrace
        | Step::CarryOut
        | Step::DropPassword => None,
    }
}

impl Desk<'_> {
    /// The trouble by its name, so that whoever reads it knows what to permit. What was permitted when the
    /// plan was confirmed may have been taken back since, and the service account's roles show only here.
    pub(super) async fn named(&self, step: Step, trouble: Trouble) -> Trouble {
        let causes = [Cause::PermissionMissing, Cause::ConsentMissing];
        let is_missing = causes.iter().any(|it| it.code() == trouble.fault.code);
        let operation = &self.request.operation;
        let (Some(customer), Some(tenant)) = (operation.customer(), operation.tenant()) else {
            return trouble;
        };
        let Some(write) = needed(step).filter(|_| is_missing) else {
            return trouble;
        };
        let Ok(reach) = self.approvals.reach(self.msp, customer, tenant).await else {
            return missing(&[least(write)]);
        };
        let lacking = permitting::missing(&*reach.administration, tenant, &[write]).await;
        match (reach.way, lacking) {
            (Way::Delegated, Ok(lacking)) if lacking.is_empty() => role_missing(role_for(write)),
            (Way::Consented, _) => {
                let lacking = [least(write)];
                self.lead(tenant, &lacking).await;
                missing(&lacking)
            }
            (Way::Delegated, _) => missing(&[least(write)]),
        }
    }
}

fn least(write: AccountWrite) -> PermissionName {
    PermissionName::clipped(write.needs().name, "?")
}

/// These were not permitted in the tenant so far.
pub(super) fn missing(permissions: &[PermissionName]) -> Trouble {
    let why = |name: &PermissionName| {
        let mut writes = AccountWrite::ALL.iter().map(|it| it.needs());
        let needed = writes.find(|it| it.name == name.as_str());
        needed.map_or_else(|| name.to_string(), |it| format!("{}, {}", it.name, it.why))
    };
    let told: Vec<String> = permissions.iter().map(why).collect();
    Fault::own(CODE, FaultClass::Waiting, told.join("; ")).into()
}

/// The service account holds no role in the customer's tenant that lets it.
pub(super) fn role_missing(role: &str) -> Trouble {
    let detail = format!("in the customer's tenant it takes the role {role}");
    Fault::own(RoleMissing::CODE, FaultClass::Waiting, detail).into()
}

/// The least of Microsoft's roles that may.
const fn role_for(write: AccountWrite) -> &'static str {
    match write {
        AccountWrite::Licences => "License Administrator, or User Administrator",
        AccountWrite::Create
        | AccountWrite::Delete
        | AccountWrite::Restore
        | AccountWrite::SignIn
        | AccountWrite::Sessions
        | AccountWrite::UsageLocation => "User Administrator",
    }
}
