//! Channels as people open, try and close them.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::notices::{Notice, NoticeCause, NoticeFault, NoticeTaker};
use tenantry_domain::cloud::vault::{SecretValue, Vault, VaultFault};
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::notice_channel::{
    ChangeNoticeTopics, CloseNoticeChannel, NoteChannelTest, NoticeChannel, NoticeChannelCommand,
    NoticeKind, NoticeTarget, NoticeTopic, OpenNoticeChannel, PauseNoticeChannel,
    RenewNoticeSecret, ResumeNoticeChannel,
};
use tenantry_domain::saga::Fault;
use tenantry_domain::text::{NoticeChannelName, Reason};
use uuid::Uuid;

use super::TellingError;
use super::keys::{Keys, SigningKey};
use super::notice::TEST_NAME;
use crate::chance::Randomness;
use crate::commands::{CommandError, Context, Done, Engine, Request, is_valid_key};
use crate::time::Clock;

/// What channels stand on.
#[derive(Debug, Clone)]
pub struct NoticeChannelParts {
    pub engine: Arc<Engine>,
    pub taker: Arc<dyn NoticeTaker>,
    pub vault: Arc<dyn Vault>,
    pub randomness: Arc<dyn Randomness>,
    pub clock: Arc<dyn Clock>,
}

/// Where an MSP wants to be told, and of what.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelWish {
    pub name: NoticeChannelName,
    pub target: NoticeTarget,
    pub topics: BTreeSet<NoticeTopic>,
}

/// What was done, and the secret that signs from now on. There is none for mail, and none when the same
/// was asked before: it was told then.
#[derive(Debug)]
pub struct Told {
    pub done: Done,
    pub secret: Option<SigningKey>,
}

/// What was done, and why the test was not taken, if it was not.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub done: Done,
    pub fault: Option<Fault>,
}

/// The channels of all MSPs.
#[derive(Debug, Clone)]
pub struct NoticeChannels {
    engine: Arc<Engine>,
    taker: Arc<dyn NoticeTaker>,
    clock: Arc<dyn Clock>,
    keys: Keys,
}

impl NoticeChannels {
    pub fn new(parts: NoticeChannelParts) -> Self {
        Self {
            engine: parts.engine,
            taker: parts.taker,
            clock: parts.clock,
            keys: Keys::new(parts.vault, parts.randomness),
        }
    }

    /// How it stands.
    pub async fn of(&self, msp: MspId, id: NoticeChannelId) -> Result<NoticeChannel, TellingError> {
        Ok(self.engine.load(msp, &id.to_string()).await?)
    }

    /// Opens a channel: it tells of what is recorded from here on. The secret is in the vault before the
    /// channel is on record, so that none is without.
    pub async fn open(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        wish: ChannelWish,
        context: Context,
    ) -> Result<Told, TellingError> {
        let is_webhook = matches!(wish.target, NoticeTarget::Webhook { .. });
        let target = wish.target.clone();
        let command = NoticeChannelCommand::Open(OpenNoticeChannel {
            name: wish.name,
            target: wish.target,
            topics: wish.topics,
            from: self.engine.ledger().head(msp).await?.position,
            at: self.clock.now(),
        });
        let stands = self.of(msp, id).await?;
        let is_new = stands
            .decide(&command)
            .is_ok_and(|it| !it.into_events().is_empty());
        if !is_new || self.is_repeated(msp, id, &context).await? {
            // It is refused, or was done before.
            let done = self.tell(msp, id, command, context).await?;
            return Ok(Told { done, secret: None });
        }
        self.taker.accepts(&target)?;
        let secret = if is_webhook {
            Some(self.keys.first(msp, id).await?)
        } else {
            None
        };
        let done = self.tell(msp, id, command, context).await?;
        // Of two who opened it at once, one is told.
        let secret = secret.filter(|_| !done.replayed);
        Ok(Told { done, secret })
    }

    pub async fn change_topics(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        topics: BTreeSet<NoticeTopic>,
        context: Context,
    ) -> Result<Done, TellingError> {
        let at = self.clock.now();
        let from = self.engine.ledger().head(msp).await?.position;
        let command = NoticeChannelCommand::ChangeTopics(ChangeNoticeTopics { topics, from, at });
        self.tell(msp, id, command, context).await
    }

    /// Tells nothing for a while. A notice that is under way may still arrive.
    pub async fn pause(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, TellingError> {
        let at = self.clock.now();
        let command = NoticeChannelCommand::Pause(PauseNoticeChannel { reason, at });
        self.tell(msp, id, command, context).await
    }

    /// Goes on where it stood, at once.
    pub async fn resume(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        context: Context,
    ) -> Result<Done, TellingError> {
        let at = self.clock.now();
        let command = NoticeChannelCommand::Resume(ResumeNoticeChannel { at });
        self.tell(msp, id, command, context).await
    }

    /// Signs with another secret from now on, and for a day with the one before as well. What dies in
    /// between leaves a secret that nobody was told, which signs beside the others and does no harm.
    pub async fn renew_secret(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        context: Context,
    ) -> Result<Told, TellingError> {
        let at = self.clock.now();
        let command = NoticeChannelCommand::RenewSecret(RenewNoticeSecret { at });
        let stands = self.of(msp, id).await?;
        let is_new = stands
            .decide(&command)
            .is_ok_and(|it| !it.into_events().is_empty());
        if !is_new || self.is_repeated(msp, id, &context).await? {
            let done = self.tell(msp, id, command, context).await?;
            return Ok(Told { done, secret: None });
        }
        let secret = self.keys.renew(msp, id, at).await?;
        let done = self.tell(msp, id, command, context).await?;
        let secret = Some(secret).filter(|_| !done.replayed);
        Ok(Told { done, secret })
    }

    /// Closes a channel for good, and then its secret goes.
    pub async fn close(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, TellingError> {
        let at = self.clock.now();
        let command = NoticeChannelCommand::Close(CloseNoticeChannel { reason, at });
        let done = self.tell(msp, id, command, context).await?;
        self.forget(msp, id).await?;
        Ok(done)
    }

    /// Sends a test now, whether the channel is paused or not, and has it on record what came of it. A key
    /// has to be one, and makes no difference: another test with it is another test.
    pub async fn test(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        mut context: Context,
    ) -> Result<Tried, TellingError> {
        let key = context.idempotency_key.take();
        if key.is_some_and(|key| !is_valid_key(&key)) {
            return Err(TellingError::Channel(CommandError::KeyMalformed));
        }
        let stands = self.of(msp, id).await?;
        let known = stands
            .standing()
            .map_err(|refusal| TellingError::Channel(CommandError::Refused(refusal)))?;
        let at = self.clock.now();
        let name = format!("{TEST_NAME}/{}", self.engine.new_id());
        let notice = Notice {
            id: Uuid::new_v5(&id.as_uuid(), name.as_bytes()),
            msp,
            kind: NoticeKind::Test,
            at,
            about: None,
        };
        let handed = self.hand_over(msp, id, &known.target, &notice).await?;
        let fault = handed.err().as_ref().map(Fault::from);
        let note = NoteChannelTest {
            fault: fault.clone(),
            at: self.clock.now(),
        };
        let done = self
            .tell(msp, id, NoticeChannelCommand::NoteTest(note), context)
            .await?;
        Ok(Tried { done, fault })
    }

    /// Hands a notice over, signed where the receiver is to check that. An error is of our own side.
    pub(super) async fn hand_over(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        target: &NoticeTarget,
        notice: &Notice,
    ) -> Result<Result<(), NoticeFault>, VaultFault> {
        let keys = match target {
            NoticeTarget::Webhook { .. } => self.signing(msp, id).await?,
            NoticeTarget::Mail { .. } => Vec::new(),
        };
        if keys.is_empty() && matches!(target, NoticeTarget::Webhook { .. }) {
            return Ok(Err(NoticeFault::new(NoticeCause::SecretMissing, "")));
        }
        Ok(self.taker.hand_over(target, &keys, notice).await)
    }

    /// What is kept of a channel that was closed goes: also where closing was broken off.
    pub(super) async fn forget(&self, msp: MspId, id: NoticeChannelId) -> Result<(), VaultFault> {
        self.keys.forget(msp, id).await
    }

    async fn signing(
        &self,
        msp: MspId,
        id: NoticeChannelId,
    ) -> Result<Vec<SecretValue>, VaultFault> {
        self.keys.signing(msp, id, self.clock.now()).await
    }

    /// Whether a request with this key was carried out before: secrets must not be touched by a
    /// repetition.
    async fn is_repeated(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        context: &Context,
    ) -> Result<bool, TellingError> {
        let id = id.to_string();
        let asked = self.engine.was_asked::<NoticeChannel>(msp, &id, context);
        Ok(asked.await?)
    }

    pub(super) async fn tell(
        &self,
        msp: MspId,
        id: NoticeChannelId,
        command: NoticeChannelCommand,
        context: Context,
    ) -> Result<Done, TellingError> {
        let request = Request::<NoticeChannel> {
            msp,
            id: id.to_string(),
            command,
            context,
        };
        Ok(self.engine.execute(request).await?)
    }
}
