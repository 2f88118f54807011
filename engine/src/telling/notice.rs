//! What is told of a recorded event.

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{Approval, ApprovalEvent, Ending};
use tenantry_domain::cloud::notices::{About, Notice};
use tenantry_domain::customer::{Customer, CustomerRefusal};
use tenantry_domain::ids::{ApprovalId, MspId, NoticeChannelId};
use tenantry_domain::notice_channel::{Known, NoticeKind};
use tenantry_domain::record::{Position, RecordedEvent};
use tenantry_domain::text::CustomerName;
use uuid::Uuid;

use super::TellingError;
use crate::commands::{CommandError, Engine};

/// Of which the id of a test is made, where nobody gave one a name.
pub const TEST_NAME: &str = "test";

/// A notice is known by its channel and the position of what it tells of: the same for ever.
pub fn id_of(channel: NoticeChannelId, position: Position) -> Uuid {
    Uuid::new_v5(&channel.as_uuid(), position.to_string().as_bytes())
}

/// What this channel is told of the event, if it is told of it.
pub(super) async fn of(
    engine: &Engine,
    channel: (NoticeChannelId, &Known),
    event: &RecordedEvent,
) -> Result<Option<Notice>, TellingError> {
    let (channel, known) = channel;
    if event.stream.aggregate_type != Approval::TYPE {
        return Ok(None);
    }
    let fact: ApprovalEvent = event.decode()?;
    let topics = known.topics_at(event.position);
    let wanted = |kind: &NoticeKind| kind.topic().is_some_and(|it| topics.contains(&it));
    let Some(kind) = NoticeKind::of(&fact).filter(wanted) else {
        return Ok(None);
    };
    let id = &event.stream.aggregate_id;
    let approval: Approval = engine.load(event.msp, id).await?;
    let (Some(request), Ok(id)) = (approval.request(), id.parse::<ApprovalId>()) else {
        return Ok(None);
    };
    let customer = match request.operation.customer() {
        Some(customer) => name_of(engine, event.msp, &customer.to_string()).await?,
        None => None,
    };
    Ok(Some(Notice {
        id: id_of(channel, event.position),
        msp: event.msp,
        kind,
        at: fact.at(),
        about: Some(About {
            approval: id,
            operation: request.operation.kind(),
            risk: request.risk,
            customer,
            status: status_of(&approval),
            valid_until: request.valid_until,
        }),
    }))
}

async fn name_of(
    engine: &Engine,
    msp: MspId,
    id: &str,
) -> Result<Option<CustomerName>, CommandError<CustomerRefusal>> {
    Ok(match engine.load::<Customer>(msp, id).await? {
        Customer::Registered(known) | Customer::Archived(known) => Some(known.name),
        Customer::Merged(merged) => Some(merged.before.name),
        Customer::Unknown => None,
    })
}

fn status_of(approval: &Approval) -> &'static str {
    match approval {
        Approval::Unknown => "unknown",
        Approval::Waiting(_) => "waiting",
        Approval::UnderWay(_) => "under_way",
        Approval::Unwinding(..) => "unwinding",
        Approval::Ended(_, ending) => match ending {
            Ending::Done => "done",
            Ending::Undone(_) => "undone",
            Ending::Rejected => "rejected",
            Ending::Withdrawn => "withdrawn",
            Ending::Expired => "expired",
            Ending::Abandoned => "abandoned",
        },
    }
}
