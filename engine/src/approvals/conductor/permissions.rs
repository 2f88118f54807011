//! What must have been permitted for a step, said where it was not.

use tenantry_domain::approval::Step;
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::administration::AccountWrite;
use tenantry_domain::saga::FaultClass;

use crate::sagas::Trouble;

/// A permission to change something was not given so far. It passes when somebody gives it.
const CODE: &str = "WRITE_PERMISSION_MISSING";

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

/// The trouble by its name, so that whoever reads it knows what to permit.
pub(super) fn named(step: Step, mut trouble: Trouble) -> Trouble {
    let missing = [Cause::PermissionMissing, Cause::ConsentMissing];
    let is_missing = missing.iter().any(|it| it.code() == trouble.fault.code);
    if let Some(write) = needed(step).filter(|_| is_missing) {
        let permission = write.needs();
        CODE.clone_into(&mut trouble.fault.code);
        trouble.fault.class = FaultClass::Waiting;
        trouble.fault.detail = format!("{}, {}", permission.name, permission.why);
    }
    trouble
}
