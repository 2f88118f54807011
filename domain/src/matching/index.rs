//! The names of customers, by everything they can be found by.

use std::collections::BTreeMap;

use super::name::NormalName;
use super::wording::Wording;

/// A customer of the catalogue: its place there.
pub(super) type Holder = u32;

/// One name of one customer.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) holder: Holder,
    /// The customer's own, not what a linked record calls it.
    pub(super) own: bool,
    pub(super) said: String,
    pub(super) name: NormalName,
    pub(super) wording: Wording,
    /// Its words, as places in `frequencies`.
    pub(super) words: Vec<u32>,
    pub(super) grams: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    entries: Vec<Entry>,
    exact: BTreeMap<String, Vec<u32>>,
    /// Three letters in a row, the beginnings and ends of words included.
    grams: BTreeMap<u64, Vec<u32>>,
    words: BTreeMap<String, u32>,
    /// In how many names a word is.
    frequencies: Vec<u32>,
    initials: BTreeMap<String, Vec<u32>>,
    shorts: BTreeMap<String, Vec<u32>>,
}

impl Names {
    /// Takes in a name; its place, and whether it is new.
    pub(super) fn add(
        &mut self,
        holder: Holder,
        own: bool,
        said: &str,
        among: &[u32],
    ) -> Option<u32> {
        let name = NormalName::of(said)?;
        let same = |place: &&u32| {
            self.entries.get(**place as usize).is_some_and(|it| {
                it.name.as_str() == name.as_str() && it.name.families() == name.families()
            })
        };
        if let Some(known) = among.iter().find(same).copied() {
            if let Some(entry) = self.entries.get_mut(known as usize) {
                entry.own |= own;
            }
            return None;
        }
        let place = u32::try_from(self.entries.len()).ok()?;
        for spelling in name.spellings() {
            self.exact
                .entry(spelling.to_owned())
                .or_default()
                .push(place);
        }
        let wording = Wording::of(&name);
        let mut grams = Vec::new();
        grams_of(&wording, &mut grams);
        for gram in &grams {
            self.grams.entry(*gram).or_default().push(place);
        }
        if let Some(initials) = &wording.initials {
            self.initials
                .entry(initials.clone())
                .or_default()
                .push(place);
        }
        if let Some(short) = wording.short() {
            self.shorts.entry(short.to_owned()).or_default().push(place);
        }
        let words = wording.words.iter().map(|word| self.count(word)).collect();
        self.entries.push(Entry {
            holder,
            own,
            said: said.trim().chars().take(200).collect(),
            name,
            wording,
            words,
            grams: u32::try_from(grams.len()).unwrap_or(u32::MAX),
        });
        Some(place)
    }

    fn count(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.frequencies.len()).unwrap_or(u32::MAX);
        let place = *self.words.entry(word.to_owned()).or_insert(next);
        if place == next {
            self.frequencies.push(0);
        }
        if let Some(frequency) = self.frequencies.get_mut(place as usize) {
            *frequency += 1;
        }
        place
    }

    pub(super) fn entry(&self, place: u32) -> Option<&Entry> {
        self.entries.get(place as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Those that share a spelling with this name.
    pub(super) fn spelled_as<'a>(&'a self, name: &'a NormalName) -> impl Iterator<Item = u32> + 'a {
        let places = name.spellings().filter_map(|it| self.exact.get(it));
        places.flatten().copied()
    }

    pub(super) fn with_gram(&self, gram: u64) -> &[u32] {
        self.grams.get(&gram).map_or(&[], Vec::as_slice)
    }

    pub(super) fn with_initials(&self, initials: &str) -> &[u32] {
        self.initials.get(initials).map_or(&[], Vec::as_slice)
    }

    pub(super) fn with_short(&self, short: &str) -> &[u32] {
        self.shorts.get(short).map_or(&[], Vec::as_slice)
    }

    /// What a word of the catalogue says about whose name it is: more, the fewer have it.
    pub(super) fn weight(&self, word: u32) -> u32 {
        self.rarity(self.frequencies.get(word as usize).copied().unwrap_or(0))
    }

    pub(super) fn weight_of(&self, word: &str) -> u32 {
        self.words
            .get(word)
            .map_or_else(|| self.rarity(0), |word| self.weight(*word))
    }

    /// Grows with the logarithm of how rare something is that so many names have; in whole numbers, so
    /// that it is the same on every machine.
    pub(super) fn rarity(&self, frequency: u32) -> u32 {
        let all = self.entries.len() as u64 + 1;
        ((all << 4) / (u64::from(frequency) + 1)).max(2).ilog2()
    }
}

/// The runs of three letters of a name, each once, in order.
pub(super) fn grams_of(wording: &Wording, grams: &mut Vec<u64>) {
    grams.clear();
    for word in &wording.words {
        let mut run = u64::from(' ');
        for letter in word.chars().chain([' ']) {
            run = ((run << LETTER) | u64::from(letter)) & RUN;
            if run >> (2 * LETTER) != 0 {
                grams.push(run);
            }
        }
    }
    grams.sort_unstable();
    grams.dedup();
}

/// The bits of a letter of Unicode, and of three.
const LETTER: u32 = 21;
const RUN: u64 = (1 << (3 * LETTER)) - 1;
