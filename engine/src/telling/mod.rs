//! People are told elsewhere what waits for them: by webhooks, and by mail.
//!
//! - [`NoticeChannels`]: how people open, try and close the places where they are told.
//! - [`NoticeWatch`] hands over what is recorded, one worker for each MSP, behind what was told before.

mod channels;
mod error;
mod keys;
mod notice;
mod round;
mod visit;
mod watch;

pub use channels::{ChannelWish, NoticeChannelParts, NoticeChannels, Told, Tried};
pub use error::TellingError;
pub use keys::SigningKey;
pub use notice::{TEST_NAME, id_of};
pub use watch::{NoticeWatch, NoticeWatchParts, StandingChannels};
