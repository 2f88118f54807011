//! What an MSP can be told of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::approval::ApprovalEvent;

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident $word:literal;)+) => {
        /// What a channel is opened for.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum NoticeTopic {
            $($(#[$doc])* $name,)+
        }

        impl NoticeTopic {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// One word, as it is written down.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

topics! {
    /// A change waits for decisions.
    DecisionWanted "decision_wanted";
    /// A change still waits, and its time is nearly over.
    Reminder "reminder";
    /// A change was granted, rejected or withdrawn, or nobody decided in time.
    Decided "decided";
    /// A change was made, undone or abandoned.
    Outcome "outcome";
    /// A change must be made and cannot be so far.
    Attention "attention";
}

/// There is no topic of this word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no topic; there are {}", all_topics())]
pub struct UnknownTopic {
    pub text: String,
}

fn all_topics() -> String {
    let words: Vec<&str> = NoticeTopic::ALL.iter().map(|it| it.as_str()).collect();
    words.join(", ")
}

impl UnknownTopic {
    pub const CODE: &'static str = "NOTICE_TOPIC_UNKNOWN";
}

impl FromStr for NoticeTopic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        let found = Self::ALL.iter().find(|it| it.as_str() == text);
        found.copied().ok_or_else(|| UnknownTopic {
            text: text.chars().take(80).collect(),
        })
    }
}

/// The word.
impl fmt::Display for NoticeTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! kinds {
    ($($name:ident $word:literal $topic:ident $sentence:literal;)+) => {
        /// What a notice says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum NoticeKind {
            $($name,)+
            /// Somebody tries whether the channel works.
            Test,
        }

        impl NoticeKind {
            pub const ALL: &'static [Self] = &[$(Self::$name,)+ Self::Test];

            /// As receivers tell notices apart.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("approval.", $word),)+
                    Self::Test => "test",
                }
            }

            /// For which topic it is told. A test is for every channel.
            pub fn topic(self) -> Option<NoticeTopic> {
                match self {
                    $(Self::$name => Some(NoticeTopic::$topic),)+
                    Self::Test => None,
                }
            }

            /// For people.
            pub fn sentence(self) -> &'static str {
                match self {
                    $(Self::$name => $sentence,)+
                    Self::Test => "This is a test: the channel works.",
                }
            }
        }
    };
}

kinds! {
    DecisionWanted "decision_wanted" DecisionWanted "A change waits for a decision.";
    PlanMoved "plan_moved" DecisionWanted
        "A change would come to something else by now, and waits for another decision.";
    Reminder "reminder" Reminder "A change still waits for a decision, and its time is nearly over.";
    Granted "granted" Decided "A change was approved, and is being made.";
    Rejected "rejected" Decided "A change was rejected.";
    Withdrawn "withdrawn" Decided "A change was withdrawn.";
    Expired "expired" Decided "Nobody decided about a change in time.";
    Done "done" Outcome "A change was made.";
    Undone "undone" Outcome "A change came to nothing, and what had been done is undone.";
    Abandoned "abandoned" Outcome "Somebody gave up what was left to do of a change.";
    AttentionNeeded "attention_needed" Attention
        "A change must be made and cannot be so far. Somebody should look at it.";
}

impl NoticeKind {
    /// What people are told of an approval's event; nothing of its single steps. What a rule granted in
    /// the same moment waited for nobody.
    pub fn of(event: &ApprovalEvent) -> Option<Self> {
        use ApprovalEvent as E;
        match event {
            E::ApprovalRequested { ground: None, .. } => Some(Self::DecisionWanted),
            E::PlanMoved { .. } => Some(Self::PlanMoved),
            E::ApprovalReminded { .. } => Some(Self::Reminder),
            E::ApprovalGranted { .. } => Some(Self::Granted),
            E::ApprovalRejected { .. } => Some(Self::Rejected),
            E::ApprovalWithdrawn { .. } => Some(Self::Withdrawn),
            E::ApprovalExpired { .. } => Some(Self::Expired),
            E::ChangeMade { .. } => Some(Self::Done),
            E::ChangeUndone { .. } => Some(Self::Undone),
            E::ChangeAbandoned { .. } => Some(Self::Abandoned),
            E::AttentionNeeded { .. } => Some(Self::AttentionNeeded),
            E::ApprovalRequested {
                ground: Some(_), ..
            }
            | E::ApprovalGiven { .. }
            | E::StepRequested { .. }
            | E::StepDelayed { .. }
            | E::StepFailed { .. }
            | E::RetryRequested { .. }
            | E::PermissionsSought { .. }
            | E::PermissionsGiven { .. }
            | E::PlanConfirmed { .. }
            | E::ChangeFoundMade { .. }
            | E::PasswordKept { .. }
            | E::UserCreated { .. }
            | E::UsageLocationSet { .. }
            | E::LicencesChanged { .. }
            | E::SignInBlocked { .. }
            | E::SignInAllowed { .. }
            | E::SessionsRevoked { .. }
            | E::GraceEnded { .. }
            | E::LicencesFreed { .. }
            | E::UserDeleted { .. }
            | E::CarriedOut { .. }
            | E::EffectNotFound { .. }
            | E::SignInTakenBack { .. }
            | E::LicencesTakenBack { .. }
            | E::UsageLocationTakenBack { .. }
            | E::UserTakenBack { .. }
            | E::PasswordDropped { .. }
            | E::PasswordHandedOut { .. } => None,
        }
    }
}
