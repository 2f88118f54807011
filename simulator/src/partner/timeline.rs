//! What a thing is, from when on: also what it will be, when nobody interferes.
//!
//! The clouds work in the background. Here nothing does: whoever starts something writes down the
//! instants at which it will have come further, and whoever looks sees how far it is by now.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Timeline<T> {
    steps: Vec<(Timestamp, T)>,
}

impl<T: Clone> Timeline<T> {
    pub(crate) fn new(from: Timestamp, state: T) -> Self {
        Self {
            steps: vec![(from, state)],
        }
    }

    /// What comes later. Steps are told in the order of time.
    #[must_use]
    pub(crate) fn then(mut self, from: Timestamp, state: T) -> Self {
        self.plan(from, state);
        self
    }

    pub(crate) fn plan(&mut self, from: Timestamp, state: T) {
        self.steps.push((from, state));
    }

    /// From now on it is this; what was planned for later does not happen.
    pub(crate) fn turn(&mut self, now: Timestamp, state: T) {
        self.forget_plans(now);
        self.steps.push((now, state));
    }

    pub(crate) fn forget_plans(&mut self, now: Timestamp) {
        let first = self.steps.first().cloned();
        self.steps.retain(|(from, _)| *from <= now);
        if self.steps.is_empty() {
            self.steps.extend(first);
        }
    }

    /// What it is now. Before the first step it is what the first step says.
    pub(crate) fn at(&self, now: Timestamp) -> Option<&T> {
        let passed = self.steps.iter().rev().find(|(from, _)| *from <= now);
        passed.or(self.steps.first()).map(|(_, state)| state)
    }

    /// The same steps, in other words.
    pub(crate) fn map<U>(self, word: impl Fn(T) -> U) -> Timeline<U> {
        let steps = self.steps.into_iter();
        Timeline {
            steps: steps.map(|(from, state)| (from, word(state))).collect(),
        }
    }

    /// How many steps are behind it.
    pub(crate) fn passed(&self, now: Timestamp) -> usize {
        self.steps.iter().filter(|(from, _)| *from <= now).count()
    }

    /// When it became what it is.
    pub(crate) fn since(&self, now: Timestamp) -> Option<Timestamp> {
        let passed = self.steps.iter().rev().find(|(from, _)| *from <= now);
        passed.or(self.steps.first()).map(|(from, _)| *from)
    }

    pub(crate) fn steps(&self) -> &[(Timestamp, T)] {
        &self.steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    #[test]
    fn a_plan_comes_true_with_time_unless_something_else_happens() {
        let mut line = Timeline::new(second(1), 'a').then(second(5), 'b');
        assert_eq!(line.at(second(4)), Some(&'a'));
        assert_eq!(line.at(second(5)), Some(&'b'));
        line.plan(second(9), 'c');
        line.turn(second(6), 'x');
        assert_eq!(line.at(second(20)), Some(&'x'));
        assert_eq!(
            (line.passed(second(20)), line.since(second(20))),
            (3, Some(second(6)))
        );
    }
}
