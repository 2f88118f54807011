//! Why a wish about access came to nothing.

use tenantry_engine::access::AccessError;

use crate::schema::fault::Fault;
use crate::schema::told::{Unmet, unmet};

pub(super) fn unmet_by(error: AccessError) -> Unmet {
    match error {
        AccessError::Team(error) => unmet(error),
        AccessError::Session(error) => unmet(error),
        AccessError::Token(error) => unmet(error),
        AccessError::HomeTenant(error) => unmet(error),
        AccessError::NotSignedIn => Unmet::Fault(Fault::nobody()),
    }
}

/// Of what is only looked at, every answer but the thing itself is a fault.
pub(super) fn unread(error: AccessError) -> Fault {
    match unmet_by(error) {
        Unmet::Fault(fault) => fault,
        Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
    }
}
