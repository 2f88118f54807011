//! Why a command to an MSP's work is turned down: it never is.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandstillRefusal {}

impl Refusal for StandstillRefusal {
    const CODES: &'static [&'static str] = &[];

    fn code(&self) -> &'static str {
        match *self {}
    }
}
