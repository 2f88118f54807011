//! One function per command: already done, then refusals, then events.

use super::{
    ChangeNoticeTopics, CloseNoticeChannel, NoteChannelTest, NoteDelivered, NoteUndelivered,
    NoticeChannel, NoticeChannelEvent, NoticeChannelRefusal, NoticeTarget, OpenNoticeChannel,
    PATIENCE, PauseNoticeChannel, RenewNoticeSecret, ResumeNoticeChannel,
};
use crate::aggregate::Decision;

type Outcome = Result<Decision<NoticeChannelEvent>, NoticeChannelRefusal>;

pub(super) fn open(channel: &NoticeChannel, command: &OpenNoticeChannel) -> Outcome {
    match channel {
        NoticeChannel::Closed(_) => Err(NoticeChannelRefusal::NoticeChannelClosed),
        NoticeChannel::Open(known)
        | NoticeChannel::Paused(known)
        | NoticeChannel::Suspended(known) => {
            let same = known.name == command.name
                && known.target == command.target
                && known.topics == command.topics;
            if same && matches!(known.target, NoticeTarget::Mail { .. }) {
                return Ok(Decision::AlreadyDone);
            }
            Err(NoticeChannelRefusal::NoticeChannelExists)
        }
        NoticeChannel::Unknown if command.topics.is_empty() => {
            Err(NoticeChannelRefusal::NoticeTopicsMissing)
        }
        NoticeChannel::Unknown => Ok(Decision::record(NoticeChannelEvent::NoticeChannelOpened {
            name: command.name.clone(),
            target: command.target.clone(),
            topics: command.topics.clone(),
            from: command.from,
            at: command.at,
        })),
    }
}

pub(super) fn change_topics(channel: &NoticeChannel, command: &ChangeNoticeTopics) -> Outcome {
    let known = channel.standing()?;
    if known.topics == command.topics {
        return Ok(Decision::AlreadyDone);
    }
    if command.topics.is_empty() {
        return Err(NoticeChannelRefusal::NoticeTopicsMissing);
    }
    Ok(Decision::record(NoticeChannelEvent::NoticeTopicsChanged {
        topics: command.topics.clone(),
        from: command.from,
        at: command.at,
    }))
}

/// Also a suspended one: then nobody has to look at it any more.
pub(super) fn pause(channel: &NoticeChannel, command: &PauseNoticeChannel) -> Outcome {
    channel.standing()?;
    if matches!(channel, NoticeChannel::Paused(_)) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(NoticeChannelEvent::NoticeChannelPaused {
        reason: command.reason.clone(),
        at: command.at,
    }))
}

/// One that is open and waits for its next try goes on at once.
pub(super) fn resume(channel: &NoticeChannel, command: &ResumeNoticeChannel) -> Outcome {
    channel.standing()?;
    let at = command.at;
    if channel.open().is_some_and(|known| known.failing.is_none()) {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(NoticeChannelEvent::NoticeChannelResumed {
        at,
    }))
}

pub(super) fn renew_secret(channel: &NoticeChannel, command: &RenewNoticeSecret) -> Outcome {
    let known = channel.standing()?;
    let at = command.at;
    match known.target {
        NoticeTarget::Mail { .. } => Err(NoticeChannelRefusal::NoticeSecretNone),
        NoticeTarget::Webhook { .. } if known.secret_at == at => Ok(Decision::AlreadyDone),
        NoticeTarget::Webhook { .. } => {
            Ok(Decision::record(NoticeChannelEvent::NoticeSecretRenewed {
                at,
            }))
        }
    }
}

pub(super) fn close(channel: &NoticeChannel, command: &CloseNoticeChannel) -> Outcome {
    if matches!(channel, NoticeChannel::Closed(_)) {
        return Ok(Decision::AlreadyDone);
    }
    channel.standing()?;
    Ok(Decision::record(NoticeChannelEvent::NoticeChannelClosed {
        reason: command.reason.clone(),
        at: command.at,
    }))
}

pub(super) fn note_test(channel: &NoticeChannel, command: &NoteChannelTest) -> Outcome {
    channel.standing()?;
    Ok(Decision::record(NoticeChannelEvent::NoticeChannelTested {
        fault: command.fault.clone(),
        at: command.at,
    }))
}

/// Also where it was paused meanwhile: what was told is told.
pub(super) fn note_delivered(channel: &NoticeChannel, command: &NoteDelivered) -> Outcome {
    let known = channel.standing()?;
    if known.position != command.after || command.up_to < command.after {
        return Err(NoticeChannelRefusal::NoticesToldElsewhere);
    }
    if command.up_to == command.after {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(NoticeChannelEvent::NoticesDelivered {
        up_to: command.up_to,
        notices: command.notices.clone(),
        at: command.at,
    }))
}

pub(super) fn note_undelivered(channel: &NoticeChannel, command: &NoteUndelivered) -> Outcome {
    let known = channel.standing()?;
    if known.position != command.after {
        return Err(NoticeChannelRefusal::NoticesToldElsewhere);
    }
    // Somebody paused it meanwhile: nothing is tried again.
    if channel.open().is_none() {
        return Ok(Decision::AlreadyDone);
    }
    let (fault, at) = (command.fault.clone(), command.at);
    let since = known.failing.as_ref().map_or(at, |it| it.since);
    if command.gone || at.saturating_sub(since) >= PATIENCE {
        let event = NoticeChannelEvent::NoticeChannelSuspended { fault, at };
        return Ok(Decision::record(event));
    }
    Ok(Decision::record(NoticeChannelEvent::NoticesDelayed {
        fault,
        until: command.until,
        at,
    }))
}
