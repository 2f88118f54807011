//! Any noun as a `cqrs_es::Aggregate`: the same decisions under that crate's test framework and
//! for readers written against it.

use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::Aggregate;

/// A noun dressed as a `cqrs-es` aggregate. Commands need no services: a decision is pure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Root<A>(pub A);

impl<A> cqrs_es::Aggregate for Root<A>
where
    A: Aggregate + serde::de::DeserializeOwned,
    A::Event: cqrs_es::DomainEvent,
{
    const TYPE: &'static str = A::TYPE;

    type Command = A::Command;
    type Event = A::Event;
    type Error = A::Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        _services: &Self::Services,
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.0.decide(&command)?.into_events() {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        self.0.evolve(&event);
    }
}
