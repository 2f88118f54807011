//! Wishes that were refused, on record: who tried what, and the code that it came to nothing with.
//!
//! Every wish of somebody's passes [`Approvals::witnessed`], so there is one place that knows of all refusals. What
//! is refused before the rules are asked, at a desk of the API or of the command line, is handed to
//! [`Approvals::note_refused`].
//!
//! A refusal is recorded beside the approval, in a stream that nobody decides upon. Where it cannot be recorded
//! whoever asked is refused all the same, and the log says so.

use std::fmt::Write as _;

use tenantry_domain::approval::{Operation, OperationKind, Person};
use tenantry_domain::approval_refusal::{
    NoteRefusedWish, RefusalCode, RefusedWishCommand, RefusedWishRefusal, RefusedWishes, WishKind,
};
use tenantry_domain::cloud::Cause;
use tenantry_domain::customer::Customer;
use tenantry_domain::ids::{ApprovalId, CustomerId, MspId};
use tenantry_domain::record::Source;
use uuid::Uuid;

use super::{ApprovalError, ApprovalWish, Approvals, TogetherError};
use crate::commands::{CommandError, Context, Request};
use crate::consents::ConsentError;
use crate::holdings::HoldingError;
use crate::mapping::MappingError;
use crate::vendors::VendorError;

/// A wish, as far as the record of its refusal tells of it.
#[derive(Debug, Clone, Copy)]
pub struct Wished {
    kind: WishKind,
    id: ApprovalId,
    operation: Option<OperationKind>,
    customer: Option<CustomerId>,
}

impl Wished {
    /// The approval that a wish names need not be there.
    pub fn of(kind: WishKind, id: ApprovalId) -> Self {
        Self {
            kind,
            id,
            operation: None,
            customer: None,
        }
    }

    /// A change that was to be asked for, and for whom; the less of it can be read, the less is told.
    #[must_use]
    pub fn about(self, operation: Option<OperationKind>, customer: Option<CustomerId>) -> Self {
        Self {
            operation,
            customer,
            ..self
        }
    }

    pub(super) fn request(id: ApprovalId, wish: &ApprovalWish) -> Self {
        Self::of(WishKind::Request, id).about(wish.kind(), wish.customer())
    }

    pub(super) fn id(&self) -> ApprovalId {
        self.id
    }
}

/// The approval that a wish is about that names none: it follows from the wish's key, as that of a request does.
pub fn approval_of_key(msp: MspId, key: &str) -> ApprovalId {
    ApprovalId::new(Uuid::new_v5(&msp.as_uuid(), key.as_bytes()))
}

/// What may have been an answer to whoever wished.
pub(crate) trait Outcome {
    /// The code of a refusal; nothing of a fault.
    fn refusal(&self) -> Option<&'static str>;
}

impl Outcome for ApprovalError {
    fn refusal(&self) -> Option<&'static str> {
        self.is_refusal().then(|| self.code())
    }
}

impl Outcome for TogetherError {
    fn refusal(&self) -> Option<&'static str> {
        match self {
            Self::TooMany { .. } | Self::PreviewStale => Some(self.code()),
            Self::Approval(error) => error.refusal(),
        }
    }
}

impl Approvals {
    /// What comes of a wish, as it is. A refusal is on record by then.
    pub(crate) async fn witnessed<T, E: Outcome>(
        &self,
        msp: MspId,
        wished: Wished,
        context: &Context,
        outcome: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let outcome = outcome.await;
        let refusal = outcome.as_ref().err().and_then(Outcome::refusal);
        if let Some(code) = refusal {
            self.note_refused(msp, wished, code, context).await;
        }
        outcome
    }

    /// Records that a wish was refused. The same wish under the same key is recorded once.
    pub async fn note_refused(
        &self,
        msp: MspId,
        wished: Wished,
        code: &'static str,
        context: &Context,
    ) {
        let Some(by) = wisher(context) else {
            return;
        };
        if let Err(error) = self.note(msp, wished, code, by, context).await {
            let (approval, wish) = (wished.id, wished.kind);
            let kept = error.code();
            tracing::error!(code = kept, %error, refused = code, %wish, %approval, "a refusal is not on record");
        }
    }

    async fn note(
        &self,
        msp: MspId,
        wished: Wished,
        code: &'static str,
        by: Person,
        context: &Context,
    ) -> Result<(), CommandError<RefusedWishRefusal>> {
        let (operation, customer_id) = self.known_of(msp, wished).await;
        let mut context = context.clone();
        let key = context.idempotency_key.take();
        context.idempotency_key = key.map(|key| key_of(msp, wished, code, &by, &key));
        let note = NoteRefusedWish {
            by,
            wish: wished.kind,
            code: RefusalCode::of(code),
            operation,
            customer_id,
            at: self.parts.clock.now(),
        };
        let request = Request::<RefusedWishes> {
            msp,
            id: wished.id.to_string(),
            command: RefusedWishCommand::Note(note),
            context,
        };
        self.parts.engine.execute(request).await.map(drop)
    }

    /// What it was about: as the approval has it, where there is one, or as it was wished. A customer that this MSP
    /// does not know is not told of. What cannot be read now keeps no refusal from the record.
    async fn known_of(
        &self,
        msp: MspId,
        wished: Wished,
    ) -> (Option<OperationKind>, Option<CustomerId>) {
        let stands = self.of(msp, wished.id).await.unwrap_or_default();
        let of_approval = stands.request().map(|it| &it.operation);
        let operation = wished.operation.or(of_approval.map(Operation::kind));
        if let Some(operation_of) = of_approval {
            return (operation, operation_of.customer());
        }
        let Some(id) = wished.customer else {
            return (operation, None);
        };
        let engine = &self.parts.engine;
        let customer = engine.load::<Customer>(msp, &id.to_string()).await;
        let is_ours = customer.is_ok_and(|it| it != Customer::Unknown);
        (operation, is_ours.then_some(id))
    }
}

/// Whoever wishes. What the engine tries in somebody's name it tries by itself: that is no wish of theirs.
fn wisher(context: &Context) -> Option<Person> {
    Person::of(&context.actor).filter(|_| context.source != Source::Engine)
}

/// Whoever sends the same wish once more, and is refused as before, is on record already.
fn key_of(msp: MspId, wished: Wished, code: &str, by: &Person, key: &str) -> String {
    let mut name = format!("refused/{}/{}/{code}/", wished.kind, wished.id);
    // Who it was has any letters; its length keeps it apart from the key. Writing to a text cannot fail.
    let by = by.to_string();
    let _ = write!(name, "{}/{by}/{key}", by.len());
    Uuid::new_v5(&msp.as_uuid(), name.as_bytes()).to_string()
}

impl ApprovalError {
    /// Whether it is an answer to whoever asked. What kept the rules from being asked is a fault: of the database, of
    /// a cloud, or of too much at once.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Approval(error) => error.is_answer(),
            Self::Customer(error) => error.is_answer(),
            Self::Procedure(error) => error.is_answer(),
            Self::Settings(error) => error.is_answer(),
            Self::Onboarding(error) => error.is_answer(),
            Self::TenantConsent(error) => error.is_answer(),
            Self::TenantHolding(error) => error.is_answer(),
            Self::Partner(error) => error.is_answer(),
            Self::VendorConnection(error) => error.is_answer(),
            Self::Holding(error) => is_of_holding(error),
            Self::Consent(error) => is_of_consent(error),
            Self::Vendor(error) => is_of_vendor(error),
            Self::Mapping(error) => is_of_mapping(error),
            Self::Cloud(fault) => is_seen(fault.cause),
            Self::Ledger(_) | Self::Vault(_) => false,
            Self::AccountName(_)
            | Self::PersonText { .. }
            | Self::Nobody
            | Self::TenantOfAnother
            | Self::TenantNotConnected
            | Self::UserNotMadeHere
            | Self::PersonErased
            | Self::NothingToUndo => true,
        }
    }
}

/// What was seen in the tenant and makes it impossible is an answer. A cloud that does not answer is a fault.
fn is_seen(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::AccountNotSeen
            | Cause::AccountNameTaken
            | Cause::AccountSynchronized
            | Cause::AccountPrivileged
            | Cause::LicencesUsedUp
            | Cause::LicenceNotOwned
            | Cause::LicenceFromGroup
            | Cause::UsageLocationMissing
    )
}

fn is_of_holding(error: &HoldingError) -> bool {
    match error {
        HoldingError::Holding(error) => error.is_answer(),
        HoldingError::Customer(error) => error.is_answer(),
    }
}

fn is_of_consent(error: &ConsentError) -> bool {
    match error {
        ConsentError::Consent(error) => error.is_answer(),
        ConsentError::Holding(error) => is_of_holding(error),
        ConsentError::Partner(error) => error.is_answer(),
        ConsentError::Onboarding(error) => error.is_answer(),
        ConsentError::NotConfigured | ConsentError::WishUnclear => true,
        ConsentError::Cloud(_) | ConsentError::Browser(_) => false,
    }
}

fn is_of_vendor(error: &VendorError) -> bool {
    match error {
        VendorError::Connection(error) => error.is_answer(),
        VendorError::SecretMissing { .. } | VendorError::SecretUnknown { .. } => true,
        VendorError::Vault(_) | VendorError::Cloud(_) => false,
    }
}

fn is_of_mapping(error: &MappingError) -> bool {
    match error {
        MappingError::Record(error) => error.is_answer(),
        MappingError::Seat(error) => error.is_answer(),
        MappingError::Customer(error) => error.is_answer(),
        MappingError::Tenant(error) => error.is_answer(),
        MappingError::Holding(error) => is_of_holding(error),
        MappingError::Onboarding(error) => error.is_answer(),
        MappingError::Consent(error) => error.is_answer(),
        MappingError::Settings(error) => error.is_answer(),
        MappingError::View(_) | MappingError::Ledger(_) => false,
        MappingError::Name(_)
        | MappingError::MergeSeatTaken { .. }
        | MappingError::MergeTenantBusy { .. }
        | MappingError::SplitEmpty
        | MappingError::PreviewStale
        | MappingError::UndoNothing
        | MappingError::UndoOvertaken => true,
    }
}

#[cfg(test)]
mod tests {
    use tenantry_domain::approval::{ApprovalRefusal, PersonKind};
    use tenantry_domain::record::{Actor, ActorKind};

    use super::*;
    use crate::ledger::LedgerError;

    fn wish(kind: WishKind) -> Wished {
        Wished::of(kind, ApprovalId::new(Uuid::from_u128(1)))
    }

    fn person(id: &str) -> Person {
        Person {
            kind: PersonKind::User,
            id: id.to_owned(),
        }
    }

    #[test]
    fn a_refusal_is_an_answer_and_a_fault_is_none() {
        let answers = [
            CommandError::Refused(ApprovalRefusal::ApprovalExpired),
            CommandError::KeyReused,
            CommandError::KeyMalformed,
            CommandError::TooLarge { bytes: 2, limit: 1 },
        ];
        for error in answers {
            let code = error.code();
            assert_eq!(ApprovalError::Approval(error).refusal(), Some(code));
        }
        let faults = [
            CommandError::Overloaded,
            CommandError::Contended,
            CommandError::IdMalformed,
            CommandError::Ledger(LedgerError::Database {
                detail: String::new(),
            }),
        ];
        for error in faults {
            let error = ApprovalError::Approval(error);
            assert_eq!(error.refusal(), None, "{error}");
            assert_eq!(TogetherError::Approval(error).refusal(), None);
        }
        assert_eq!(TogetherError::PreviewStale.refusal(), Some("PREVIEW_STALE"));
    }

    #[test]
    fn only_who_wishes_for_themselves_is_on_record() {
        let context = |kind, source| {
            let id = "ada".to_owned();
            Context::new(Actor { kind, id }, source)
        };
        let known = [
            (ActorKind::User, Source::Api),
            (ActorKind::Service, Source::Api),
            (ActorKind::Operator, Source::Cli),
        ];
        for (kind, source) in known {
            assert!(wisher(&context(kind, source)).is_some(), "{kind}");
        }
        assert_eq!(wisher(&context(ActorKind::User, Source::Engine)), None);
        assert_eq!(wisher(&context(ActorKind::Saga, Source::Api)), None);
    }

    #[test]
    fn one_key_stands_for_one_refusal_of_one_person() {
        let msp = MspId::new(Uuid::from_u128(7));
        let of = |kind, code, by: &str, key| key_of(msp, wish(kind), code, &person(by), key);
        let one = of(WishKind::Approve, "CODE", "ada", "k");
        assert_eq!(one, of(WishKind::Approve, "CODE", "ada", "k"));
        let others = [
            of(WishKind::Reject, "CODE", "ada", "k"),
            of(WishKind::Approve, "OTHER", "ada", "k"),
            of(WishKind::Approve, "CODE", "ben", "k"),
            of(WishKind::Approve, "CODE", "ada", "l"),
            of(WishKind::Approve, "CODE", "ada/k", ""),
        ];
        for other in others {
            assert_ne!(one, other);
        }
    }
}
