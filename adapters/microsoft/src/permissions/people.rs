//! Changes to people: what each takes is the domain's to say.

use super::{Need, app};
use tenantry_domain::cloud::administration::AccountWrite;

const FEATURE: &str = "Changing people";
const READ: &str = "User.Read.All";

pub(super) const NAMED: Need = app(
    FEATURE,
    "UserAdministration::named",
    READ,
    "to find an account instead of making it twice",
);
pub(super) const ACCOUNT: Need = app(
    FEATURE,
    "UserAdministration::account",
    READ,
    "to see what a change would change, and what came of it",
);
pub(super) const CREATE: Need = changing("UserAdministration::create", AccountWrite::Create);
pub(super) const DELETE: Need = changing("UserAdministration::delete", AccountWrite::Delete);
pub(super) const RESTORE: Need = changing("UserAdministration::restore", AccountWrite::Restore);
pub(super) const BLOCK_SIGN_IN: Need =
    changing("UserAdministration::block_sign_in", AccountWrite::SignIn);
pub(super) const ALLOW_SIGN_IN: Need =
    changing("UserAdministration::allow_sign_in", AccountWrite::SignIn);
pub(super) const REVOKE_SESSIONS: Need = changing(
    "UserAdministration::revoke_sessions",
    AccountWrite::Sessions,
);
pub(super) const SET_USAGE_LOCATION: Need = changing(
    "UserAdministration::set_usage_location",
    AccountWrite::UsageLocation,
);
pub(super) const CHANGE_LICENCES: Need = changing(
    "UserAdministration::change_licences",
    AccountWrite::Licences,
);

const fn changing(operation: &'static str, write: AccountWrite) -> Need {
    let needed = write.needs();
    app(FEATURE, operation, needed.name, needed.why)
}
