//! How good the matching is, on the labelled set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::labelled::{Labelled, Pair, id, labelled};
use crate::matching::{Catalogue, Desk, Verdict};

/// What came of every pair, in order.
fn judged(set: &Labelled) -> Vec<Verdict> {
    let catalogue = Catalogue::of(set.knowns());
    let mut desk = Desk::default();
    let judge = |pair: &Pair| catalogue.judge_at(&mut desk, &pair.record.facts());
    set.pairs.iter().map(judge).collect()
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    pairs: usize,
    /// Those that have a right customer.
    of_customers: usize,
    linked: usize,
    linked_wrongly: usize,
    /// Those that have a right customer and were not linked.
    open: usize,
    among_three: usize,
    first: usize,
}

fn figures(set: &Labelled, verdicts: &[Verdict]) -> Figures {
    let mut figures = Figures::default();
    for (pair, verdict) in set.pairs.iter().zip(verdicts) {
        let right = pair.right.map(id);
        figures.pairs += 1;
        figures.of_customers += usize::from(right.is_some());
        match verdict {
            Verdict::Certain { customer, .. } => {
                figures.linked += 1;
                figures.linked_wrongly += usize::from(Some(*customer) != right);
            }
            Verdict::Open { suggestions } => {
                let Some(right) = right else { continue };
                let place = suggestions.iter().position(|it| it.customer == right);
                figures.open += 1;
                figures.among_three += usize::from(place.is_some_and(|it| it < 3));
                figures.first += usize::from(place == Some(0));
            }
        }
    }
    figures
}

/// What went wrong, for people who want to make it better.
fn complaints(set: &Labelled, verdicts: &[Verdict]) -> String {
    let called = |customer| {
        (0..set.customers.len())
            .find(|at| id(*at) == customer)
            .map(|at| &set.customers[at].name)
    };
    let mut text = String::new();
    for (pair, verdict) in set.pairs.iter().zip(verdicts) {
        let right = pair.right.map(id);
        let wrong = match verdict {
            Verdict::Certain { customer, because } if Some(*customer) != right => {
                format!("linked to {:?} by {because}", called(*customer))
            }
            Verdict::Open { suggestions } if right.is_some() => {
                if suggestions
                    .iter()
                    .take(3)
                    .any(|it| Some(it.customer) == right)
                {
                    continue;
                }
                let said = suggestions
                    .iter()
                    .map(|it| (called(it.customer), it.score.to_string()));
                format!("suggested: {:?}", said.collect::<Vec<_>>())
            }
            Verdict::Certain { .. } | Verdict::Open { .. } => continue,
        };
        let of = pair.right.map(|at| &set.customers[at].name);
        let _ = writeln!(
            text,
            "{}: {:?} of {of:?} {wrong}",
            pair.mess, pair.record.name
        );
    }
    text
}

#[allow(clippy::cast_precision_loss)] // Counts here are small.
fn share(part: usize, of: usize) -> f64 {
    part as f64 / of as f64
}

/// The figures of the guide. `cargo test -p tenantry-domain matching -- --nocapture` prints them.
#[test]
#[allow(clippy::disallowed_macros)] // It is told to those who ask the tests.
fn links_are_always_right_and_suggestions_nearly() {
    let set = labelled();
    let verdicts = judged(&set);
    let figures = figures(&set, &verdicts);
    let recall = share(figures.linked, figures.of_customers);
    let among_three = share(figures.among_three, figures.open);
    println!(
        "{} records, {} customers: linked {} of {} ({recall:.3}), {} wrongly; \
         of {} others {} among three ({among_three:.3}), {} first",
        figures.pairs,
        set.customers.len(),
        figures.linked,
        figures.of_customers,
        figures.linked_wrongly,
        figures.open,
        figures.among_three,
        figures.first,
    );
    let complaints = complaints(&set, &verdicts);
    assert!(figures.pairs >= 500 && set.customers.len() >= 300);
    assert_eq!(figures.linked_wrongly, 0, "{complaints}");
    assert!(recall >= 0.45, "{recall}: {complaints}");
    assert!(among_three >= 0.97, "{among_three}: {complaints}");
}

#[test]
fn the_set_holds_every_mess_several_times_and_no_record_twice() {
    let set = labelled();
    let mut messes: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in &set.pairs {
        *messes.entry(pair.mess).or_default() += 1;
    }
    let rare: Vec<_> = messes.iter().filter(|(_, count)| **count < 4).collect();
    assert!(rare.is_empty(), "{rare:?}");
    let of_nobody = set.pairs.iter().filter(|it| it.right.is_none()).count();
    assert!(of_nobody >= 150, "{of_nobody}");
}
