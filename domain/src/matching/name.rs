//! A company's name without what differs from system to system.

use super::forms::{self, Families};
use super::letters::{Spelling, has_two_spellings, signs, words};

/// A name in small letters, without punctuation, legal form and leading "The".
///
/// There is no equality: a name with an umlaut has two spellings, see [`Self::is`].
#[derive(Debug, Clone)]
pub struct NormalName {
    plain: String,
    /// With umlauts spelled out, where that is another text.
    long: Option<String>,
    families: Families,
}

impl NormalName {
    /// None for a text that names nothing: empty, or punctuation alone.
    pub fn of(name: &str) -> Option<Self> {
        let (plain, families) = spelled(name, Spelling::Plain);
        if plain.is_empty() {
            let signs = signs(name);
            return (!signs.is_empty()).then_some(Self {
                plain: signs,
                long: None,
                families: Families::default(),
            });
        }
        let long = has_two_spellings(name).then(|| spelled(name, Spelling::Long).0);
        Some(Self {
            long: long.filter(|long| *long != plain),
            plain,
            families,
        })
    }

    /// In the plain spelling.
    pub fn as_str(&self) -> &str {
        &self.plain
    }

    /// The plain spelling, and the long one where there is one.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [Some(self.plain.as_str()), self.long.as_deref()]
            .into_iter()
            .flatten()
    }

    /// The same name, written differently at most: a spelling is shared, and the legal forms are not
    /// those of different countries. `Contoso` is `Contoso Ltd` and is `Contoso Inc`, but of those two
    /// one is a company of the United Kingdom and the other one of the United States.
    pub fn is(&self, other: &Self) -> bool {
        self.is_spelled_as(other) && self.families.agree(other.families)
    }

    pub(super) fn is_spelled_as(&self, other: &Self) -> bool {
        self.spellings()
            .any(|ours| other.spellings().any(|theirs| ours == theirs))
    }

    pub(super) const fn families(&self) -> Families {
        self.families
    }
}

fn spelled(name: &str, spelling: Spelling) -> (String, Families) {
    let mut words = words(name, spelling);
    let families = forms::strip(&mut words);
    (words.join(" "), families)
}
