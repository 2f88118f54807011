//! The steps of a change, each with what takes it back.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::saga::{self, Class};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    // While it waits for decisions.
    Remind,
    Expire,

    /// The plan is made again from how things stand, and has to be the one that was approved.
    ConfirmPlan,
    /// A password is drawn, and kept in the vault until somebody fetches it.
    KeepPassword,
    CreateUser,
    SetUsageLocation,
    ChangeLicences,
    BlockSignIn,
    AllowSignIn,
    RevokeSessions,
    WaitForGrace,
    /// What a leaver still has.
    FreeLicences,
    DeleteUser,
    /// A command of our own, in the name of the approval.
    CarryOut,

    // What takes back.
    TakeBackSignIn,
    TakeBackLicences,
    TakeBackUsageLocation,
    TakeBackUser,
    /// Also after all has ended: nobody fetched it, or somebody did.
    DropPassword,
}

impl Step {
    pub(super) const fn class_of(self) -> Class {
        match self {
            Self::Remind
            | Self::Expire
            | Self::ConfirmPlan
            | Self::WaitForGrace
            // Tried again for ever: a leaver never comes back because a licence could not be taken.
            | Self::FreeLicences
            | Self::TakeBackSignIn
            | Self::TakeBackLicences
            | Self::TakeBackUsageLocation
            | Self::TakeBackUser
            | Self::DropPassword => Class::RetryOnly,
            Self::KeepPassword | Self::CreateUser => Class::Reversible,
            Self::SetUsageLocation | Self::ChangeLicences | Self::BlockSignIn | Self::AllowSignIn => {
                Class::Compensable
            }
            Self::RevokeSessions | Self::DeleteUser | Self::CarryOut => Class::PointOfNoReturn,
        }
    }

    /// What takes it back, where something does.
    pub fn undo(self) -> Option<Self> {
        match self {
            Self::KeepPassword => Some(Self::DropPassword),
            Self::CreateUser => Some(Self::TakeBackUser),
            Self::SetUsageLocation => Some(Self::TakeBackUsageLocation),
            Self::ChangeLicences => Some(Self::TakeBackLicences),
            Self::BlockSignIn | Self::AllowSignIn => Some(Self::TakeBackSignIn),
            Self::Remind
            | Self::Expire
            | Self::ConfirmPlan
            | Self::RevokeSessions
            | Self::WaitForGrace
            | Self::FreeLicences
            | Self::DeleteUser
            | Self::CarryOut
            | Self::TakeBackSignIn
            | Self::TakeBackLicences
            | Self::TakeBackUsageLocation
            | Self::TakeBackUser
            | Self::DropPassword => None,
        }
    }

    /// Afterwards something may be otherwise, which has to be found out before anything is undone.
    pub(super) fn makes(self) -> bool {
        self.class_of().leaves_traces()
    }

    /// It comes after what cannot be taken back, or takes back itself.
    pub(super) const fn is_never_given_up(self) -> bool {
        matches!(
            self,
            Self::FreeLicences
                | Self::TakeBackSignIn
                | Self::TakeBackLicences
                | Self::TakeBackUsageLocation
                | Self::TakeBackUser
                | Self::DropPassword
        )
    }
}

impl saga::Step for Step {
    fn class(&self) -> Class {
        self.class_of()
    }

    /// So is what comes after the point of no return: it is tried until it is done.
    fn is_undo(&self) -> bool {
        self.is_never_given_up()
    }
}

/// As people read it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Remind => "remind those who decide",
            Self::Expire => "let the request expire",
            Self::ConfirmPlan => "see whether the plan still holds",
            Self::KeepPassword => "put a first password into the vault",
            Self::CreateUser => "create the user",
            Self::SetUsageLocation => "say in which country the user is",
            Self::ChangeLicences => "change the user's licences",
            Self::BlockSignIn => "block the user's sign-in",
            Self::AllowSignIn => "let the user sign in",
            Self::RevokeSessions => "end all of the user's sessions",
            Self::WaitForGrace => "wait until the grace is over",
            Self::FreeLicences => "take the user's licences",
            Self::DeleteUser => "delete the user",
            Self::CarryOut => "carry it out",
            Self::TakeBackSignIn => "let sign-in be as it was",
            Self::TakeBackLicences => "let the user's licences be as they were",
            Self::TakeBackUsageLocation => "let the user's country be as it was",
            Self::TakeBackUser => "delete the user that was created",
            Self::DropPassword => "take the first password out of the vault",
        })
    }
}
