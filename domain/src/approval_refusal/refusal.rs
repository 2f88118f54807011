//! Why a refusal is not noted: it always is.

use crate::aggregate::Refusal;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusedWishRefusal {}

impl Refusal for RefusedWishRefusal {
    const CODES: &'static [&'static str] = &[];

    fn code(&self) -> &'static str {
        match *self {}
    }
}
