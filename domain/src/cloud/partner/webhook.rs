//! Of what Partner Center tells, and where.

use crate::cloud::gdap::{AssignmentId, RelationshipId};
use crate::cloud::name::names;
use jiff::Timestamp;
use std::fmt;

macro_rules! topics {
    ($($(#[$doc:meta])* $name:ident => $text:literal;)+) => {
        /// What an event is about. Those that we act on have a name of their own.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Topic {
            $($(#[$doc])* $name,)+
            /// Any other, in Partner Center's words.
            Other(String),
        }

        impl Topic {
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)+
                    Self::Other(text) => text,
                }
            }

            pub fn of(text: &str) -> Self {
                match text {
                    $($text => Self::$name,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

topics! {
    /// Sent on demand, to try the way.
    Test => "test-created";
    RelationshipApproved => "granular-admin-relationship-approved";
    RelationshipActivated => "granular-admin-relationship-activated";
    RelationshipTerminated => "granular-admin-relationship-terminated";
    RelationshipExpired => "granular-admin-relationship-expired";
    AssignmentCreated => "granular-admin-access-assignment-created";
    AssignmentActivated => "granular-admin-access-assignment-activated";
    AssignmentUpdated => "granular-admin-access-assignment-updated";
    AssignmentDeleted => "granular-admin-access-assignment-deleted";
}

impl Topic {
    /// All that onboarding and the watch over drift live on.
    pub fn wanted() -> Vec<Self> {
        vec![
            Self::Test,
            Self::RelationshipApproved,
            Self::RelationshipActivated,
            Self::RelationshipTerminated,
            Self::RelationshipExpired,
            Self::AssignmentCreated,
            Self::AssignmentActivated,
            Self::AssignmentUpdated,
            Self::AssignmentDeleted,
        ]
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an event happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Relationship(RelationshipId),
    Assignment {
        relationship: RelationshipId,
        assignment: AssignmentId,
    },
    /// Nothing that we know how to look up.
    Other,
}

/// Where events go, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    address: String,
    topics: Vec<Topic>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("events go to an https address, and there is at least one kind of them")]
pub struct InvalidRegistration;

impl InvalidRegistration {
    pub const CODE: &'static str = "WEBHOOK_REGISTRATION_INVALID";
}

impl Registration {
    pub fn new(address: &str, mut topics: Vec<Topic>) -> Result<Self, InvalidRegistration> {
        let host = address.strip_prefix("https://").unwrap_or_default();
        let odd = |letter: char| letter.is_whitespace() || letter.is_control();
        topics.sort();
        topics.dedup();
        if host.is_empty() || host.starts_with('/') || host.contains(odd) || topics.is_empty() {
            return Err(InvalidRegistration);
        }
        Ok(Self {
            address: address.to_owned(),
            topics,
        })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// In order, each once.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }
}

names! {
    /// A delivery that was asked for.
    TestId => "test id";
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestStatus {
    Pending,
    Delivered,
    Failed,
    Unknown(String),
}

/// One time that Partner Center tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub at: Option<Timestamp>,
    /// What we answered.
    pub answered: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestEvent {
    pub status: TestStatus,
    pub attempts: Vec<Attempt>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_read_as_they_are_written() {
        for topic in Topic::wanted() {
            assert_eq!(Topic::of(topic.as_str()), topic);
        }
        let other = Topic::of("subscription-updated");
        assert_eq!(other, Topic::Other("subscription-updated".to_owned()));
        assert_eq!(other.to_string(), "subscription-updated");
    }

    #[test]
    fn events_go_to_https_only() {
        assert!(Registration::new("https://t.example/hook", vec![Topic::Test]).is_ok());
        for bad in [
            "http://t.example/hook",
            "https://",
            "https:///x",
            "",
            "https://a b",
        ] {
            assert!(Registration::new(bad, vec![Topic::Test]).is_err(), "{bad}");
        }
        assert!(Registration::new("https://t.example/hook", vec![]).is_err());
    }
}
