//! What can happen to an onboarding.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Drift, Step};
use crate::aggregate::event_shapes;
use crate::cloud::directory::GroupId;
use crate::cloud::gdap::{AssignmentId, RelationshipId};
use crate::gdap_template::{TemplateVersion, Terms};
use crate::ids::{CorrelationId, CustomerId, TenantId};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{CustomerName, GroupName, Reason, RelationshipName};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnboardingEvent {
    /// A technician set out to connect this tenant, or to put its access right.
    OnboardingStarted {
        customer_id: CustomerId,
        tenant_id: TenantId,
        /// As the customer is called in the invitation.
        customer_name: Option<CustomerName>,
        /// 1 for the first attempt with this tenant.
        attempt: u32,
        /// The version of the plan that is followed to the end.
        plan: u32,
        template: Option<TemplateVersion>,
        terms: Option<Terms>,
        /// Access was in place, and is put right.
        repair: bool,
        correlation_id: Option<CorrelationId>,
        at: Micros,
    },
    /// A step is about to be done.
    StepRequested {
        step: Step,
        at: Micros,
        fence: u64,
    },
    /// A step did not work, and is tried again.
    StepDelayed {
        step: Step,
        fault: Fault,
        until: Micros,
        at: Micros,
    },
    /// A step did not work, and never will: what was done is undone.
    StepFailed {
        step: Step,
        fault: Fault,
        at: Micros,
    },
    /// Somebody called the attempt off: what was done is undone.
    CancellationRequested {
        reason: Reason,
        at: Micros,
    },
    /// Somebody wants the step at hand to be tried now.
    RetryRequested {
        at: Micros,
    },
    /// What was done cannot be undone so far. It is tried on and on; somebody should look at it.
    AttentionNeeded {
        step: Step,
        fault: Fault,
        at: Micros,
    },

    /// There is nothing that could be used. A relationship of this name is made.
    NothingToReuse {
        name: RelationshipName,
        /// Active ones of ours that give less: they are ended when the new one works.
        supersedes: Vec<RelationshipId>,
        at: Micros,
    },
    /// An active relationship covers what is asked for. It is not ours to end.
    ActiveRelationshipReused {
        relationship: RelationshipId,
        name: String,
        /// Whoever made these, they are not ours to remove.
        assignments: Vec<AssignmentId>,
        at: Micros,
    },
    /// An unfinished relationship of an earlier attempt is taken up.
    UnfinishedRelationshipAdopted {
        relationship: RelationshipId,
        name: RelationshipName,
        supersedes: Vec<RelationshipId>,
        at: Micros,
    },
    /// A relationship was made; it binds nobody yet.
    RelationshipProposed {
        relationship: RelationshipId,
        at: Micros,
    },
    /// The cloud can work with it.
    RelationshipCreated {
        at: Micros,
    },
    /// The customer can approve it, under this link.
    RelationshipLocked {
        invitation: String,
        at: Micros,
    },
    RelationshipApproved {
        at: Micros,
    },
    RelationshipActivated {
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        ends: Option<Timestamp>,
        at: Micros,
    },
    /// A group of this name was there.
    GroupFound {
        group: GroupName,
        id: GroupId,
        at: Micros,
    },
    /// A group was made, because there was none.
    GroupCreated {
        group: GroupName,
        id: GroupId,
        at: Micros,
    },
    /// A group was given its roles.
    RolesAssigned {
        group: GroupName,
        assignment: AssignmentId,
        at: Micros,
    },
    /// A group had its roles already.
    AssignmentFound {
        group: GroupName,
        assignment: AssignmentId,
        at: Micros,
    },
    /// The cloud put a group's roles in force.
    AssignmentActivated {
        group: GroupName,
        at: Micros,
    },
    /// Our app has no permissions in the tenant yet.
    AppAccessMissing {
        at: Micros,
    },
    /// Our app was given its permissions in the tenant.
    AppAuthorised {
        at: Micros,
    },
    /// Our app had permissions in the tenant already.
    AppAccessFound {
        at: Micros,
    },
    /// The tenant was read through the new access.
    AccessVerified {
        organization: String,
        at: Micros,
    },
    /// A relationship of ours that gave less is over.
    SupersededEnded {
        relationship: RelationshipId,
        at: Micros,
    },

    /// What nobody knew the outcome of was looked for, and is not there.
    EffectNotFound {
        step: Step,
        at: Micros,
    },
    AppAccessWithdrawn {
        at: Micros,
    },
    /// The customer ended our access before our app could be taken out: only the customer can.
    AppAccessLeft {
        at: Micros,
    },
    /// The tenant is connected by its administrator's consent as well, so our app stays for that.
    AppAccessKept {
        at: Micros,
    },
    AssignmentRemoved {
        group: GroupName,
        at: Micros,
    },
    GroupDeleted {
        group: GroupName,
        at: Micros,
    },
    /// A group that was made is used by others by now, so it stays.
    GroupKept {
        group: GroupName,
        at: Micros,
    },
    RelationshipDeleted {
        at: Micros,
    },
    RelationshipTerminated {
        at: Micros,
    },
    /// One that access rested on before is over, or holds nothing of ours any more.
    FootingLeft {
        relationship: RelationshipId,
        at: Micros,
    },
    /// An invitation that was left to expire came to nothing, by itself or because it was ended.
    InvitationOver {
        at: Micros,
    },
    /// Others may onboard the tenant from here on.
    HoldReleased {
        at: Micros,
    },
    /// The cloud lets nobody end an invitation that was not answered: it expires by itself.
    RelationshipLeftToExpire {
        at: Micros,
    },

    /// Access to the tenant is in place and was verified by reading through it.
    OnboardingActivated {},
    /// The attempt ended for a cause that trying again does not mend, and what it had done is
    /// undone.
    OnboardingFailed {
        code: String,
        detail: Reason,
    },
    /// Somebody called the attempt off, and what it had done is undone.
    OnboardingCancelled {
        reason: Reason,
    },
    /// Somebody gave up the undoing, and answers for what is left.
    OnboardingAbandoned {
        reason: Reason,
        at: Micros,
    },

    /// Access that is in place is no longer wanted: all that it rests on is taken back.
    AccessEndRequested {
        reason: Reason,
        at: Micros,
    },
    /// Somebody wanted it no longer, and all that it rested on is taken back.
    AccessEnded {
        reason: Reason,
        at: Micros,
    },

    /// What is there is not, or no longer, what the onboarding brought about.
    DriftFound {
        findings: Vec<Drift>,
        at: Micros,
    },
    /// All is again as the onboarding brought it about.
    DriftGone {
        at: Micros,
    },
}

event_shapes! {
    OnboardingEvent {
        OnboardingStarted = "2",
        StepRequested = "1",
        StepDelayed = "1",
        StepFailed = "1",
        CancellationRequested = "1",
        RetryRequested = "1",
        AttentionNeeded = "1",
        NothingToReuse = "1",
        ActiveRelationshipReused = "1",
        UnfinishedRelationshipAdopted = "1",
        RelationshipProposed = "1",
        RelationshipCreated = "1",
        RelationshipLocked = "1",
        RelationshipApproved = "1",
        RelationshipActivated = "1",
        GroupFound = "1",
        GroupCreated = "1",
        RolesAssigned = "1",
        AssignmentFound = "1",
        AssignmentActivated = "1",
        AppAccessMissing = "1",
        AppAuthorised = "1",
        AppAccessFound = "1",
        AccessVerified = "1",
        SupersededEnded = "1",
        EffectNotFound = "1",
        AppAccessWithdrawn = "1",
        AppAccessLeft = "1",
        AppAccessKept = "1",
        AssignmentRemoved = "1",
        GroupDeleted = "1",
        GroupKept = "1",
        RelationshipDeleted = "1",
        RelationshipTerminated = "1",
        FootingLeft = "1",
        RelationshipLeftToExpire = "1",
        InvitationOver = "1",
        HoldReleased = "1",
        OnboardingActivated = "1",
        OnboardingFailed = "1",
        OnboardingCancelled = "1",
        OnboardingAbandoned = "1",
        AccessEndRequested = "1",
        AccessEnded = "1",
        DriftFound = "1",
        DriftGone = "1",
    }
    upcasts {
        "OnboardingStarted" "1" => "OnboardingStarted" "2" by started_1_to_2,
    }
}

/// Version 1 came before there were plans: people ended such an attempt by hand.
fn started_1_to_2(mut fields: Value) -> Value {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("attempt".to_owned(), json!(1));
        fields.insert("plan".to_owned(), json!(0));
        fields.insert("repair".to_owned(), json!(false));
        fields.insert("at".to_owned(), json!(0));
    }
    fields
}
