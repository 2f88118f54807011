//! Room to work in, kept from one record to the next.

use super::certain::Voice;
use super::name::NormalName;
use super::suggest::Found;

/// Buffers of [`Catalogue::judge_at`](super::Catalogue::judge_at). One does for any number of records
/// and catalogues; what is judged does not depend on it.
#[derive(Debug, Default)]
pub struct Desk {
    /// What the record is called.
    pub(super) names: Vec<NormalName>,
    pub(super) voices: Vec<Voice>,
    /// How much each name of the catalogue shares with the one that is looked for; zero between two looks.
    pub(super) shared: Vec<u32>,
    pub(super) touched: Vec<u32>,
    /// Names to compare, with how much they share.
    pub(super) near: Vec<(u32, u32)>,
    pub(super) grams: Vec<u64>,
    pub(super) found: Vec<Found>,
}
