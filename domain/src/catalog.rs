//! Every noun this program knows, by the name of its stream type.
//!
//! An aggregate is added here once; the ledger's start-up check, the stream viewer and the
//! contract files follow from it.

use serde_json::Value;

use crate::aggregate::{Aggregate, DecodeError, Event, Shape};
use crate::approval::Approval;
use crate::approval_refusal::RefusedWishes;
use crate::customer::Customer;
use crate::gdap_template::GdapTemplate;
use crate::home_tenant::HomeTenant;
use crate::notice_channel::NoticeChannel;
use crate::onboarding::Onboarding;
use crate::partner_connection::PartnerConnection;
use crate::procedure::Procedure;
use crate::procedure_run::ProcedureRun;
use crate::product_mapping::ProductMapping;
use crate::projection::Projection;
use crate::record::RecordedEvent;
use crate::role_group::RoleGroup;
use crate::service_token::ServiceToken;
use crate::session::Session;
use crate::settings::Settings;
use crate::standstill::Standstill;
use crate::team::Team;
use crate::tenant::Tenant;
use crate::tenant_consent::TenantConsent;
use crate::tenant_holding::TenantHolding;
use crate::vendor_connection::VendorConnection;
use crate::vendor_record::VendorRecord;
use crate::vendor_seat::VendorSeat;

/// All that can be said of a noun without naming its types.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    pub aggregate_type: &'static str,
    pub shapes: &'static [Shape],
    /// Whether a stored (event type, version) has a path to today.
    pub reads: fn(name: &str, version: &str) -> bool,
    /// Whether one stored payload can be read.
    pub check: fn(name: &str, version: &str, payload: &str) -> Result<(), DecodeError>,
    /// The state that these events lead to, for people to look at.
    pub state: fn(events: &[RecordedEvent]) -> Result<Value, DecodeError>,
}

/// The nouns, in alphabetical order.
pub const NOUNS: &[Noun] = &[
    noun::<Approval>(),
    noun::<RefusedWishes>(),
    noun::<Customer>(),
    noun::<GdapTemplate>(),
    noun::<HomeTenant>(),
    noun::<NoticeChannel>(),
    noun::<Onboarding>(),
    noun::<PartnerConnection>(),
    noun::<Procedure>(),
    noun::<ProcedureRun>(),
    noun::<ProductMapping>(),
    noun::<Projection>(),
    noun::<RoleGroup>(),
    noun::<ServiceToken>(),
    noun::<Session>(),
    noun::<Settings>(),
    noun::<Standstill>(),
    noun::<Team>(),
    noun::<Tenant>(),
    noun::<TenantConsent>(),
    noun::<TenantHolding>(),
    noun::<VendorConnection>(),
    noun::<VendorRecord>(),
    noun::<VendorSeat>(),
];

/// The noun behind a stream type. `None` means that the streams are not ours: events that were
/// taken over from another program are kept and proven, but not interpreted.
pub fn noun_of(aggregate_type: &str) -> Option<&'static Noun> {
    NOUNS
        .iter()
        .find(|noun| noun.aggregate_type == aggregate_type)
}

const fn noun<A: Aggregate>() -> Noun {
    Noun {
        aggregate_type: A::TYPE,
        shapes: A::Event::SHAPES,
        reads: A::Event::reads,
        check: |name, version, payload| A::Event::decode(name, version, payload).map(drop),
        state: fold::<A>,
    }
}

fn fold<A: Aggregate>(events: &[RecordedEvent]) -> Result<Value, DecodeError> {
    let mut state = A::default();
    for recorded in events {
        state.evolve(&recorded.decode()?);
    }
    // States are plain data; one that cannot be shown is shown as nothing.
    Ok(serde_json::to_value(&state).unwrap_or(Value::Null))
}
