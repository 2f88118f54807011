//! What customers are asked for here: three groups, a role each, and our app.

use tenantry_domain::cloud::gdap::{AutoExtend, RoleId, RoleSet, Term};
use tenantry_domain::gdap_template::{AppAccess, MissingGroups, Share, Terms};
use tenantry_domain::text::GroupName;

/// Directory roles by their template ids: Global Reader, Application Administrator, Directory
/// Readers.
const SHARES: [(&str, &str); 3] = [
    ("Readers", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
    ("App admins", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
    ("Helpdesk", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
];

pub(crate) fn managed() -> Terms {
    let share = |(group, role): (&str, &str)| Share {
        group: GroupName::new(group).expect("a good name"),
        roles: RoleSet::of(role.parse::<RoleId>().expect("a good id")),
    };
    Terms {
        shares: SHARES.into_iter().map(share).collect(),
        term: Term::LONGEST,
        extend: AutoExtend::HalfYears,
        approval_days: 90,
        attention_hours: Terms::USUAL_ATTENTION_HOURS,
        missing_groups: MissingGroups::Create,
        app_access: AppAccess::ByPartner,
    }
}
