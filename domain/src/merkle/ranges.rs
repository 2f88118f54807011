//! Which stretches of leaves a proof is made of, and their roots in one pass.
//!
//! Every hash in a proof is the root over a stretch of consecutive leaves, and no two stretches
//! of one proof overlap. So a proof needs no random access: read the leaves in order once, keep
//! one frontier for the stretch at hand, and note its root when the stretch ends.

use std::ops::Range;

use super::tree::{EMPTY_ROOT, Frontier, Hash};

/// PATH of RFC 9162 2.1.3.1, from the leaf's sibling up. Asks for `index < size`.
pub(super) fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut start, mut end) = (0, size);
    let mut siblings = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            siblings.push(middle..end);
            end = middle;
        } else {
            siblings.push(start..middle);
            start = middle;
        }
    }
    siblings.reverse();
    siblings
}

/// PROOF of RFC 9162 2.1.4.1. Asks for `from <= to`. The empty log precedes every log, so from
/// it nothing needs to be shown.
pub(super) fn consistency(from: u64, to: u64) -> Vec<Range<u64>> {
    if from == 0 {
        return Vec::new();
    }
    let (mut start, mut end) = (0, to);
    // While the subtree at hand begins at leaf 0, its root is the old root, which the verifier
    // has already.
    let mut known = true;
    let mut subtrees = Vec::new();
    while from != end {
        let middle = start + split(end - start);
        if from <= middle {
            subtrees.push(middle..end);
            end = middle;
        } else {
            subtrees.push(start..middle);
            start = middle;
            known = false;
        }
    }
    if !known {
        subtrees.push(start..end);
    }
    subtrees.reverse();
    subtrees
}

/// The largest power of two below `n`, where the RFC divides a tree of `n > 1` leaves.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Takes all leaves in order and yields the roots over some stretches of them.
#[derive(Debug, Clone)]
pub(super) struct RangeRoots {
    /// The stretches by where they begin, each with its place in the answer.
    plan: Vec<(Range<u64>, usize)>,
    current: usize,
    seen: u64,
    frontier: Frontier,
    roots: Vec<Hash>,
}

impl RangeRoots {
    pub(super) fn new(ranges: Vec<Range<u64>>) -> Self {
        let roots = vec![EMPTY_ROOT; ranges.len()];
        let mut plan: Vec<_> = ranges.into_iter().zip(0..).collect();
        plan.sort_unstable_by_key(|(range, _)| range.start);
        Self {
            plan,
            current: 0,
            seen: 0,
            frontier: Frontier::new(),
            roots,
        }
    }

    pub(super) fn push(&mut self, leaf: Hash) {
        let index = self.seen;
        self.seen += 1;
        let Some((range, place)) = self.plan.get(self.current) else {
            return;
        };
        if !range.contains(&index) {
            return;
        }
        self.frontier.push(leaf);
        if self.seen == range.end {
            self.roots[*place] = self.frontier.root();
            self.frontier.clear();
            self.current += 1;
        }
    }

    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    pub(super) fn into_roots(self) -> Vec<Hash> {
        self.roots
    }
}
