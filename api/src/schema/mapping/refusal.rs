//! Why a wish about mapping is turned down, and what stands in its way.

use async_graphql::ID;
use tenantry_domain::aggregate::Refusal;
use tenantry_domain::customer::CustomerRefusal;
use tenantry_domain::vendor_record::VendorRecordRefusal;
use tenantry_domain::vendor_seat::VendorSeatRefusal;
use tenantry_engine::commands::CommandError;
use tenantry_engine::holdings::HoldingError;
use tenantry_engine::mapping::MappingError;

use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::scalars::DateTime;
use crate::schema::told::{Obstacle, Refused, Unmet, unmet, user_errors};

user_errors! {
    /// Why a wish about mapping was turned down, and what stands in its way.
    MappingUserError, MappingErrorCode {
        /// No discovery ever found this record.
        RecordNotFound,
        /// Only an account that stands for a customer can be mapped.
        RecordNotMappable,
        /// The record is another customer's: the error tells whose, and who linked it when.
        RecordLinkedElsewhere,
        /// The record is not this customer's, nor any other's.
        RecordNotLinked,
        /// Somebody said that the record is to be ignored: the error tells who, and when.
        RecordIgnoredByChoice,
        /// Somebody parted the record from this customer: many at once do not bring them together.
        RecordUnlinkedByChoice,
        /// The customer has another record in a system that knows it once: the error tells which.
        SeatTaken,
        /// What is to be accepted is not what was shown.
        PreviewStale,
        /// Nothing was done with the record that could be undone.
        UndoNothing,
        /// Something else was done with the record since.
        UndoOvertaken,
        /// Both customers have a record in a system that knows each once: the error tells which.
        MergeSeatTaken,
        /// A tenant of the customer is being connected, or is connected: the error tells which.
        MergeTenantBusy,
        /// No record was named that is to be split off.
        SplitEmpty,
        /// No such customer is registered at this MSP.
        CustomerNotFound,
        /// A customer with this id is registered already, under another name.
        CustomerExists,
        /// The customer is archived and changes no more.
        CustomerArchived,
        /// The customer is part of another one: the error tells of which.
        CustomerMerged,
        /// A customer cannot become part of itself.
        CustomerMergeSelf,
        /// The tenant is another customer's.
        TenantLinkedElsewhere,
        /// Somebody else holds the tenant.
        TenantHeld,
        /// A score has 0 to 100 hundredths.
        ScoreOutOfRange,
        /// More records than one request may name.
        RecordsTooMany,
    }
    tells {
        /// The customer that it is about: whose the record is, or what the customer is part of.
        customer: Option<ID> = |it: &Refused| {
            Some(global(Kind::Customer, it.obstacle.as_ref()?.customer?.as_uuid()))
        },
        /// The record that stands in the way.
        record: Option<ID> = |it: &Refused| {
            Some(global(Kind::VendorRecord, it.obstacle.as_ref()?.record?.as_uuid()))
        },
        /// The connection at which it does.
        connection: Option<ID> = |it: &Refused| {
            Some(global(Kind::VendorAccount, it.obstacle.as_ref()?.connection?.as_uuid()))
        },
        /// The tenant that stands in the way.
        tenant: Option<ID> = |it: &Refused| {
            Some(global(Kind::Tenant, it.obstacle.as_ref()?.tenant?.as_uuid()))
        },
        /// Who did what stands in the way.
        by: Option<String> = |it: &Refused| it.obstacle.as_ref()?.by.clone(),
        /// When that was.
        at: Option<DateTime> = |it: &Refused| it.obstacle.as_ref()?.at.map(DateTime),
    }
}

pub(crate) fn unmet_by(error: MappingError) -> Unmet {
    match error {
        MappingError::Record(error) => with_obstacle(error, of_record),
        MappingError::Seat(error) => with_obstacle(error, of_seat),
        MappingError::Customer(error) | MappingError::Holding(HoldingError::Customer(error)) => {
            with_obstacle(error, of_customer)
        }
        MappingError::Holding(HoldingError::Holding(error)) => unmet(error),
        MappingError::Tenant(error) => unmet(error),
        MappingError::Onboarding(error) => unmet(error),
        MappingError::Consent(error) => unmet(error),
        MappingError::Settings(error) => unmet(error),
        MappingError::View(error) => Unmet::Fault(Fault::server(error.code, &error)),
        MappingError::Ledger(error) => Unmet::Fault(error.into()),
        MappingError::Name(error) => Unmet::Refused(Refused::from(error).at("name")),
        MappingError::MergeSeatTaken { .. }
        | MappingError::MergeTenantBusy { .. }
        | MappingError::SplitEmpty
        | MappingError::PreviewStale
        | MappingError::UndoNothing
        | MappingError::UndoOvertaken => {
            let refused = Refused::new(error.code(), error.to_string());
            Unmet::Refused(refused.because_of(of_mapping(&error)))
        }
    }
}

fn with_obstacle<R: Refusal>(error: CommandError<R>, of: fn(&R) -> Obstacle) -> Unmet {
    let obstacle = match &error {
        CommandError::Refused(refusal) => of(refusal),
        _ => Obstacle::default(),
    };
    match unmet(error) {
        Unmet::Refused(refused) => Unmet::Refused(refused.because_of(obstacle)),
        fault @ Unmet::Fault(_) => fault,
    }
}

fn of_record(refusal: &VendorRecordRefusal) -> Obstacle {
    match refusal {
        VendorRecordRefusal::RecordLinkedElsewhere(link) => Obstacle {
            customer: Some(link.customer_id),
            by: Some(link.by.clone()),
            at: Some(link.at),
            ..Obstacle::default()
        },
        VendorRecordRefusal::RecordIgnoredByChoice { reason: _, by, at } => Obstacle {
            by: Some(by.clone()),
            at: Some(*at),
            ..Obstacle::default()
        },
        VendorRecordRefusal::RecordUnlinkedByChoice { customer_id } => Obstacle {
            customer: Some(*customer_id),
            ..Obstacle::default()
        },
        VendorRecordRefusal::RecordNotFound
        | VendorRecordRefusal::RecordDiffers
        | VendorRecordRefusal::RecordNotMappable
        | VendorRecordRefusal::RecordNotLinked { .. } => Obstacle::default(),
    }
}

fn of_seat(refusal: &VendorSeatRefusal) -> Obstacle {
    let VendorSeatRefusal::SeatTaken { record_id, at } = refusal;
    Obstacle {
        record: Some(*record_id),
        at: Some(*at),
        ..Obstacle::default()
    }
}

fn of_customer(refusal: &CustomerRefusal) -> Obstacle {
    let customer = match refusal {
        CustomerRefusal::CustomerMerged { into } => Some(*into),
        _ => None,
    };
    Obstacle {
        customer,
        ..Obstacle::default()
    }
}

fn of_mapping(error: &MappingError) -> Obstacle {
    match error {
        MappingError::MergeSeatTaken {
            connection,
            from: _,
            into,
        } => Obstacle {
            connection: Some(*connection),
            record: Some(*into),
            ..Obstacle::default()
        },
        MappingError::MergeTenantBusy { tenant, customer } => Obstacle {
            tenant: Some(*tenant),
            customer: Some(*customer),
            ..Obstacle::default()
        },
        _ => Obstacle::default(),
    }
}
