//! What can be wished of an approval, and the code that a wish was refused with.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! wishes {
    ($($(#[$doc:meta])* $name:ident $word:literal $sentence:literal;)+) => {
        /// What can be wished of an approval.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum WishKind {
            $($(#[$doc])* $name,)+
        }

        impl WishKind {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// One word, as it is written down.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What somebody tried, for people.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

wishes! {
    /// A change was asked for.
    Request "request" "ask for a change";
    Approve "approve" "approve it";
    Reject "reject" "turn it down";
    /// What was asked for was to be taken back.
    Withdraw "withdraw" "take it back";
    /// The step at hand was to be tried now.
    Retry "retry" "have its step tried now";
    /// What was left to do was to be given up.
    Abandon "abandon" "give it up";
    /// What was done was to be taken back, by changes of their own.
    Undo "undo" "have it undone";
    /// The first password was wanted.
    HandOut "hand_out" "get its first password";
    /// Many were to be decided about at once, and none of them was.
    DecideTogether "decide_together" "decide about many at once";
}

/// The word.
impl fmt::Display for WishKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A code that has a page. It is made of what is written in the program alone, so nothing that somebody typed
/// gets on record as one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RefusalCode(String);

impl RefusalCode {
    pub fn of(code: &'static str) -> Self {
        Self(code.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
