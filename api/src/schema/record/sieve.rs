//! Which events are wanted, by what they are and whose.

use tenantry_domain::record::{Metadata, RecordedEvent};

/// What is not given does not matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Sieve {
    pub(super) actor: Option<String>,
    pub(super) correlation: Option<String>,
    pub(super) event_type: Option<String>,
}

impl Sieve {
    pub(super) fn lets(&self, event: &RecordedEvent) -> bool {
        if self
            .event_type
            .as_ref()
            .is_some_and(|wanted| event.event_type != *wanted)
        {
            return false;
        }
        if self.actor.is_none() && self.correlation.is_none() {
            return true;
        }
        let Ok(origin) = serde_json::from_str::<Metadata>(&event.metadata) else {
            return false;
        };
        let actor = self
            .actor
            .as_ref()
            .is_none_or(|wanted| origin.actor_id == *wanted);
        let matter = || origin.correlation_id.to_string();
        actor
            && self
                .correlation
                .as_ref()
                .is_none_or(|wanted| matter() == *wanted)
    }
}
