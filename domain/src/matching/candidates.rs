//! Which names are worth a comparison: those that share rare runs of letters with the one that is
//! looked for. Comparing with all would take time that grows with the customers times the records.

use std::cmp::Reverse;

use super::desk::Desk;
use super::index::{Names, grams_of};
use super::wording::Wording;

/// So many names are compared.
const NEAR: usize = 32;
/// So many names are touched on the way there; rare runs come first, and common ones say little.
const TOUCHED: usize = 4_000;
/// Initials that more names have than this say nothing.
const NAMESAKES: usize = 24;

/// Puts the places of names that may be alike into `desk.near`.
pub(super) fn near(names: &Names, wording: &Wording, desk: &mut Desk) {
    desk.near.clear();
    by_grams(names, wording, desk);
    let spelled_out = wording.initials.as_deref().map(|it| names.with_short(it));
    let shortened = wording.short().map(|it| names.with_initials(it));
    for places in [spelled_out, shortened].into_iter().flatten() {
        if places.len() <= NAMESAKES {
            desk.near.extend(places.iter().map(|place| (0, *place)));
        }
    }
}

fn by_grams(names: &Names, wording: &Wording, desk: &mut Desk) {
    let Desk {
        shared,
        touched,
        near,
        grams,
        ..
    } = desk;
    if shared.len() < names.len() {
        shared.resize(names.len(), 0);
    }
    grams_of(wording, grams);
    // By how many have it, and then by itself: nothing may depend on the order of customers.
    grams.sort_unstable_by_key(|gram| (names.with_gram(*gram).len(), *gram));
    for gram in grams.iter() {
        let places = names.with_gram(*gram);
        if !touched.is_empty() && touched.len() + places.len() > TOUCHED {
            break;
        }
        let weight = names.rarity(u32::try_from(places.len()).unwrap_or(u32::MAX));
        for place in places {
            let Some(shared) = shared.get_mut(*place as usize) else {
                continue;
            };
            if *shared == 0 {
                touched.push(*place);
            }
            *shared += weight;
        }
    }
    let mine = u32::try_from(grams.len()).unwrap_or(u32::MAX);
    for place in touched.drain(..) {
        let theirs = names.entry(place).map_or(0, |it| it.grams);
        let Some(shared) = shared.get_mut(place as usize) else {
            continue;
        };
        // Against the length of both, or long names would be near to everything.
        near.push((*shared * 64 / (mine + theirs).max(1), place));
        *shared = 0;
    }
    nearest(names, near);
}

/// Keeps those that share most; of equals those whose text comes first, and then those that share as
/// much and are called the same, so that the order of customers does not count.
fn nearest(names: &Names, near: &mut Vec<(u32, u32)>) {
    if near.len() <= NEAR {
        return;
    }
    let key = |it: &(u32, u32)| {
        let text = names
            .entry(it.1)
            .map_or("", |entry| entry.wording.joined.as_str());
        (Reverse(it.0), text)
    };
    near.select_nth_unstable_by(NEAR - 1, |a, b| key(a).cmp(&key(b)));
    if let Some(last) = near.get(NEAR - 1).copied() {
        let last = key(&last);
        near.retain(|it| key(it) <= last);
    }
}
