//! Events as they are named, versioned and read back, however old they are.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A fact. Stored as `{"<name>": {fields}}`, the form `cqrs-es` readers expect.
pub trait Event:
    Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static
{
    /// Every shape written today.
    const SHAPES: &'static [Shape];

    /// The ways from older shapes, one step each.
    const UPCASTS: &'static [Upcast];

    fn shape(&self) -> Shape;

    /// Reads a stored event of any shape that has a path to today.
    fn decode(name: &str, version: &str, payload: &str) -> Result<Self, DecodeError> {
        let malformed = |reason: serde_json::Error| DecodeError::Malformed {
            name: name.to_owned(),
            version: version.to_owned(),
            reason: reason.to_string(),
        };
        if Self::SHAPES
            .iter()
            .any(|s| s.name == name && s.version == version)
        {
            let event: Self = serde_json::from_str(payload).map_err(malformed)?;
            return event.must_be(name, version);
        }
        let mut step = Self::upcast_from(name, version)?;
        let mut stored: Value = serde_json::from_str(payload).map_err(malformed)?;
        loop {
            // The payload is `{"Name": {fields}}`; a step sees and changes the fields only.
            let fields = stored
                .as_object_mut()
                .filter(|outer| outer.len() == 1)
                .and_then(|outer| outer.remove(step.from.name));
            let Some(fields) = fields else {
                return Err(DecodeError::Mislabelled {
                    name: name.to_owned(),
                    version: version.to_owned(),
                });
            };
            stored = serde_json::json!({ step.to.name: (step.apply)(fields) });
            if Self::SHAPES.contains(&step.to) {
                let event: Self = serde_json::from_value(stored).map_err(malformed)?;
                return event.must_be(step.to.name, step.to.version);
            }
            step = Self::upcast_from(step.to.name, step.to.version)?;
        }
    }

    /// Whether a stored shape can be read today.
    fn reads(name: &str, version: &str) -> bool {
        Self::SHAPES
            .iter()
            .any(|s| s.name == name && s.version == version)
            || Self::upcast_from(name, version).is_ok()
    }

    #[doc(hidden)]
    fn upcast_from(name: &str, version: &str) -> Result<&'static Upcast, DecodeError> {
        Self::UPCASTS
            .iter()
            .find(|u| u.from.name == name && u.from.version == version)
            .ok_or_else(|| DecodeError::UnknownShape {
                name: name.to_owned(),
                version: version.to_owned(),
            })
    }

    #[doc(hidden)]
    fn must_be(self, name: &str, version: &str) -> Result<Self, DecodeError> {
        if self.shape().name == name {
            Ok(self)
        } else {
            Err(DecodeError::Mislabelled {
                name: name.to_owned(),
                version: version.to_owned(),
            })
        }
    }
}

/// The name and version of an event's form. A changed form gets a new version, never an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shape {
    pub name: &'static str,
    pub version: &'static str,
}

/// One step from an older shape towards today's.
#[derive(Debug, Clone, Copy)]
pub struct Upcast {
    pub from: Shape,
    pub to: Shape,
    /// Old fields in, newer fields out.
    pub apply: fn(Value) -> Value,
}

/// A stored event that this program cannot read. Never skipped silently: whoever meets one stops.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("no event {name} version {version} is known to this program")]
    UnknownShape { name: String, version: String },
    #[error("the payload does not hold what its label says: {name} version {version}")]
    Mislabelled { name: String, version: String },
    #[error("the payload of {name} version {version} cannot be read: {reason}")]
    Malformed {
        name: String,
        version: String,
        reason: String,
    },
}

impl DecodeError {
    pub const CODES: &'static [&'static str] = &["EVENT_UNKNOWN", "EVENT_MALFORMED"];

    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownShape { .. } => "EVENT_UNKNOWN",
            Self::Mislabelled { .. } | Self::Malformed { .. } => "EVENT_MALFORMED",
        }
    }
}

/// Declares the shapes of an event enum: each variant with today's version, then the steps from
/// older ones. A variant without a version does not compile.
#[macro_export]
macro_rules! event_shapes {
    ($event:ident { $($variant:ident = $version:literal),+ $(,)? }
     upcasts { $($from:literal $old:literal => $to:literal $new:literal by $apply:path),* $(,)? }) => {
        impl $crate::aggregate::Event for $event {
            const SHAPES: &'static [$crate::aggregate::Shape] = &[
                $($crate::aggregate::Shape { name: stringify!($variant), version: $version }),+
            ];

            const UPCASTS: &'static [$crate::aggregate::Upcast] = &[
                $($crate::aggregate::Upcast {
                    from: $crate::aggregate::Shape { name: $from, version: $old },
                    to: $crate::aggregate::Shape { name: $to, version: $new },
                    apply: $apply,
                }),*
            ];

            fn shape(&self) -> $crate::aggregate::Shape {
                match self {
                    $(Self::$variant { .. } => $crate::aggregate::Shape {
                        name: stringify!($variant),
                        version: $version,
                    }),+
                }
            }
        }

        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                $crate::aggregate::Event::shape(self).name.to_owned()
            }

            fn event_version(&self) -> String {
                $crate::aggregate::Event::shape(self).version.to_owned()
            }
        }
    };
}
pub use event_shapes;
