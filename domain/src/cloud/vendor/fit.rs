//! Makes what a vendor says fit to be kept: no text without end, no list without end.
//!
//! It is the same for the same input, and no character is ever split, so that a record which was cut
//! is found unchanged when it is read again.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Amount, Money, Reference, Term};
use crate::ids::TenantId;

/// How many characters of a text are kept.
pub const TEXT_LIMIT: usize = 400;

/// How many things of a list are kept.
pub const LIST_LIMIT: usize = 50;

pub(super) trait Fit: Sized {
    #[must_use]
    fn fit(self) -> Self;
}

impl Fit for String {
    /// Control characters become spaces: no database and no screen wants them.
    fn fit(self) -> Self {
        let fit = |letter: char| if letter.is_control() { ' ' } else { letter };
        let text: Self = self.trim().chars().map(fit).take(TEXT_LIMIT).collect();
        text.trim().to_owned()
    }
}

impl<T: Fit> Fit for Option<T> {
    fn fit(self) -> Self {
        self.map(T::fit)
    }
}

impl<T: Fit + Ord> Fit for BTreeSet<T> {
    /// The first ones in their order.
    fn fit(self) -> Self {
        let all: Self = self.into_iter().map(T::fit).collect();
        all.into_iter().take(LIST_LIMIT).collect()
    }
}

impl Fit for Reference {
    fn fit(self) -> Self {
        Self {
            system: self.system.fit(),
            id: self.id.fit(),
        }
    }
}

impl Fit for Term {
    fn fit(self) -> Self {
        match self {
            Self::Other(words) => Self::Other(words.fit()),
            known @ (Self::Months(_) | Self::Once | Self::Usage | Self::Trial) => known,
        }
    }
}

macro_rules! fits_as_it_is {
    ($($kind:ty),+) => {$(
        impl Fit for $kind {
            fn fit(self) -> Self {
                self
            }
        }
    )+};
}

fits_as_it_is!(bool, Amount, Money, Date, TenantId);

/// A text as it is kept.
pub fn kept(text: &str) -> String {
    text.to_owned().fit()
}

/// An address that is cut leads elsewhere: one that is too long is left out.
pub(super) fn address(text: Option<String>) -> Option<String> {
    text.filter(|it| it.chars().count() <= TEXT_LIMIT && !it.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Account, FoundRecord, RecordFacts};
    use super::*;

    fn record(name: &str, domains: BTreeSet<String>) -> FoundRecord {
        FoundRecord {
            id: "29763421".to_owned(),
            name: name.to_owned(),
            account: None,
            active: true,
            address: None,
            facts: RecordFacts::Account(Account {
                domains,
                ..Account::default()
            }),
        }
    }

    #[test]
    fn texts_and_lists_come_to_an_end() {
        let domains: BTreeSet<String> = (0..90).map(|n| format!("{n:03}.example")).collect();
        let fitted = record(&"ä".repeat(900), domains).fitted();
        assert_eq!(fitted.name, "ä".repeat(TEXT_LIMIT));
        let RecordFacts::Account(account) = &fitted.facts else {
            panic!("another kind: {fitted:?}");
        };
        assert_eq!(account.domains.len(), LIST_LIMIT);
        assert!(
            account.domains.contains("000.example") && !account.domains.contains("050.example")
        );
    }

    #[test]
    fn two_hundred_characters_of_any_script_are_kept_as_they_are() {
        for name in [
            "🏳️‍🌈".repeat(40),
            "شركة ".repeat(39) + "شركة",
            "x".repeat(200),
        ] {
            assert_eq!(record(&name, BTreeSet::new()).fitted().name, name);
        }
    }

    #[test]
    fn an_address_is_kept_whole_or_not_at_all() {
        let mut long = record("Contoso", BTreeSet::new());
        long.address = Some(format!("https://psa.example/{}", "1".repeat(TEXT_LIMIT)));
        assert_eq!(long.fitted().address, None);
        let mut short = record("Contoso", BTreeSet::new());
        short.address = Some("https://psa.example/1".to_owned());
        assert_eq!(short.clone().fitted(), short);
    }

    proptest! {
        /// What was cut once is cut no further, and holds nothing that a database refuses.
        #[test]
        fn fitting_is_done_once(
            name in "\\PC{0,500}|[\\x00-\\x20a-zä]{0,500}",
            domains in proptest::collection::btree_set("[\\x00-\\x20a-z.]{0,8}", 0..60)
        ) {
            let once = record(&name, domains).fitted();
            prop_assert!(!once.name.chars().any(char::is_control));
            prop_assert!(once.name.chars().count() <= TEXT_LIMIT);
            prop_assert_eq!(once.clone().fitted(), once);
        }
    }
}
