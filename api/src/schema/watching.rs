//! Staying and listening: the MSP's ledger from a position on, for as long as whoever listens may.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use futures::stream::{self, Stream, TryStreamExt as _};
use tenantry_domain::role::Right;
use tokio::time::Instant;
use uuid::Uuid;

use super::desk::Desk;
use super::fault::Fault;
use super::scalars::Position;
use crate::Leave;
use crate::live::{Listener, News};

/// Before something is told it is asked again whether it may be, when the last time is so long ago.
const ASK_AGAIN: Duration = Duration::from_mins(1);

/// The news of these kinds of streams, each stream once and in the order of its last change: whoever was
/// told of one has been told of all that changed before it.
pub(crate) fn latest(
    kinds: &[&str],
    only: Option<Uuid>,
    page: Vec<Arc<News>>,
) -> impl Iterator<Item = Arc<News>> {
    let only = only.map(|id| id.to_string());
    let mut seen = HashSet::new();
    let mut last = Vec::new();
    for news in page.into_iter().rev() {
        let stream = &news.event.stream;
        let is_ours = kinds.contains(&stream.aggregate_type.as_str());
        let is_wanted = only.as_ref().is_none_or(|id| *id == stream.aggregate_id);
        if is_ours && is_wanted && seen.insert(stream.aggregate_id.clone()) {
            last.push(news);
        }
    }
    last.into_iter().rev()
}

/// Somebody who listens.
#[derive(Debug)]
pub(crate) struct Watching {
    listener: Listener,
    leave: Leave,
    right: Right,
    asked: Instant,
}

impl Watching {
    /// From behind this position on, or from now on.
    pub(crate) async fn begin(
        ctx: &Context<'_>,
        right: Right,
        after: Option<Position>,
    ) -> Result<Self, Fault> {
        let desk = Desk::with(ctx, right)?;
        let leave: &Leave = ctx.data_opt().ok_or_else(Fault::nobody)?;
        let after = after.map(|it| it.0);
        Ok(Self {
            listener: desk.parts.tails.listen(desk.msp(), after).await?,
            leave: leave.clone(),
            right,
            asked: Instant::now(),
        })
    }

    /// What comes next. Nothing more is read before it was taken.
    async fn page(&mut self) -> Result<Vec<Arc<News>>, Fault> {
        let page = self.listener.page().await?;
        // A role that was taken away is in the ledger too, and is heard of like everything else.
        let doubt = || {
            let mut events = page.iter().map(|news| &news.event);
            events.any(|event| self.leave.hangs_on(&event.stream))
        };
        if self.asked.elapsed() >= ASK_AGAIN || doubt() {
            let role = self.leave.role().await?;
            if !role.has(self.right) {
                return Err(Fault::role_missing(self.right));
            }
            self.asked = Instant::now();
        }
        Ok(page)
    }

    /// What `pick` makes of each page, one by one; `known` is what it remembers. It ends with the first
    /// fault.
    pub(crate) fn told<K, T>(
        self,
        known: K,
        pick: fn(&mut K, Vec<Arc<News>>) -> Vec<T>,
    ) -> impl Stream<Item = Result<T, Fault>> + Send + 'static
    where
        K: Send + 'static,
        T: Send + 'static,
    {
        let pages =
            stream::try_unfold((self, known), move |(mut watching, mut known)| async move {
                let told = pick(&mut known, watching.page().await?);
                let told = stream::iter(told.into_iter().map(Ok));
                Ok::<_, Fault>(Some((told, (watching, known))))
            });
        pages.try_flatten()
    }
}
