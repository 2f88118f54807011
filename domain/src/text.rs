//! Short texts people type, checked once at the border and trusted from then on.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// The text is empty, too long or holds control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be 1 to {limit} characters without control characters; this one {problem}")]
pub struct InvalidText {
    pub what: &'static str,
    pub limit: usize,
    pub problem: &'static str,
}

impl InvalidText {
    pub const CODE: &'static str = "INVALID_TEXT";
}

fn check(text: &str, what: &'static str, limit: usize) -> Result<String, InvalidText> {
    let trimmed = text.trim();
    let problem = if trimmed.is_empty() {
        "is empty"
    } else if trimmed.chars().count() > limit {
        "is too long"
    } else if trimmed.chars().any(char::is_control) {
        "holds a control character"
    } else {
        return Ok(trimmed.to_owned());
    };
    Err(InvalidText {
        what,
        limit,
        problem,
    })
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident => $what:literal up to $limit:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text, trimmed, if it is one that people can read.
            pub fn new(text: &str) -> Result<Self, InvalidText> {
                check(text, $what, $limit).map(Self)
            }

            /// What can be kept of a text that nobody typed; `otherwise` when that is nothing.
            pub fn clipped(text: &str, otherwise: &str) -> Self {
                let clean = |text: &str| -> String {
                    let printable = text.chars().filter(|c| !c.is_control());
                    printable.take($limit).collect::<String>().trim().to_owned()
                };
                let text = clean(text);
                Self(if text.is_empty() { clean(otherwise) } else { text })
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        // An event read back is a fact: the limits of today are not held against it.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(Self)
            }
        }
    )+};
}

texts! {
    /// What people call a customer.
    CustomerName => "a customer's name" up to 200;
    /// A short label to group customers by.
    Tag => "a tag" up to 50;
    /// Why somebody did something, in their own words.
    Reason => "a reason" up to 1000;
    /// What a GDAP relationship is called: unique among all of its partner's.
    RelationshipName => "a relationship's name" up to 50;
    /// What an MSP calls a template of terms.
    TemplateName => "a template's name" up to 80;
    /// What a group of the MSP's own people is called.
    GroupName => "a group's name" up to 120;
    /// What somebody who signs in is called, so that colleagues know who it is.
    MemberName => "a member's name" up to 200;
    /// What a service token is for.
    ServiceTokenName => "a service token's name" up to 80;
    /// What an MSP calls its account at a vendor.
    VendorConnectionName => "a vendor connection's name" up to 80;
    /// What an MSP calls a notice channel.
    NoticeChannelName => "a notice channel's name" up to 80;
    /// The name of a projection.
    ProjectionName => "a projection's name" up to 60;
    /// What an organization at Microsoft is called.
    OrganizationName => "an organization's name" up to 256;
    /// A domain of an organization at Microsoft, in small letters.
    DomainName => "a domain" up to 253;
    /// How something is, before or after a change, where that is nobody's personal data.
    ShownText => "what is shown of a change" up to 300;
    /// By what a preview is known to whoever showed it.
    PreviewToken => "a preview's token" up to 200;
    /// What an MSP calls a procedure.
    ProcedureName => "a procedure's name" up to 80;
    /// What a procedure is for, and when it is followed.
    ProcedureText => "a procedure's description" up to 2000;
    /// What a step of a procedure is called.
    StepTitle => "a step's title" up to 120;
    /// What people are asked for.
    InputLabel => "an input's label" up to 80;
    /// A permission, as Microsoft names it.
    PermissionName => "a permission" up to 120;
}

impl OrganizationName {
    /// What a cloud calls an organization, made fit to be read; nothing when nothing is left.
    pub fn of_cloud(text: &str) -> Option<Self> {
        let fit = |letter: char| if letter.is_control() { ' ' } else { letter };
        let text: String = text.trim().chars().map(fit).take(256).collect();
        Self::new(&text).ok()
    }
}

impl DomainName {
    /// A domain as a cloud spells it; nothing when it is none.
    pub fn of_cloud(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let fine = !text.contains(char::is_whitespace);
        Self::new(&text).ok().filter(|_| fine)
    }
}
