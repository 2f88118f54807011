//! What keeps a kind from being read, and what that says about the others.

use std::time::Duration;

use tenantry_domain::cloud::{Cause, Class, CloudFault};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::vendor_record::VendorRecordRefusal;

use super::Break;
use crate::commands::CommandError;
use crate::discovery::KnownUnreadable;

/// Who is asked to wait for longer than this is asked nothing more in this run.
const LONG: Duration = Duration::from_mins(1);

/// Why a list was not read to its end.
#[derive(Debug)]
pub(super) enum Stop {
    Trouble(Box<Trouble>),
    Break(Break),
}

#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) fault: Fault,
    /// The other kinds would meet the same.
    pub(super) whole_account: bool,
    pub(super) retry_after: Option<Duration>,
}

impl Trouble {
    fn own(code: &str, class: FaultClass, detail: impl Into<String>) -> Self {
        Self {
            fault: Fault::own(code, class, detail),
            whole_account: false,
            retry_after: None,
        }
    }
}

impl From<CloudFault> for Stop {
    fn from(fault: CloudFault) -> Self {
        Self::Trouble(Box::new(Trouble {
            whole_account: is_of_whole_account(&fault),
            retry_after: fault.retry_after,
            fault: Fault::from(&fault),
        }))
    }
}

/// A permission may be missing for one kind alone; with wrong credentials, or when the vendor wants to
/// be left alone, all kinds are alike.
fn is_of_whole_account(fault: &CloudFault) -> bool {
    match fault.class() {
        Class::AccountWide => true,
        Class::Waiting => !matches!(
            fault.cause,
            Cause::PermissionMissing | Cause::LicenceMissing
        ),
        Class::Transient => {
            fault.cause == Cause::VendorBlocked || fault.retry_after.is_some_and(|it| it > LONG)
        }
        Class::Permanent => false,
    }
}

impl From<KnownUnreadable> for Stop {
    fn from(unreadable: KnownUnreadable) -> Self {
        let detail = unreadable.to_string();
        let trouble = Trouble::own(unreadable.code, FaultClass::Transient, detail);
        Self::Trouble(Box::new(trouble))
    }
}

impl From<CommandError<VendorRecordRefusal>> for Stop {
    fn from(error: CommandError<VendorRecordRefusal>) -> Self {
        let class = match &error {
            CommandError::Refused(_)
            | CommandError::KeyReused
            | CommandError::KeyMalformed
            | CommandError::IdMalformed
            | CommandError::TooLarge { .. }
            | CommandError::Unreadable { .. } => FaultClass::Permanent,
            CommandError::Overloaded
            | CommandError::Contended
            | CommandError::Unsettled { .. }
            | CommandError::Ledger(_) => FaultClass::Transient,
        };
        let trouble = Trouble::own(error.code(), class, error.to_string());
        Self::Trouble(Box::new(trouble))
    }
}

impl From<Break> for Stop {
    fn from(halted: Break) -> Self {
        Self::Break(halted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_the_whole_account_is_told_from_what_concerns_a_kind() {
        let of = |cause| is_of_whole_account(&CloudFault::new(cause, "autotask", ""));
        for cause in [
            Cause::VendorKeyWrong,
            Cause::VendorZoneWrong,
            Cause::VendorBlocked,
            Cause::SignInLapsed,
            Cause::CredentialMissing,
        ] {
            assert!(of(cause), "{cause:?}");
        }
        for cause in [
            Cause::PermissionMissing,
            Cause::LicenceMissing,
            Cause::Silent,
            Cause::Throttled,
            Cause::AnswerUnreadable,
            Cause::NotThere,
        ] {
            assert!(!of(cause), "{cause:?}");
        }
    }

    #[test]
    fn who_is_told_to_wait_for_long_asks_for_nothing_else() {
        let mut fault = CloudFault::new(Cause::Throttled, "datto-rmm", "");
        fault.retry_after = Some(Duration::from_secs(10));
        assert!(!is_of_whole_account(&fault));
        fault.retry_after = Some(Duration::from_hours(1));
        assert!(is_of_whole_account(&fault));
    }
}
