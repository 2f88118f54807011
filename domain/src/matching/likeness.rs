//! How alike two names are that are not the same.
//!
//! Four measures, of which the highest counts, as each sees a mess that the others do not: typing
//! errors, another order of the words, words that are missing, and initials.

use rapidfuzz::distance::indel::BatchComparator;

use super::index::{Entry, Names};
use super::wording::{WORDS, Wording};

/// Names that are alike in all but their spelling; only the same name has 100.
const NEARLY: u32 = 99;
/// A word that is the beginning of another: `Assoc` of `Associates`.
const BEGINNING: u32 = 88;
/// Words that are less alike than this are two words.
const WORDS_ALIKE: u32 = 70;
/// What names lose that share their trade alone: `Lamna Insurance` and `Parnell Insurance`.
const OTHER_WORDS: u32 = 15;
/// Names that are this much alike are so although their words are cut differently.
const HARDLY_DIFFERENT: u32 = 90;
const INITIALS: u32 = 80;
/// Initials with another word beside them.
const INITIALS_AND_MORE: u32 = 72;
/// All words of the shorter name are in the longer one.
const CONTAINED: u32 = 88;

/// A name, made ready to be compared with many.
pub(super) struct Measure<'a> {
    wording: &'a Wording,
    joined: BatchComparator<char>,
    sorted: BatchComparator<char>,
    words: Vec<Word<'a>>,
}

struct Word<'a> {
    text: &'a str,
    length: usize,
    weight: u32,
    ready: BatchComparator<char>,
}

/// The words of one side.
#[derive(Default)]
struct Side {
    all: u32,
    alike: u32,
    weightiest: u32,
    is_weightiest_missing: bool,
}

impl Side {
    fn add(&mut self, weight: u32, alike: u32) {
        self.all += weight;
        self.alike += weight * alike;
        if weight > self.weightiest {
            self.weightiest = weight;
            self.is_weightiest_missing = alike == 0;
        } else if weight == self.weightiest {
            self.is_weightiest_missing &= alike == 0;
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Likeness {
    /// Of a hundred.
    pub(super) score: u32,
    /// It is initials that make them alike.
    pub(super) initials: bool,
}

impl<'a> Measure<'a> {
    pub(super) fn of(names: &Names, wording: &'a Wording) -> Self {
        let word = |text: &'a String| Word {
            text,
            length: text.chars().count(),
            weight: names.weight_of(text),
            ready: BatchComparator::new(text.chars()),
        };
        Self {
            joined: BatchComparator::new(wording.joined.chars()),
            sorted: BatchComparator::new(wording.sorted.chars()),
            words: wording.words.iter().map(word).collect(),
            wording,
        }
    }

    pub(super) fn likeness(&self, names: &Names, entry: &Entry) -> Likeness {
        let theirs = &entry.wording;
        let straight = ratio(&self.joined, &self.wording.joined, &theirs.joined);
        let sorted = ratio(&self.sorted, &self.wording.sorted, &theirs.sorted);
        let (worded, others) = self.by_words(names, entry);
        let mut score = straight.max(sorted).max(worded).min(NEARLY);
        if others && score < HARDLY_DIFFERENT {
            score = score.saturating_sub(OTHER_WORDS);
        }
        let by_initials = self.by_initials(theirs);
        Likeness {
            score: score.max(by_initials),
            initials: by_initials > score,
        }
    }

    /// Word by word, each with the weight that it has in the catalogue; and whether the weightiest word
    /// of either side is nowhere on the other one.
    fn by_words(&self, names: &Names, entry: &Entry) -> (u32, bool) {
        let theirs = &entry.wording.words;
        let (mut ours, mut found) = (Side::default(), Side::default());
        let mut best_of_theirs = [0; WORDS];
        for word in &self.words {
            let mut best = 0;
            for (text, best_of_theirs) in theirs.iter().zip(&mut best_of_theirs) {
                let alike = word.alike(text);
                best = best.max(alike);
                *best_of_theirs = alike.max(*best_of_theirs);
            }
            ours.add(word.weight, best);
        }
        for (word, best) in entry.words.iter().zip(best_of_theirs) {
            found.add(names.weight(*word), best);
        }
        let both = (ours.alike + found.alike) / (ours.all + found.all).max(1);
        let contained = (ours.alike / ours.all.max(1)).max(found.alike / found.all.max(1));
        let others = ours.is_weightiest_missing && found.is_weightiest_missing;
        (both.max(contained * CONTAINED / 100), others)
    }

    fn by_initials(&self, theirs: &Wording) -> u32 {
        let initials = |name: &Wording, short: &Wording| {
            let short = short.short();
            short.is_some() && name.initials.as_deref() == short
        };
        let ours = initials(theirs, self.wording);
        let is = ours || initials(self.wording, theirs);
        let short = if ours { self.wording } else { theirs };
        match (is, short.words.len()) {
            (false, _) => 0,
            (true, 1) => INITIALS,
            (true, _) => INITIALS_AND_MORE,
        }
    }
}

impl Word<'_> {
    fn alike(&self, other: &str) -> u32 {
        if self.text == other {
            return 100;
        }
        let length = other.chars().count();
        let short = self.length.min(length);
        if short >= 3 && (self.text.starts_with(other) || other.starts_with(self.text)) {
            return BEGINNING;
        }
        // Words of two lengths are two words; this spares the comparison.
        if short < 4 || self.length.max(length) > short + 3 {
            return 0;
        }
        let alike = hundredths(self.ready.distance(other.chars()), self.length + length);
        if alike >= WORDS_ALIKE { alike } else { 0 }
    }
}

fn ratio(ready: &BatchComparator<char>, ours: &str, theirs: &str) -> u32 {
    let letters = ours.chars().count() + theirs.chars().count();
    hundredths(ready.distance(theirs.chars()), letters)
}

/// What so many differing letters leave of so many.
fn hundredths(distance: usize, letters: usize) -> u32 {
    let same = letters.saturating_sub(distance) * 100;
    u32::try_from(same / letters.max(1)).unwrap_or(0)
}
