//! What can keep an onboarding from its end beside the faults of clouds.

use crate::cloud::Actor;
use crate::saga::{Fault, FaultClass};

macro_rules! setbacks {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $class:ident, $actor:ident, $sentence:literal;)+) => {
        /// Each has a page that says what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Setback {
            $($(#[$doc])* $name,)+
        }

        impl Setback {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            fn class(self) -> FaultClass {
                match self { $(Self::$name => FaultClass::$class,)+ }
            }

            pub fn actor(self) -> Actor {
                match self { $(Self::$name => Actor::$actor,)+ }
            }

            /// One sentence for people.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

setbacks! {
    ApprovalRefused, "APPROVAL_REFUSED", Permanent, CustomerAdmin, "the customer did not agree to the relationship";
    ApprovalOverdue, "APPROVAL_OVERDUE", Permanent, CustomerAdmin, "the customer did not approve in time";
    ActivationOverdue, "ACTIVATION_OVERDUE", Permanent, MspAdmin, "the approved relationship did not become active";
    RelationshipEnded, "RELATIONSHIP_ENDED", Permanent, CustomerAdmin, "the relationship was ended meanwhile";
    /// Names are unique within a partner.
    RelationshipNameTaken, "RELATIONSHIP_NAME_TAKEN", Permanent, MspAdmin,
        "a relationship of another customer has the name";
    GroupMissing, "GROUP_MISSING", Permanent, MspAdmin, "there is no group of that name";
    GroupAmbiguous, "GROUP_AMBIGUOUS", Permanent, MspAdmin, "there is more than one group of that name";
    GroupRolesDiffer, "GROUP_ROLES_DIFFER", Permanent, MspAdmin,
        "the group holds other roles in the relationship already";
    AssignmentFailed, "ASSIGNMENT_FAILED", Permanent, MspAdmin, "the cloud could not put the group's roles in force";
    AssignmentRemovedMeanwhile, "ASSIGNMENT_REMOVED", Permanent, MspAdmin, "somebody took the roles from the group";
    AssignmentOverdue, "ASSIGNMENT_OVERDUE", Permanent, MspAdmin, "the group's roles did not come into force in time";
    AccessNotVerified, "ACCESS_NOT_VERIFIED", Permanent, MspAdmin, "the tenant could not be read through the access";
    StepOverdue, "STEP_OVERDUE", Permanent, Operator, "a step did not come to its end in time";
}

impl Setback {
    /// Every code, for those who look codes up.
    pub const CODES: &'static [&'static str] = &[
        "APPROVAL_REFUSED",
        "APPROVAL_OVERDUE",
        "ACTIVATION_OVERDUE",
        "RELATIONSHIP_ENDED",
        "RELATIONSHIP_NAME_TAKEN",
        "GROUP_MISSING",
        "GROUP_AMBIGUOUS",
        "GROUP_ROLES_DIFFER",
        "ASSIGNMENT_FAILED",
        "ASSIGNMENT_REMOVED",
        "ASSIGNMENT_OVERDUE",
        "ACCESS_NOT_VERIFIED",
        "STEP_OVERDUE",
    ];

    pub fn fault(self, detail: impl Into<String>) -> Fault {
        Fault::own(self.code(), self.class(), detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_codes_is_that_of_the_setbacks() {
        let codes: Vec<&str> = Setback::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(codes, Setback::CODES);
    }
}
