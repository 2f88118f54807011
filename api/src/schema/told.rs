//! What came of a mutation: the thing as it stands, where it is on record, or why it was turned down.

use async_graphql::{Enum, ID, SimpleObject};
use tenantry_domain::aggregate::Refusal;
use tenantry_domain::ids::{CustomerId, MalformedId, RecordId, TenantId, VendorConnectionId};
use tenantry_domain::record::Micros;
use tenantry_domain::text::{InvalidText, Reason};
use tenantry_engine::commands::{CommandError, Done};
use uuid::Uuid;

use super::fault::Fault;
use super::ids::{self, Kind};
use super::scalars::{DateTime, Position};

/// Where a mutation is on record.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct Receipt {
    /// The MSP's ledger up to here holds it. Give it as `atLeast` to read what came of it.
    pub(crate) position: Position,
    /// What was recorded.
    pub(crate) outcome: Outcome,
    /// When it was recorded; for what was already so, when that was found.
    pub(crate) recorded_at: DateTime,
}

/// What was recorded on account of a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum Outcome {
    /// It was new.
    Recorded,
    /// It was so already: nothing had to be recorded.
    AlreadyDone,
    /// It was asked before with this idempotency key: this is what came of it then.
    Replayed,
}

impl Outcome {
    pub(crate) fn of(done: &Done) -> Self {
        match (done.replayed, done.receipt.events) {
            (true, _) => Self::Replayed,
            (false, 0) => Self::AlreadyDone,
            (false, _) => Self::Recorded,
        }
    }
}

impl From<Done> for Receipt {
    fn from(done: Done) -> Self {
        Self {
            position: Position(done.receipt.position),
            outcome: Outcome::of(&done),
            recorded_at: DateTime(done.receipt.recorded_at),
        }
    }
}

/// Why a wish was turned down: an answer to whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The field of the input that it is about.
    pub(crate) field: Option<&'static str>,
    /// What stands in the way.
    pub(crate) obstacle: Option<Box<Obstacle>>,
}

/// What stands in the way of a wish, for whoever wants to look at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Obstacle {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) record: Option<RecordId>,
    pub(crate) connection: Option<VendorConnectionId>,
    pub(crate) tenant: Option<TenantId>,
    /// Who did what stands in the way, and when.
    pub(crate) by: Option<String>,
    pub(crate) at: Option<Micros>,
}

impl Refused {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
            obstacle: None,
        }
    }

    /// This stands in the way.
    #[must_use]
    pub(crate) fn because_of(mut self, obstacle: Obstacle) -> Self {
        self.obstacle = Some(Box::new(obstacle));
        self
    }

    /// It is about this field of the input.
    #[must_use]
    pub(crate) fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }
}

impl From<InvalidText> for Refused {
    fn from(error: InvalidText) -> Self {
        Self::new(InvalidText::CODE, error.to_string())
    }
}

impl From<MalformedId> for Refused {
    fn from(error: MalformedId) -> Self {
        Self::new(MalformedId::CODE, error.to_string())
    }
}

/// The id in a field of an input, of one kind.
pub(crate) fn given(kind: Kind, id: &ID, field: &'static str) -> Result<Uuid, Refused> {
    ids::of(kind, id).map_err(|fault| Refused::new(fault.code, fault.message).at(field))
}

/// The reason that somebody has to give.
pub(crate) fn why(text: &str) -> Result<Reason, Unmet> {
    Ok(Reason::new(text).map_err(|error| Refused::from(error).at("reason"))?)
}

/// Turned down, or not answered at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unmet {
    Refused(Refused),
    Fault(Fault),
}

impl<T: Into<Refused>> From<T> for Unmet {
    fn from(refused: T) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<Fault> for Unmet {
    fn from(fault: Fault) -> Self {
        match fault.code {
            // Of an input, this is for whoever filled it in.
            "NODE_ID_MALFORMED" => Self::Refused(Refused::new("NODE_ID_MALFORMED", fault.message)),
            _ => Self::Fault(fault),
        }
    }
}

/// The rules' answers are told; what kept the rules from being asked is a fault.
pub(crate) fn unmet<R: Refusal>(error: CommandError<R>) -> Unmet {
    match &error {
        CommandError::Refused(_) | CommandError::KeyReused | CommandError::TooLarge { .. } => {
            Unmet::Refused(Refused::new(error.code(), error.to_string()))
        }
        CommandError::KeyMalformed => {
            let refused = Refused::new(error.code(), error.to_string());
            Unmet::Refused(refused.at("idempotencyKey"))
        }
        _ => Unmet::Fault(error.into()),
    }
}

/// Declares the user errors of one noun: an enum of its codes, and the type that carries them. The
/// codes that every mutation may answer with are added; what a noun tells beyond that is read from the
/// refusal.
macro_rules! user_errors {
    (
        $(#[$doc:meta])*
        $error:ident, $code:ident { $($(#[$code_doc:meta])* $variant:ident,)* }
        $(tells { $($(#[$told_doc:meta])* $told:ident: $kind:ty = $read:expr,)* })?
    ) => {
        #[doc = concat!("The codes of `", stringify!($error), "`. Clients must expect new ones.")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, async_graphql::Enum)]
        pub(crate) enum $code {
            $($(#[$code_doc])* $variant,)*
            /// A text is empty, too long, or holds what is no text.
            InvalidText,
            /// An id is no UUID.
            MalformedId,
            /// An id was not given out by this API, or is of something else.
            NodeIdMalformed,
            /// The idempotency key was used before, for another request.
            IdempotencyKeyReused,
            /// An idempotency key has 1 to 200 printable ASCII characters.
            IdempotencyKeyMalformed,
            /// It would be more than one event may hold.
            EventTooLarge,
        }

        $(#[$doc])*
        #[derive(Debug, Clone, async_graphql::SimpleObject)]
        pub(crate) struct $error {
            /// Which refusal it is; it stays the same in all languages and versions.
            code: $code,
            /// One sentence for people.
            message: String,
            /// What to do about it.
            remedy: Option<String>,
            /// Who can do that.
            who_acts: Option<String>,
            /// The field of the input that it is about, if it is about one.
            path: Option<Vec<String>>,
            /// Where the page of this code is, on this server.
            help_page: String,
            $($($(#[$told_doc])* $told: $kind,)*)?
        }

        impl $error {
            /// Nothing where the code is none of this noun's.
            fn known(refused: &$crate::schema::told::Refused) -> Option<Self> {
                let mut values = <$code as async_graphql::resolver_utils::EnumType>::items().iter();
                let item = values.find(|item| item.name == refused.code)?;
                let path = refused.field.map(|field| vec!["input".to_owned(), field.to_owned()]);
                Some(Self {
                    code: item.value,
                    message: refused.message.clone(),
                    remedy: $crate::pages::remedy(refused.code),
                    who_acts: $crate::pages::who_acts(refused.code),
                    path,
                    help_page: format!("/help/{}", refused.code),
                    $($($told: $read(refused),)*)?
                })
            }
        }

        impl $crate::schema::told::UserError for $error {
            fn of(unmet: $crate::schema::told::Unmet) -> Result<Self, $crate::schema::fault::Fault> {
                use $crate::schema::{fault::Fault, told::Unmet};
                match unmet {
                    Unmet::Fault(fault) => Err(fault),
                    Unmet::Refused(refused) => {
                        Self::known(&refused).ok_or_else(|| Fault::input(refused.code, refused.message))
                    }
                }
            }
        }
    };
}
pub(crate) use user_errors;

/// An error as a noun's payloads carry it.
pub(crate) trait UserError: Sized {
    /// The error, unless it is a fault of the whole field.
    fn of(unmet: Unmet) -> Result<Self, Fault>;
}

/// Declares the payload of a mutation. What is on record elsewhere than in the MSP's ledger names its
/// own kind of receipt.
macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $(#[$field_doc:meta])* $field:ident : $object:ty, $error:ty }) => {
        $crate::schema::told::payload! {
            $(#[$doc])*
            $name { $(#[$field_doc])* $field: $object, $error, $crate::schema::told::Receipt }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident { $(#[$field_doc:meta])* $field:ident : $object:ty, $error:ty, $receipt:ty }
    ) => {
        $(#[$doc])*
        #[derive(Debug, async_graphql::SimpleObject)]
        pub(crate) struct $name {
            $(#[$field_doc])*
            $field: Option<$object>,
            /// Where it is on record. Nothing when it was turned down.
            receipt: Option<$receipt>,
            /// Why it was turned down. Empty when it was not.
            user_errors: Vec<$error>,
        }

        impl $name {
            pub(crate) fn told(
                outcome: Result<($receipt, Option<$object>), $crate::schema::told::Unmet>,
            ) -> Result<Self, $crate::schema::fault::Fault> {
                use $crate::schema::told::UserError as _;
                Ok(match outcome {
                    Ok((receipt, $field)) => Self {
                        $field,
                        receipt: Some(receipt),
                        user_errors: Vec::new(),
                    },
                    Err(unmet) => Self {
                        $field: None,
                        receipt: None,
                        user_errors: vec![<$error>::of(unmet)?],
                    },
                })
            }
        }
    };
}
pub(crate) use payload;
