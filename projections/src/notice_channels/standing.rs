//! Which channels are not closed, for those who tell people.

use async_trait::async_trait;
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_engine::discovery::KnownUnreadable;
use tenantry_engine::telling::StandingChannels;

use super::NoticeChannels;
use super::row::ChannelStatus;
use crate::projections::Projections;

#[async_trait]
impl StandingChannels for Projections {
    async fn after(
        &self,
        msp: MspId,
        channel: Option<NoticeChannelId>,
    ) -> Result<Vec<NoticeChannelId>, KnownUnreadable> {
        let after = channel.map(NoticeChannelId::as_uuid);
        let standing = self.first_of::<NoticeChannels, _>(msp, after, |row| {
            let stands = row.status != ChannelStatus::Closed;
            stands.then(|| NoticeChannelId::new(row.id))
        });
        Ok(standing.await?)
    }
}
