//! Why a wish about mapping came to nothing.

use tenantry_domain::customer::CustomerRefusal;
use tenantry_domain::ids::{CustomerId, RecordId, TenantId, VendorConnectionId};
use tenantry_domain::onboarding::OnboardingRefusal;
use tenantry_domain::product_mapping::ProductMappingRefusal;
use tenantry_domain::settings::SettingsRefusal;
use tenantry_domain::tenant::TenantRefusal;
use tenantry_domain::tenant_consent::TenantConsentRefusal;
use tenantry_domain::text::InvalidText;
use tenantry_domain::vendor_record::VendorRecordRefusal;
use tenantry_domain::vendor_seat::VendorSeatRefusal;

use crate::commands::CommandError;
use crate::discovery::KnownUnreadable;
use crate::holdings::HoldingError;
use crate::ledger::LedgerError;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MappingError {
    #[error(transparent)]
    Record(CommandError<VendorRecordRefusal>),
    /// The customer has another record in a system that knows it once.
    #[error(transparent)]
    Seat(CommandError<VendorSeatRefusal>),
    #[error(transparent)]
    Customer(CommandError<CustomerRefusal>),
    #[error(transparent)]
    Tenant(CommandError<TenantRefusal>),
    #[error(transparent)]
    Holding(#[from] HoldingError),
    #[error(transparent)]
    Onboarding(CommandError<OnboardingRefusal>),
    #[error(transparent)]
    Consent(CommandError<TenantConsentRefusal>),
    #[error(transparent)]
    Settings(CommandError<SettingsRefusal>),
    #[error(transparent)]
    View(#[from] KnownUnreadable),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Name(#[from] InvalidText),
    #[error(
        "both customers have a record at connection {connection}, where a customer can have one: \
         {from} and {into}"
    )]
    MergeSeatTaken {
        connection: VendorConnectionId,
        from: RecordId,
        into: RecordId,
    },
    #[error(
        "tenant {tenant} is being connected for customer {customer}, or is connected; it cannot \
         change its customer"
    )]
    MergeTenantBusy {
        tenant: TenantId,
        customer: CustomerId,
    },
    #[error("a new customer is split off with the records that are to be its own; none was named")]
    SplitEmpty,
    #[error("what is to be linked is not what was shown; look at it again")]
    PreviewStale,
    #[error("nothing was done with this record that could be undone")]
    UndoNothing,
    #[error("something else was done with this record since; look at it again")]
    UndoOvertaken,
}

impl MappingError {
    pub const CODES: &'static [&'static str] = &[
        "MERGE_SEAT_TAKEN",
        "MERGE_TENANT_BUSY",
        "SPLIT_EMPTY",
        "PREVIEW_STALE",
        "UNDO_NOTHING",
        "UNDO_OVERTAKEN",
    ];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::Seat(error) => error.code(),
            Self::Customer(error) => error.code(),
            Self::Tenant(error) => error.code(),
            Self::Holding(error) => error.code(),
            Self::Onboarding(error) => error.code(),
            Self::Consent(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::View(unreadable) => unreadable.code,
            Self::Ledger(error) => error.code(),
            Self::Name(_) => InvalidText::CODE,
            Self::MergeSeatTaken { .. } => "MERGE_SEAT_TAKEN",
            Self::MergeTenantBusy { .. } => "MERGE_TENANT_BUSY",
            Self::SplitEmpty => "SPLIT_EMPTY",
            Self::PreviewStale => "PREVIEW_STALE",
            Self::UndoNothing => "UNDO_NOTHING",
            Self::UndoOvertaken => "UNDO_OVERTAKEN",
        }
    }

    /// Whether it says how things are, and not only that nobody could look.
    pub(super) fn is_settled(&self) -> bool {
        self.is_refusal() || matches!(self, Self::Seat(CommandError::Contended))
    }

    /// Whether the rules forbid it: asking again changes nothing.
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Record(error) => matches!(error, CommandError::Refused(_)),
            Self::Seat(error) => matches!(error, CommandError::Refused(_)),
            Self::Customer(error) => matches!(error, CommandError::Refused(_)),
            _ => false,
        }
    }
}

/// Why a wish about the mapping of products came to nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProductsError {
    #[error(transparent)]
    Mapping(CommandError<ProductMappingRefusal>),
    /// The service.
    #[error(transparent)]
    Record(CommandError<VendorRecordRefusal>),
    #[error("this record is no service that the MSP sells")]
    NoService,
    #[error(transparent)]
    View(#[from] KnownUnreadable),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl ProductsError {
    pub const CODES: &'static [&'static str] = &["SERVICE_NOT_FOUND"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::Mapping(error) => error.code(),
            Self::Record(error) => error.code(),
            Self::NoService => "SERVICE_NOT_FOUND",
            Self::View(unreadable) => unreadable.code,
            Self::Ledger(error) => error.code(),
        }
    }
}

/// Why an MSP's settings were not read or changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct PreferencesError(#[from] pub CommandError<SettingsRefusal>);

impl PreferencesError {
    pub fn code(&self) -> &'static str {
        self.0.code()
    }
}
