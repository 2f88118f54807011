//! How long one is patient with a consent that was just given.

use crate::cloud::TenantId;
use crate::record::Micros;
use crate::saga::{Fault, FaultClass, Patience, days, minutes, seconds};

/// A consent is known everywhere after so long. What is missing until then is no news.
pub const PROPAGATED: Micros = minutes(15);

/// When a tenant is looked at after the administrator came back: often at first; for a day, so that
/// whoever has to put something right can. The administrator is not asked again for our mistakes.
pub const PATIENCE: Patience = Patience {
    first: seconds(2),
    slowest: minutes(10),
    limit: days(1),
};

/// Whether a fault that a look met may have passed when one looks again.
pub fn is_patient(fault: &Fault, since: Micros, now: Micros) -> bool {
    fault.class != FaultClass::Permanent && !PATIENCE.is_over(since, now)
}

/// Consent came from another tenant than the one that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    pub asked: TenantId,
    pub came: TenantId,
}

impl Foreign {
    pub const CODE: &'static str = "CONSENT_TENANT_DIFFERS";

    pub fn fault(self) -> Fault {
        let Self { asked, came } = self;
        let detail = format!("consent came from tenant {came} and was asked of tenant {asked}");
        Fault::own(Self::CODE, FaultClass::Permanent, detail)
    }
}
