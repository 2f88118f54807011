//! What can happen to a notice channel.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{NoticeTarget, NoticeTopic};
use crate::aggregate::event_shapes;
use crate::record::{Micros, Position};
use crate::saga::Fault;
use crate::text::{NoticeChannelName, Reason};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum NoticeChannelEvent {
    /// The MSP is told there from now on. A webhook's secret is in the vault and nowhere here.
    NoticeChannelOpened {
        name: NoticeChannelName,
        target: NoticeTarget,
        topics: BTreeSet<NoticeTopic>,
        /// What comes behind this position is told.
        from: Position,
        at: Micros,
    },
    /// It tells of these topics from now on.
    NoticeTopicsChanged {
        topics: BTreeSet<NoticeTopic>,
        /// What comes behind this position is told by them.
        from: Position,
        at: Micros,
    },
    /// Nothing is told for a while. What happens meanwhile is told afterwards.
    NoticeChannelPaused { reason: Reason, at: Micros },
    /// It goes on where it stood.
    NoticeChannelResumed { at: Micros },
    /// Another secret signs. The one before signs beside it for a day.
    NoticeSecretRenewed { at: Micros },
    /// Somebody tried whether it works.
    NoticeChannelTested { fault: Option<Fault>, at: Micros },
    /// All up to this position was told.
    NoticesDelivered {
        up_to: Position,
        /// What was taken, in its order.
        notices: Vec<Uuid>,
        at: Micros,
    },
    /// The next notice was not taken, and is tried again.
    NoticesDelayed {
        fault: Fault,
        until: Micros,
        at: Micros,
    },
    /// Nobody takes what is told there. It waits for somebody to look at it.
    NoticeChannelSuspended { fault: Fault, at: Micros },
    /// Nothing is told there any more.
    NoticeChannelClosed { reason: Reason, at: Micros },
}

event_shapes! {
    NoticeChannelEvent {
        NoticeChannelOpened = "1",
        NoticeTopicsChanged = "1",
        NoticeChannelPaused = "1",
        NoticeChannelResumed = "1",
        NoticeSecretRenewed = "1",
        NoticeChannelTested = "1",
        NoticesDelivered = "1",
        NoticesDelayed = "1",
        NoticeChannelSuspended = "1",
        NoticeChannelClosed = "1",
    }
    upcasts {}
}
