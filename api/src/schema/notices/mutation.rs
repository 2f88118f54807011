//! Opening notice channels, trying and closing them.

use async_graphql::{Context, ID, Object, Result};
use tenantry_domain::cloud::notices::NoticeCause;
use tenantry_domain::ids::NoticeChannelId;
use tenantry_domain::notice_channel::NoticeTopic as Topic;
use tenantry_domain::text::NoticeChannelName;
use tenantry_engine::commands::Done;
use tenantry_engine::telling::{ChannelWish, SigningKey, TellingError, Told};
use tenantry_projections::notice_channels;

use super::input::{
    NoticeChannelCloseInput, NoticeChannelOpenInput, NoticeChannelPauseInput,
    NoticeChannelResumeInput, NoticeChannelSecretRenewInput, NoticeChannelTestInput,
    NoticeChannelTopicsChangeInput, channel, target, topics,
};
use super::object::NoticeChannel;
use super::query::TABLES;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::{Kind, global};
use crate::schema::told::{Receipt, Refused, Unmet, payload, unmet, user_errors, why};

user_errors! {
    /// Why a wish about a notice channel was turned down.
    NoticeChannelUserError, NoticeChannelErrorCode {
        /// No notice channel is open under this id.
        NoticeChannelNotFound,
        /// A notice channel was opened under this id already.
        NoticeChannelExists,
        /// The notice channel was closed.
        NoticeChannelClosed,
        /// A notice channel tells of one topic at least.
        NoticeTopicsMissing,
        /// Mail is not signed.
        NoticeSecretNone,
        /// Nothing can be sent there.
        NoticeTargetInvalid,
        /// Nothing is sent there from this installation.
        NoticeAddressRefused,
        /// This installation sends no mail.
        NoticeMailOff,
    }
}

#[derive(Debug)]
pub(crate) struct NoticeChannelAndSecret {
    id: NoticeChannelId,
    secret: Option<SigningKey>,
    found: Option<NoticeChannel>,
}

/// A notice channel, with the secret that signs from now on.
#[Object]
impl NoticeChannelAndSecret {
    /// The channel's id within this API.
    async fn id(&self) -> ID {
        global(Kind::NoticeChannel, self.id.as_uuid())
    }

    /// By this the receiver checks who sent. It is told here and never again: nothing where the same was
    /// asked before, and nothing for mail.
    async fn secret(&self) -> Option<&str> {
        self.secret.as_ref().map(SigningKey::expose)
    }

    /// The channel as it stands now. Nothing where lists are behind at this moment.
    async fn channel(&self) -> Option<NoticeChannel> {
        self.found.clone()
    }
}

payload! {
    /// What came of opening a notice channel.
    NoticeChannelOpenPayload {
        /// The channel with its secret, which is told only here.
        opened: NoticeChannelAndSecret, NoticeChannelUserError
    }
}
payload! {
    /// What came of changing the topics of a notice channel.
    NoticeChannelTopicsChangePayload {
        /// The channel as it stands now.
        channel: NoticeChannel, NoticeChannelUserError
    }
}
payload! {
    /// What came of pausing a notice channel.
    NoticeChannelPausePayload {
        /// The channel as it stands now.
        channel: NoticeChannel, NoticeChannelUserError
    }
}
payload! {
    /// What came of resuming a notice channel.
    NoticeChannelResumePayload {
        /// The channel as it stands now.
        channel: NoticeChannel, NoticeChannelUserError
    }
}
payload! {
    /// What came of renewing a webhook's secret.
    NoticeChannelSecretRenewPayload {
        /// The channel with its new secret, which is told only here.
        renewed: NoticeChannelAndSecret, NoticeChannelUserError
    }
}
payload! {
    /// What came of trying a notice channel.
    NoticeChannelTestPayload {
        /// The channel as it stands now, with what its test came to.
        channel: NoticeChannel, NoticeChannelUserError
    }
}
payload! {
    /// What came of closing a notice channel.
    NoticeChannelClosePayload {
        /// The channel as it stands now.
        channel: NoticeChannel, NoticeChannelUserError
    }
}

/// Where nothing is sent is an answer to whoever named the place; a vault that does not answer is a fault.
fn unmet_by(error: TellingError) -> Unmet {
    match error {
        TellingError::Channel(error) => unmet(error),
        TellingError::Target(fault) => match fault.cause {
            NoticeCause::AddressRefused | NoticeCause::MailOff => {
                Refused::new(fault.code(), fault.to_string())
                    .at("target")
                    .into()
            }
            _ => Unmet::Fault(Fault::server(fault.code(), &fault)),
        },
        TellingError::Approval(error) => unmet(error),
        TellingError::Customer(error) => unmet(error),
        TellingError::Unreadable(error) => Unmet::Fault(error.into()),
        TellingError::Ledger(error) => Unmet::Fault(error.into()),
        TellingError::Vault(fault) => Unmet::Fault(fault.into()),
    }
}

/// The channel as lists show it, if they have come as far.
async fn found(
    desk: Desk<'_>,
    id: NoticeChannelId,
    receipt: &Receipt,
) -> Result<Option<NoticeChannel>, Fault> {
    if !desk.shows(receipt.position.0, TABLES).await? {
        return Ok(None);
    }
    let row = notice_channels::get(desk.projections(), desk.msp(), id).await;
    Ok(row.map_err(Fault::from)?.map(NoticeChannel))
}

async fn after(
    desk: Desk<'_>,
    id: NoticeChannelId,
    done: Result<Done, TellingError>,
) -> Result<(Receipt, Option<NoticeChannel>), Unmet> {
    let receipt = Receipt::from(done.map_err(unmet_by)?);
    let found = found(desk, id, &receipt).await?;
    Ok((receipt, found))
}

async fn with_secret(
    desk: Desk<'_>,
    id: NoticeChannelId,
    told: Result<Told, TellingError>,
) -> Result<(Receipt, Option<NoticeChannelAndSecret>), Unmet> {
    let Told { done, secret } = told.map_err(unmet_by)?;
    let receipt = Receipt::from(done);
    // The secret is told whatever can be read: there is no second time.
    let found = found(desk, id, &receipt).await.unwrap_or_else(|fault| {
        tracing::warn!(code = fault.code, channel = %id, "a notice channel cannot be read");
        None
    });
    let told = NoticeChannelAndSecret { id, secret, found };
    Ok((receipt, Some(told)))
}

#[derive(Debug, Default)]
pub(crate) struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Has the MSP told what happens to its approvals, from now on: by a signed request to a webhook for each
    /// notice, or by mail. A webhook's secret is in this answer and nowhere else. Role: Admin. Event:
    /// `NoticeChannelOpened`. Asked again with the same idempotency key it answers as it did then, without
    /// the secret.
    async fn notice_channel_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, and of what.")] input: NoticeChannelOpenInput,
    ) -> Result<NoticeChannelOpenPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let name = NoticeChannelName::new(&input.name);
            let all = || Topic::ALL.iter().copied().collect();
            let wish = ChannelWish {
                name: name.map_err(|error| Refused::from(error).at("name"))?,
                target: target(&input.target)?,
                topics: input.topics.as_deref().map_or_else(all, topics),
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let name = format!("notices/{}", input.idempotency_key);
            let id = NoticeChannelId::new(desk.id_of(&name));
            let told = desk.parts.notices.open(desk.msp(), id, wish, asked).await;
            with_secret(desk, id, told).await
        };
        Ok(NoticeChannelOpenPayload::told(outcome.await)?)
    }

    /// Has a notice channel tell of other topics from now on. Role: Admin. Event: `NoticeTopicsChanged`; none
    /// where they are the same. Asked again with the same idempotency key it answers as it did then.
    async fn notice_channel_topics_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel, and all of its topics.")]
        input: NoticeChannelTopicsChangeInput,
    ) -> Result<NoticeChannelTopicsChangePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let (notices, topics) = (&desk.parts.notices, topics(&input.topics));
            let done = notices.change_topics(desk.msp(), id, topics, asked).await;
            after(desk, id, done).await
        };
        Ok(NoticeChannelTopicsChangePayload::told(outcome.await)?)
    }

    /// Has a notice channel tell nothing for a while. What happens meanwhile is told when it is resumed.
    /// Role: Admin. Event: `NoticeChannelPaused`. Asked again with the same idempotency key it answers as it
    /// did then.
    async fn notice_channel_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel, and why.")] input: NoticeChannelPauseInput,
    ) -> Result<NoticeChannelPausePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let reason = why(&input.reason)?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = desk.parts.notices.pause(desk.msp(), id, reason, asked);
            after(desk, id, done.await).await
        };
        Ok(NoticeChannelPausePayload::told(outcome.await)?)
    }

    /// Has a notice channel go on where it stood, at once: also a suspended one, and one that waits for its
    /// next try. Role: Admin. Event: `NoticeChannelResumed`; none where nothing held it up. Asked again with
    /// the same idempotency key it answers as it did then.
    async fn notice_channel_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel.")] input: NoticeChannelResumeInput,
    ) -> Result<NoticeChannelResumePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = desk.parts.notices.resume(desk.msp(), id, asked).await;
            after(desk, id, done).await
        };
        Ok(NoticeChannelResumePayload::told(outcome.await)?)
    }

    /// Signs what a webhook is told with another secret, which is in this answer and nowhere else. The one
    /// before signs beside it for a day. Role: Admin. Event: `NoticeSecretRenewed`. Asked again with the same
    /// idempotency key it answers as it did then, without the secret.
    async fn notice_channel_secret_renew(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel.")] input: NoticeChannelSecretRenewInput,
    ) -> Result<NoticeChannelSecretRenewPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let notices = &desk.parts.notices;
            let told = notices.renew_secret(desk.msp(), id, asked).await;
            with_secret(desk, id, told).await
        };
        Ok(NoticeChannelSecretRenewPayload::told(outcome.await)?)
    }

    /// Sends a test now, whether the channel is paused or not; what came of it is in the answer. Role: Admin.
    /// Event: `NoticeChannelTested`. Asked again with the same idempotency key it sends another one.
    #[graphql(complexity = "100 + child_complexity")]
    async fn notice_channel_test(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel.")] input: NoticeChannelTestInput,
    ) -> Result<NoticeChannelTestPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let tried = desk.parts.notices.test(desk.msp(), id, asked).await;
            after(desk, id, tried.map(|it| it.done)).await
        };
        Ok(NoticeChannelTestPayload::told(outcome.await)?)
    }

    /// Tells nothing there any more, and removes the secret from the vault. Role: Admin. Event:
    /// `NoticeChannelClosed`. Asked again with the same idempotency key it answers as it did then.
    async fn notice_channel_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which channel, and why.")] input: NoticeChannelCloseInput,
    ) -> Result<NoticeChannelClosePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = channel(&input.id)?;
            let reason = why(&input.reason)?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = desk.parts.notices.close(desk.msp(), id, reason, asked);
            after(desk, id, done.await).await
        };
        Ok(NoticeChannelClosePayload::told(outcome.await)?)
    }
}
