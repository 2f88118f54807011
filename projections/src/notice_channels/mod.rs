//! Where is this MSP told what happens, and does that work?
//!
//! Reads the notice channels' own events. One row per channel, closed ones included.

mod fold;
mod query;
mod row;
mod standing;

use tenantry_domain::aggregate::{Aggregate, DecodeError};
use tenantry_domain::notice_channel::{NoticeChannel, NoticeChannelEvent};
use tenantry_domain::record::RecordedEvent;

use crate::declaration::{Fact, Index, Projection};

pub use query::{NoticeChannelFilter, cursor_of, get, list};
pub use row::{ChannelKind, ChannelStatus, NoticeChannelRow};

#[derive(Debug, Clone, Copy)]
pub struct NoticeChannels;

impl Projection for NoticeChannels {
    const NAME: &'static str = "notice_channels";
    const VERSION: u32 = 1;
    const QUESTION: &'static str = "Where is this MSP told what happens, and does that work?";
    const READS: &'static [&'static str] = &[NoticeChannel::TYPE];
    const INDEXES: &'static [Index] = &[
        Index {
            name: "by_name",
            columns: &["name_key"],
        },
        Index {
            name: "by_status",
            columns: &["status", "name_key"],
        },
    ];

    type Row = NoticeChannelRow;
    type Event = NoticeChannelEvent;

    fn decode(recorded: &RecordedEvent) -> Result<NoticeChannelEvent, DecodeError> {
        recorded.decode()
    }

    fn fold(
        row: Option<NoticeChannelRow>,
        fact: &Fact<NoticeChannelEvent>,
    ) -> Option<NoticeChannelRow> {
        fold::fold(row, fact)
    }
}
