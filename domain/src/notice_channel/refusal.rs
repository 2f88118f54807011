//! Why a command to a notice channel is turned down.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeChannelRefusal {
    #[error("no notice channel is open under this id")]
    NoticeChannelNotFound,
    #[error("a notice channel was opened under this id already, and its secret is shown only once")]
    NoticeChannelExists,
    #[error("the notice channel was closed; open another one")]
    NoticeChannelClosed,
    #[error("a notice channel tells of one topic at least")]
    NoticeTopicsMissing,
    #[error("mail is not signed: the channel has no secret to renew")]
    NoticeSecretNone,
    #[error("somebody else told what was to be told there")]
    NoticesToldElsewhere,
}

impl Refusal for NoticeChannelRefusal {
    const CODES: &'static [&'static str] = &[
        "NOTICE_CHANNEL_NOT_FOUND",
        "NOTICE_CHANNEL_EXISTS",
        "NOTICE_CHANNEL_CLOSED",
        "NOTICE_TOPICS_MISSING",
        "NOTICE_SECRET_NONE",
        "NOTICES_TOLD_ELSEWHERE",
    ];

    fn code(&self) -> &'static str {
        match self {
            Self::NoticeChannelNotFound => "NOTICE_CHANNEL_NOT_FOUND",
            Self::NoticeChannelExists => "NOTICE_CHANNEL_EXISTS",
            Self::NoticeChannelClosed => "NOTICE_CHANNEL_CLOSED",
            Self::NoticeTopicsMissing => "NOTICE_TOPICS_MISSING",
            Self::NoticeSecretNone => "NOTICE_SECRET_NONE",
            Self::NoticesToldElsewhere => "NOTICES_TOLD_ELSEWHERE",
        }
    }
}
