//! The rule: what leaves no doubt is linked without anybody being asked, if the MSP lets it.

use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::ids::{CorrelationId, CustomerId, MspId, RecordId, VendorConnectionId};
use tenantry_domain::matching::Verdict;
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::settings::Settings;
use tenantry_domain::vendor_record::LinkedHow;
use tokio::time::sleep;

use super::judged::{Wanted, seat_of};
use super::{MappingError, Mappings};
use crate::commands::Context;
use crate::vendors::AfterDiscovery;

/// How long it takes at most until a catalogue holds what was linked.
const UNTIL_KNOWN: Duration = Duration::from_secs(3);
/// One system refers to another, and that one to a third: longer chains wait for the next discovery.
const AT_MOST: usize = 3;

/// What the rule did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LinkedCertain {
    pub linked: Vec<(RecordId, CustomerId)>,
    /// Certain, but somebody said otherwise, or another record was first. Each stays a suggestion.
    pub left: Vec<(RecordId, MappingError)>,
    /// Certain for a customer that has another record there, or of whom two records are certain in a
    /// system that knows each customer once: that is no certainty.
    pub contested: Vec<RecordId>,
}

impl Mappings {
    /// Links all records of which it is certain whose they are. Nothing where the MSP's settings say no.
    pub async fn link_certain(
        &self,
        msp: MspId,
        connection: Option<VendorConnectionId>,
        context: Context,
    ) -> Result<LinkedCertain, MappingError> {
        let mut outcome = LinkedCertain::default();
        let (engine, id) = (&self.parts.engine, msp.to_string());
        let settings = engine.load::<Settings>(msp, &id).await;
        let settings = settings.map_err(MappingError::Settings)?;
        if !settings.sync.link_certain {
            return Ok(outcome);
        }
        let context = self.as_one(context);
        let mut certain = Vec::new();
        let heard = self.judge_all(msp, connection, |record, verdict| {
            if let Verdict::Certain { customer, because } = verdict {
                let wanted = Wanted {
                    record: record.id,
                    customer,
                    how: LinkedHow::Certain { because },
                };
                certain.push((wanted, seat_of(record, customer)));
            }
        });
        let mut seating = heard.await?;
        for (_, seat) in &certain {
            seating.want(*seat);
        }
        let alone = |seat| seating.is_free_for_one(seat);
        let (wanted, contested): (Vec<_>, Vec<_>) =
            certain.into_iter().partition(|(_, seat)| alone(*seat));
        outcome.contested = contested.into_iter().map(|(it, _)| it.record).collect();
        let wanted = wanted.into_iter().map(|(it, _)| it).collect();
        for (wanted, attempt) in self.link_all(msp, wanted, &context).await {
            match attempt {
                Ok(_) => outcome.linked.push((wanted.record, wanted.customer)),
                Err(error) if error.is_refusal() => outcome.left.push((wanted.record, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(outcome)
    }
}

#[async_trait]
impl AfterDiscovery for Mappings {
    /// What cannot be done now is done after the next discovery.
    async fn discovered(
        &self,
        msp: MspId,
        connection: VendorConnectionId,
        correlation: CorrelationId,
    ) {
        let mut context = Context::new(Actor::service("mapping"), Source::Engine);
        context.correlation_id = Some(correlation);
        // A record of one system may be what another system's was waiting for: all are judged, and again
        // when what was linked is known.
        for _ in 0..AT_MOST {
            match self.link_certain(msp, None, context.clone()).await {
                Ok(outcome) => {
                    tracing::info!(%msp, %connection, linked = outcome.linked.len(),
                        left = outcome.left.len(), contested = outcome.contested.len(),
                        "linked what is certain");
                    if outcome.linked.is_empty() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::warn!(%msp, %connection, code = error.code(), %error,
                        "what is certain was not linked");
                    return;
                }
            }
            sleep(UNTIL_KNOWN).await;
        }
    }
}
