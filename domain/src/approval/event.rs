//! What can happen to an approval.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ChangePlan, Grant, Operation, Person, PlanDigest, Risk, Step};
use crate::aggregate::event_shapes;
use crate::cloud::directory::{SkuId, UserId};
use crate::country::Country;
use crate::ids::CorrelationId;
use crate::procedure::LowRiskGround;
use crate::record::Micros;
use crate::role::Role;
use crate::saga::Fault;
use crate::text::{PermissionName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ApprovalEvent {
    /// Somebody asked for a change, and was shown what it would change.
    ApprovalRequested {
        operation: Box<Operation>,
        plan: ChangePlan,
        risk: Risk,
        requester: Person,
        /// Why.
        reason: Reason,
        /// How many people have to approve it, unless a rule does.
        decisions_needed: u8,
        /// The rule that it was asked for by.
        ground: Option<Box<LowRiskGround>>,
        valid_until: Micros,
        /// The version of the steps that is followed to the end.
        steps: u32,
        correlation_id: Option<CorrelationId>,
        at: Micros,
    },
    /// Somebody approved this plan.
    ApprovalGiven {
        by: Person,
        role: Role,
        digest: PlanDigest,
        at: Micros,
    },
    /// There are as many decisions as needed, or a rule is one. It is carried out from here on.
    ApprovalGranted {
        grant: Grant,
        digest: PlanDigest,
        at: Micros,
    },
    ApprovalRejected {
        by: Person,
        reason: Reason,
        at: Micros,
    },
    /// It is not wanted any more.
    ApprovalWithdrawn {
        by: Person,
        reason: Option<Reason>,
        at: Micros,
    },
    /// It still waits, and its time is nearly over.
    ApprovalReminded {
        at: Micros,
    },
    /// Nobody decided in time.
    ApprovalExpired {
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
        fence: u64,
    },
    /// A step did not work, and never will: what was done is undone.
    StepFailed {
        step: Step,
        fault: Fault,
        at: Micros,
        fence: u64,
    },
    /// Somebody wants the step at hand to be tried now.
    RetryRequested {
        at: Micros,
    },
    /// The step at hand must be done and cannot be so far. Somebody should look at it.
    AttentionNeeded {
        step: Step,
        fault: Fault,
        at: Micros,
    },

    /// The app lacks permissions in the tenant, and the MSP's own access is about to give it these, with
    /// those that it has.
    PermissionsSought {
        scopes: Vec<PermissionName>,
        at: Micros,
    },
    /// They were given. It takes a while until that is known everywhere.
    PermissionsGiven {
        at: Micros,
    },
    /// All is as it was when it was approved.
    PlanConfirmed {
        digest: PlanDigest,
        at: Micros,
    },
    /// It would change something else by now: the grant is void, and it waits for another.
    PlanMoved {
        plan: ChangePlan,
        valid_until: Micros,
        at: Micros,
    },
    /// All is already as it was to become: nothing is changed.
    ChangeFoundMade {
        at: Micros,
    },
    PasswordKept {
        at: Micros,
    },
    UserCreated {
        user: UserId,
        at: Micros,
    },
    UsageLocationSet {
        before: Option<Country>,
        after: Country,
        at: Micros,
    },
    /// What is named was changed, and not what was so before.
    LicencesChanged {
        added: BTreeSet<SkuId>,
        removed: BTreeSet<SkuId>,
        at: Micros,
    },
    SignInBlocked {
        at: Micros,
    },
    SignInAllowed {
        at: Micros,
    },
    SessionsRevoked {
        at: Micros,
    },
    GraceEnded {
        at: Micros,
    },
    /// The leaver's licences are free for others.
    LicencesFreed {
        removed: BTreeSet<SkuId>,
        at: Micros,
    },
    UserDeleted {
        at: Micros,
    },
    /// The command of our own was carried out.
    CarriedOut {
        at: Micros,
    },

    /// What nobody knew the outcome of was looked for, and is not there.
    EffectNotFound {
        step: Step,
        at: Micros,
    },
    SignInTakenBack {
        at: Micros,
    },
    LicencesTakenBack {
        at: Micros,
    },
    UsageLocationTakenBack {
        at: Micros,
    },
    UserTakenBack {
        at: Micros,
    },
    /// The first password is no longer in the vault.
    PasswordDropped {
        at: Micros,
    },

    /// All that was approved is done.
    ChangeMade {
        at: Micros,
    },
    /// It came to nothing, and what had been done is undone.
    ChangeUndone {
        fault: Fault,
        at: Micros,
    },
    /// Somebody gave up what was left to do, and answers for it.
    ChangeAbandoned {
        by: Person,
        reason: Reason,
        at: Micros,
    },
    /// Somebody was given the first password. On record before it is read, so nobody is given it twice.
    PasswordHandedOut {
        to: Person,
        at: Micros,
    },
}

event_shapes! {
    ApprovalEvent {
        ApprovalRequested = "1",
        ApprovalGiven = "1",
        ApprovalGranted = "1",
        ApprovalRejected = "1",
        ApprovalWithdrawn = "1",
        ApprovalReminded = "1",
        ApprovalExpired = "1",
        StepRequested = "1",
        StepDelayed = "1",
        StepFailed = "1",
        RetryRequested = "1",
        AttentionNeeded = "1",
        PermissionsSought = "1",
        PermissionsGiven = "1",
        PlanConfirmed = "1",
        PlanMoved = "1",
        ChangeFoundMade = "1",
        PasswordKept = "1",
        UserCreated = "1",
        UsageLocationSet = "1",
        LicencesChanged = "1",
        SignInBlocked = "1",
        SignInAllowed = "1",
        SessionsRevoked = "1",
        GraceEnded = "1",
        LicencesFreed = "1",
        UserDeleted = "1",
        CarriedOut = "1",
        EffectNotFound = "1",
        SignInTakenBack = "1",
        LicencesTakenBack = "1",
        UsageLocationTakenBack = "1",
        UserTakenBack = "1",
        PasswordDropped = "1",
        ChangeMade = "1",
        ChangeUndone = "1",
        ChangeAbandoned = "1",
        PasswordHandedOut = "1",
    }
    upcasts {}
}

impl ApprovalEvent {
    /// When it happened.
    pub fn at(&self) -> Micros {
        match self {
            Self::ApprovalRequested { at, .. }
            | Self::ApprovalGiven { at, .. }
            | Self::ApprovalGranted { at, .. }
            | Self::ApprovalRejected { at, .. }
            | Self::ApprovalWithdrawn { at, .. }
            | Self::ApprovalReminded { at }
            | Self::ApprovalExpired { at }
            | Self::StepRequested { at, .. }
            | Self::StepDelayed { at, .. }
            | Self::StepFailed { at, .. }
            | Self::RetryRequested { at }
            | Self::AttentionNeeded { at, .. }
            | Self::PermissionsSought { at, .. }
            | Self::PermissionsGiven { at }
            | Self::PlanConfirmed { at, .. }
            | Self::PlanMoved { at, .. }
            | Self::ChangeFoundMade { at }
            | Self::PasswordKept { at }
            | Self::UserCreated { at, .. }
            | Self::UsageLocationSet { at, .. }
            | Self::LicencesChanged { at, .. }
            | Self::SignInBlocked { at }
            | Self::SignInAllowed { at }
            | Self::SessionsRevoked { at }
            | Self::GraceEnded { at }
            | Self::LicencesFreed { at, .. }
            | Self::UserDeleted { at }
            | Self::CarriedOut { at }
            | Self::EffectNotFound { at, .. }
            | Self::SignInTakenBack { at }
            | Self::LicencesTakenBack { at }
            | Self::UsageLocationTakenBack { at }
            | Self::UserTakenBack { at }
            | Self::PasswordDropped { at }
            | Self::ChangeMade { at }
            | Self::ChangeUndone { at, .. }
            | Self::ChangeAbandoned { at, .. }
            | Self::PasswordHandedOut { at, .. } => *at,
        }
    }

    /// The step that came to its end with it, if one did.
    pub fn ends(&self) -> Option<Step> {
        match self {
            Self::ApprovalReminded { .. } => Some(Step::Remind),
            Self::ApprovalExpired { .. } => Some(Step::Expire),
            Self::PlanConfirmed { .. } | Self::PlanMoved { .. } | Self::ChangeFoundMade { .. } => {
                Some(Step::ConfirmPlan)
            }
            Self::PasswordKept { .. } => Some(Step::KeepPassword),
            Self::UserCreated { .. } => Some(Step::CreateUser),
            Self::UsageLocationSet { .. } => Some(Step::SetUsageLocation),
            Self::LicencesChanged { .. } => Some(Step::ChangeLicences),
            Self::SignInBlocked { .. } => Some(Step::BlockSignIn),
            Self::SignInAllowed { .. } => Some(Step::AllowSignIn),
            Self::SessionsRevoked { .. } => Some(Step::RevokeSessions),
            Self::GraceEnded { .. } => Some(Step::WaitForGrace),
            Self::LicencesFreed { .. } => Some(Step::FreeLicences),
            Self::UserDeleted { .. } => Some(Step::DeleteUser),
            Self::CarriedOut { .. } => Some(Step::CarryOut),
            Self::SignInTakenBack { .. } => Some(Step::TakeBackSignIn),
            Self::LicencesTakenBack { .. } => Some(Step::TakeBackLicences),
            Self::UsageLocationTakenBack { .. } => Some(Step::TakeBackUsageLocation),
            Self::UserTakenBack { .. } => Some(Step::TakeBackUser),
            Self::PasswordDropped { .. } => Some(Step::DropPassword),
            Self::ApprovalRequested { .. }
            | Self::ApprovalGiven { .. }
            | Self::ApprovalGranted { .. }
            | Self::ApprovalRejected { .. }
            | Self::ApprovalWithdrawn { .. }
            | Self::StepRequested { .. }
            | Self::StepDelayed { .. }
            | Self::StepFailed { .. }
            | Self::RetryRequested { .. }
            | Self::AttentionNeeded { .. }
            | Self::PermissionsSought { .. }
            | Self::PermissionsGiven { .. }
            | Self::EffectNotFound { .. }
            | Self::ChangeMade { .. }
            | Self::ChangeUndone { .. }
            | Self::ChangeAbandoned { .. }
            | Self::PasswordHandedOut { .. } => None,
        }
    }
}
