//! An aggregate whose commands record several events each, so that half a command would show.

use std::fmt;

use serde::{Deserialize, Serialize};
use tenantry_domain::aggregate::{Aggregate, Decision, Event, Refusal, Shape, Upcast};

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Tally {
    counted: u64,
}

/// Counts on by so many, one event each.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CountOn(pub(crate) u64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum TallyEvent {
    Counted { number: u64 },
}

/// A tally refuses nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NoRefusal {}

impl Aggregate for Tally {
    const TYPE: &'static str = "tally";

    type Command = CountOn;
    type Event = TallyEvent;
    type Refusal = NoRefusal;

    fn decide(&self, command: &CountOn) -> Result<Decision<TallyEvent>, NoRefusal> {
        let numbers = self.counted + 1..=self.counted + command.0;
        let events = numbers.map(|number| TallyEvent::Counted { number });
        Ok(Decision::Record(events.collect()))
    }

    /// A number that was left out or counted twice would show here.
    fn evolve(&mut self, event: &TallyEvent) {
        let TallyEvent::Counted { number } = event;
        assert_eq!(*number, self.counted + 1, "counted without a gap");
        self.counted = *number;
    }
}

impl Event for TallyEvent {
    const SHAPES: &'static [Shape] = &[COUNTED];
    const UPCASTS: &'static [Upcast] = &[];

    fn shape(&self) -> Shape {
        COUNTED
    }
}

const COUNTED: Shape = Shape {
    name: "Counted",
    version: "1",
};

impl Refusal for NoRefusal {
    const CODES: &'static [&'static str] = &[];

    fn code(&self) -> &'static str {
        match *self {}
    }
}

impl fmt::Display for NoRefusal {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for NoRefusal {}
