//! The noun that is measured: an order that is opened, stepped three times and closed. Each of
//! its five events has about 415 bytes of JSON. Both engines run this very same code.

use serde::{Deserialize, Serialize};
use tenantry_domain::aggregate::{self, Aggregate, Decision, Shape, Upcast};

use crate::script::Script;

/// Brings an event to the 415 bytes that the peers were measured with.
const PADDING: usize = 330;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    #[default]
    New,
    Open {
        customer: String,
        steps: u32,
    },
    Closed {
        steps: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum OrderCommand {
    Open { customer: String, note: String },
    Step { number: u32, note: String },
    Close { note: String },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::enum_variant_names)] // Events carry their noun, as in the product.
pub(crate) enum OrderEvent {
    OrderOpened {
        customer: String,
        note: String,
    },
    OrderStepped {
        number: u32,
        by: String,
        note: String,
    },
    OrderClosed {
        steps: u32,
        by: String,
        note: String,
    },
}

/// The command is not the next one of the life.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("an order is opened, stepped and closed, in this order")]
pub(crate) struct OutOfOrder;

impl Script for Order {
    fn at(step: usize) -> OrderCommand {
        let note = "n".repeat(PADDING);
        match step {
            0 => OrderCommand::Open {
                customer: "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a11".to_owned(),
                note,
            },
            1..=3 => OrderCommand::Step {
                number: u32::try_from(step).unwrap_or(0),
                note,
            },
            _ => OrderCommand::Close { note },
        }
    }
}

impl Aggregate for Order {
    const TYPE: &'static str = "order";

    type Command = OrderCommand;
    type Event = OrderEvent;
    type Refusal = OutOfOrder;

    fn decide(&self, command: &OrderCommand) -> Result<Decision<OrderEvent>, OutOfOrder> {
        let event = match (self, command) {
            (Self::New, OrderCommand::Open { customer, note }) => OrderEvent::OrderOpened {
                customer: customer.clone(),
                note: note.clone(),
            },
            (Self::Open { customer, steps }, OrderCommand::Step { number, note })
                if *number == steps + 1 =>
            {
                OrderEvent::OrderStepped {
                    number: *number,
                    by: customer.clone(),
                    note: note.clone(),
                }
            }
            (Self::Open { customer, steps }, OrderCommand::Close { note }) => {
                OrderEvent::OrderClosed {
                    steps: *steps,
                    by: customer.clone(),
                    note: note.clone(),
                }
            }
            _ => return Err(OutOfOrder),
        };
        Ok(Decision::record(event))
    }

    fn evolve(&mut self, event: &OrderEvent) {
        *self = match (std::mem::take(self), event) {
            (_, OrderEvent::OrderOpened { customer, .. }) => Self::Open {
                customer: customer.clone(),
                steps: 0,
            },
            (Self::Open { customer, .. }, OrderEvent::OrderStepped { number, .. }) => Self::Open {
                customer,
                steps: *number,
            },
            (_, OrderEvent::OrderClosed { steps, .. }) => Self::Closed { steps: *steps },
            (other, OrderEvent::OrderStepped { .. }) => other,
        };
    }
}

impl aggregate::Event for OrderEvent {
    const SHAPES: &'static [Shape] = &[
        shape("OrderOpened"),
        shape("OrderStepped"),
        shape("OrderClosed"),
    ];
    const UPCASTS: &'static [Upcast] = &[];

    fn shape(&self) -> Shape {
        match self {
            Self::OrderOpened { .. } => Self::SHAPES[0],
            Self::OrderStepped { .. } => Self::SHAPES[1],
            Self::OrderClosed { .. } => Self::SHAPES[2],
        }
    }
}

const fn shape(name: &'static str) -> Shape {
    Shape { name, version: "1" }
}

impl cqrs_es::DomainEvent for OrderEvent {
    fn event_type(&self) -> String {
        aggregate::Event::shape(self).name.to_owned()
    }

    fn event_version(&self) -> String {
        aggregate::Event::shape(self).version.to_owned()
    }
}

impl aggregate::Refusal for OutOfOrder {
    /// Nobody outside this folder ever sees it, so it has no code and no page.
    const CODES: &'static [&'static str] = &[];

    fn code(&self) -> &'static str {
        "out of order"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::LIFE;

    #[test]
    fn a_life_comes_to_its_end_in_events_of_the_agreed_size() {
        let mut order = Order::default();
        let mut bytes = 0;
        for step in 0..LIFE {
            let decision = order.decide(&Order::at(step)).unwrap();
            for event in decision.into_events() {
                bytes += serde_json::to_string(&event).unwrap().len();
                order.evolve(&event);
            }
        }
        assert_eq!(order, Order::Closed { steps: 3 });
        let average = bytes / LIFE;
        assert!((405..=425).contains(&average), "{average} bytes");
    }
}
