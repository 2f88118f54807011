//! Watches spans open and close.

use std::time::SystemTime;

use tokio::sync::mpsc;
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Filter, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::lost;
use crate::place::Place;
use crate::span::{Ended, Open, Said};

/// The layer for the program's subscriber.
#[derive(Debug)]
pub struct Spans {
    sample: f64,
    queue: mpsc::Sender<Ended>,
}

impl Spans {
    pub(crate) fn new(sample: f64, queue: mpsc::Sender<Ended>) -> Self {
        Self { sample, queue }
    }

    fn open(&self, parent: Option<Place>, mut said: Said) -> Open {
        let above = parent.or(said.caller.take());
        let place = above.map_or_else(|| Place::root(self.sample), Place::below);
        if !place.sampled {
            said = Said::default();
        }
        Open {
            place,
            parent: above.map(|it| it.span),
            began: SystemTime::now(),
            said,
        }
    }
}

impl<S> Layer<S> for Spans
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, ctx: Context<'_, S>) {
        let Some(span) = ctx.span(id) else { return };
        let parent = span
            .parent()
            .and_then(|it| it.extensions().get::<Open>().map(|open| open.place));
        let mut said = Said::default();
        attributes.record(&mut said);
        let open = self.open(parent, said);
        span.extensions_mut().insert(open);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, ctx: Context<'_, S>) {
        let Some(span) = ctx.span(id) else { return };
        let mut extensions = span.extensions_mut();
        if let Some(open) = extensions.get_mut::<Open>()
            && open.place.sampled
        {
            values.record(&mut open.said);
        }
    }

    fn on_close(&self, id: Id, ctx: Context<'_, S>) {
        let Some(span) = ctx.span(&id) else { return };
        let Some(open) = span.extensions_mut().remove::<Open>() else {
            return;
        };
        if !open.place.sampled {
            return;
        }
        let ended = Ended {
            open,
            name: span.name(),
            at: SystemTime::now(),
        };
        if self.queue.try_send(ended).is_err() {
            lost(1);
        }
    }
}

/// Spans of this program's own code: what its libraries say of theirs may hold anything.
#[derive(Debug, Clone, Copy)]
pub struct Ours;

impl<S> Filter<S> for Ours {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        metadata.is_span() && metadata.target().starts_with("tenantry")
    }
}
