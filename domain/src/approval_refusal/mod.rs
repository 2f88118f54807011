//! What was wished of an approval and refused: who tried what, and under which code it came to nothing.
//!
//! Life: (nothing) → refused → refused …
//!
//! - There is one stream for each approval that a wish named, whether there is such an approval or not, in the
//!   ledger of whoever wished.
//! - It is not the approval's own stream: whoever tries in vain keeps nobody from deciding.
//! - A refusal is a fact. Nothing follows from it, and nothing of what was typed is kept.

mod command;
mod decide;
mod event;
mod refusal;
#[cfg(test)]
mod spec;
mod state;
mod wish;

pub use command::{NoteRefusedWish, RefusedWishCommand};
pub use event::RefusedWishEvent;
pub use refusal::RefusedWishRefusal;
pub use state::RefusedWishes;
pub use wish::{RefusalCode, WishKind};
