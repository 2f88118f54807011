//! Who plays: one MSP, twelve customers, and what becomes of each. The ids are the same at every showing.

use std::time::Duration;

use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::onboarding::{Ending, Setback};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_engine::commands::Context;
use uuid::Uuid;

/// The MSP, as the clouds call its tenant.
pub(super) const MSP_NAME: &str = "Northwind IT";
/// Who gives the commands, and administers the MSP.
pub(super) const ADA: &str = "ada@northwindit.onmicrosoft.com";
/// As the simulated Entra calls her.
pub(super) const ADA_NAME: &str = "ada";

/// Who signs in at the MSP, one for each role.
pub(super) const PEOPLE: [(&str, Role); 4] = [
    (ADA, Role::Admin),
    ("tim@northwindit.onmicrosoft.com", Role::Tech),
    ("olga@northwindit.onmicrosoft.com", Role::Auditor),
    ("vera@northwindit.onmicrosoft.com", Role::Viewer),
];

/// One company that is to be brought under management.
#[derive(Debug, Clone, Copy)]
pub(super) struct Customer {
    pub(super) name: &'static str,
    pub(super) fate: Fate,
}

/// What its people and its clouds do. Times run from when the invitation is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Approves(Duration),
    /// It approves, and Microsoft fails to put a role assignment in force.
    FailsInRoles(Duration),
    Refuses(Duration),
    /// It approved long ago, for somebody who worked without us.
    ConnectedBefore,
}

const fn approves(name: &'static str, seconds: u64) -> Customer {
    let fate = Fate::Approves(Duration::from_secs(seconds));
    Customer { name, fate }
}

pub(super) const AT_ONCE: &str = "Contoso Coffee";
pub(super) const LATE: &str = "Lucerne Publishing";
pub(super) const FAILING: &str = "Adatum Bakery";
pub(super) const REFUSING: &str = "Fabrikam Foods";
pub(super) const CONNECTED: &str = "Woodgrove Books";
/// Its clouds are busy when the new access is tried.
pub(super) const BUSY: &str = "Fourth Coffee";

pub(super) const CUSTOMERS: [Customer; 12] = [
    approves(AT_ONCE, 1),
    Customer {
        name: REFUSING,
        fate: Fate::Refuses(Duration::from_secs(12)),
    },
    Customer {
        name: FAILING,
        fate: Fate::FailsInRoles(Duration::from_secs(6)),
    },
    Customer {
        name: CONNECTED,
        fate: Fate::ConnectedBefore,
    },
    approves("Tailspin Toys", 4),
    approves("Wide World Importers", 9),
    approves(BUSY, 7),
    approves("Proseware Legal", 11),
    approves("Trey Research", 16),
    approves("Coho Vineyard", 14),
    approves("Alpine Ski House", 20),
    approves(LATE, 40),
];

/// Customers of Northwind that nobody set out to connect: whoever watches can. Their administrators wait for
/// somebody to sign in as them.
pub(super) const GUESTS: [&str; 2] = ["Bellows College", "Humongous Insurance"];

impl Customer {
    pub(super) fn id(&self) -> CustomerId {
        CustomerId::new(named(self.name))
    }
}

impl Fate {
    /// Whether an onboarding that ended like this ended as it should.
    pub(super) fn fits(self, ending: &Ending) -> bool {
        let failed =
            |setback: Setback| matches!(ending, Ending::Failed { code } if code == setback.code());
        match self {
            Self::Approves(_) | Self::ConnectedBefore => *ending == Ending::Activated,
            Self::Refuses(_) => failed(Setback::ApprovalRefused),
            Self::FailsInRoles(_) => failed(Setback::AssignmentFailed),
        }
    }
}

pub(super) fn msp() -> MspId {
    MspId::new(named(MSP_NAME))
}

/// Ada, at the command line.
pub(super) fn context() -> Context {
    Context::new(Actor::user(ADA), Source::Cli)
}

/// An id for a name, the same every time.
pub(super) fn named(name: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_DNS,
        format!("{name}.tenantry.demo").as_bytes(),
    )
}
