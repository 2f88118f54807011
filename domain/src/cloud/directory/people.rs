//! Users and groups. Who they are is personal data: `Debug` shows ids and nothing else.

use super::{ChangeToken, GroupId, SkuId, UserId};
use crate::cloud::Bookmark;
use std::fmt;

/// Whether an account belongs to the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    Member,
    Guest,
    /// The cloud does not say, as with some that were made long ago.
    Unknown,
}

/// An account of a tenant.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// Such as `ada@contoso.example`.
    pub name: Option<String>,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub mail: Option<String>,
    pub addresses: Vec<String>,
    pub kind: AccountKind,
    pub enabled: Option<bool>,
    pub job_title: Option<String>,
    pub department: Option<String>,
    pub company: Option<String>,
    pub office: Option<String>,
    pub mobile: Option<String>,
    pub phones: Vec<String>,
    pub usage_location: Option<String>,
    pub employee_id: Option<String>,
    pub licences: Vec<SkuId>,
    /// Whether it comes from a directory on the customer's own machines.
    pub synchronized: bool,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// How an account went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departure {
    /// It lies in the bin, and can be restored.
    Restorable,
    Permanent,
}

/// What happened to something since it was read last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<T, Id> {
    /// As it is now: new, or other than before.
    Now(T),
    Gone(Id, Departure),
}

/// Part of a round of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<T> {
    pub rows: Vec<Change<T, UserId>>,
    pub then: Then,
}

/// How a round of changes goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    More(Bookmark),
    /// The round is over; the next one begins here.
    Later(ChangeToken),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupKind {
    Security,
    /// Of Microsoft 365, with a mailbox of its own.
    Modern,
    Distribution,
}

/// A group of a tenant.
#[derive(Clone, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: Option<String>,
    pub description: Option<String>,
    pub mail: Option<String>,
    pub kind: GroupKind,
    /// Whether there is a team in Teams with it.
    pub team: bool,
    /// Who is in it follows from a rule, not from a list.
    pub dynamic: bool,
    pub synchronized: bool,
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Who is in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    User(UserId),
    Group(GroupId),
    /// A device, an app, a contact.
    Other,
}

/// A user's picture, as far as it had to be sent.
#[derive(Clone, PartialEq, Eq)]
pub enum Photo {
    /// There is none.
    None,
    /// The one at hand is still right.
    Unchanged,
    Picture {
        kind: String,
        tag: Option<String>,
        bytes: Vec<u8>,
    },
}

impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Unchanged => f.write_str("Unchanged"),
            Self::Picture { bytes, .. } => write!(f, "Picture({} bytes)", bytes.len()),
        }
    }
}
