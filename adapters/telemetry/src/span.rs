//! A span, while it is open and when it has ended.

use std::fmt::Debug;
use std::time::SystemTime;

use tracing::field::{Field, Visit};

use crate::place::Place;

/// Characters of a text; nothing that is told here is longer on purpose.
const LONGEST: usize = 200;

/// Who is on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    #[default]
    Internal,
    Server,
    Client,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Whole(i64),
    Yes(bool),
}

#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) place: Place,
    /// The span that this one is part of.
    pub(crate) parent: Option<u64>,
    pub(crate) began: SystemTime,
    pub(crate) said: Said,
}

/// What was said of a span in its fields.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) name: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) failed: bool,
    pub(crate) attributes: Vec<(&'static str, Value)>,
    /// Of another program, where the span begins in ours.
    pub(crate) caller: Option<Place>,
}

#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) open: Open,
    pub(crate) name: &'static str,
    pub(crate) at: SystemTime,
}

impl Said {
    fn text(&mut self, field: &Field, text: String) {
        match field.name() {
            "otel.name" => self.name = Some(text),
            "otel.kind" => {
                self.kind = match text.as_str() {
                    "server" => Kind::Server,
                    "client" => Kind::Client,
                    _ => Kind::Internal,
                };
            }
            "traceparent" => self.caller = Place::parse(&text),
            name => self.keep(name, Value::Text(text)),
        }
    }

    fn keep(&mut self, name: &'static str, value: Value) {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, value));
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.chars().take(LONGEST).collect());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        self.text(field, text.chars().take(LONGEST).collect());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep(field.name(), Value::Whole(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        self.keep(field.name(), Value::Whole(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        if field.name() == "otel.failed" {
            self.failed = value;
        } else {
            self.keep(field.name(), Value::Yes(value));
        }
    }
}
