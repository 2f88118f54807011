//! A few ledgers' new events, taken through all projections.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::projection::Projection as OperatorsRecord;
use tenantry_domain::record::RecordedEvent;

use super::follower::{Follower, Part};
use super::is_transient;
use crate::book::{Book, Poison};
use crate::decisions::{Decisions, Orders};
use crate::declaration::Declaration;
use crate::error::ProjectionError;
use crate::house::{House, Posted, stored};
use crate::sheet::Changes;
use crate::store::{Committed, Failure, Hold, Pass, Step, Table};

/// How long an MSP rests whose rows the database refuses.
const REST: Duration = Duration::from_secs(5);

/// What holds for all batches of a round.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) house: Arc<House>,
    pub(super) held: Vec<Option<(Table, Hold)>>,
    pub(super) decisions: Arc<Decisions>,
    /// Bytes of rows that each MSP's books may keep.
    pub(super) memory: usize,
}

#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) followers: Vec<Follower>,
    /// Each follower's new events.
    pages: Vec<Vec<RecordedEvent>>,
    pub(super) events: usize,
    /// Events passed, by the place of the projection.
    pub(super) folded: Vec<u64>,
    /// An operator's decision was among the events.
    pub(super) decided: bool,
    /// Projections that somebody else advanced.
    pub(super) lost: Vec<usize>,
    pub(super) trouble: Option<ProjectionError>,
}

impl Batch {
    pub(super) fn of(follower: Follower) -> Self {
        Self {
            followers: vec![follower],
            ..Self::default()
        }
    }
}

/// Where a part of the batch will be when it is written: which follower, and how far.
struct Move {
    follower: usize,
    step: Step,
}

pub(super) async fn advance(plan: Arc<Plan>, mut batch: Batch) -> Batch {
    batch.folded = vec![0; plan.held.len()];
    if let Err(error) = read(&plan, &mut batch).await {
        batch.trouble = Some(error);
        return batch;
    }
    let mut passing = Vec::new();
    let mut passed = Vec::new();
    for (place, held) in plan.held.iter().enumerate() {
        let Some((table, hold)) = held else { continue };
        let moves = take(&plan, &mut batch, place, table.declared);
        if moves.is_empty() {
            continue;
        }
        if nothing_changes(&mut batch, place, &moves) {
            if stood(&batch, place, &moves) {
                passing.push((place, table, *hold, moves));
            } else {
                passed.extend(pass_by(&mut batch, place, table.declared, moves));
            }
            continue;
        }
        match write(&plan, &mut batch, place, table, *hold, &moves).await {
            Ok(Committed::Done) => settle(&plan, &mut batch, place, table.declared, moves),
            Ok(Committed::Lost) => batch.lost.push(place),
            Err(error) => refused(&mut batch, place, table.declared, error),
        }
    }
    plan.house.board.post(passed.into_iter());
    pass(&plan, &mut batch, passing).await;
    batch.pages.clear();
    batch
}

/// None of the events concerns the projection, and none stops it.
fn nothing_changes(batch: &mut Batch, place: usize, moves: &[Move]) -> bool {
    let stops = moves.iter().any(|it| it.step.failure.is_some());
    !stops && !books(batch, place, moves).any(|(_, book)| book.is_touched())
}

/// Whether one of them stood until now: that it goes on is not left for later, or it would still be shown
/// as standing.
fn stood(batch: &Batch, place: usize, moves: &[Move]) -> bool {
    moves.iter().any(|it| {
        let part = batch.followers[it.follower].parts[place].as_ref();
        part.is_some_and(|part| part.failure.is_some())
    })
}

/// The projections that stood and that the events do not concern, all together and after those that
/// somebody may wait for.
async fn pass(plan: &Plan, batch: &mut Batch, passing: Vec<(usize, &Table, Hold, Vec<Move>)>) {
    let passes: Vec<Pass<'_>> = passing
        .iter()
        .flat_map(|(_, table, hold, moves)| {
            moves.iter().map(|it| Pass {
                table,
                fence: hold.fence,
                step: &it.step,
            })
        })
        .collect();
    if passes.is_empty() {
        return;
    }
    let moved = match plan.house.store.pass(&passes).await {
        Ok(moved) => moved,
        Err(error) => {
            batch.trouble = Some(error);
            return;
        }
    };
    let mut moved = moved.into_iter();
    for (place, table, _, moves) in passing {
        let of_this: Vec<bool> = moved.by_ref().take(moves.len()).collect();
        let all = of_this.iter().all(|moved| *moved);
        if all {
            settle(plan, batch, place, table.declared, moves);
        } else {
            batch.lost.push(place);
        }
    }
}

/// Reads each follower's events once, from its hindmost partition on.
async fn read(plan: &Plan, batch: &mut Batch) -> Result<(), ProjectionError> {
    let house = &plan.house;
    let held: Vec<bool> = plan.held.iter().map(Option::is_some).collect();
    for follower in &batch.followers {
        let page = match follower.next(house.declared, &held, &plan.decisions) {
            None => Vec::new(),
            Some(after) => {
                let after = crate::house::position(after);
                let (ledger, limit) = (&house.ledger, house.tuning.batch);
                match ledger.fresh(follower.msp, after, limit) {
                    page if page.is_empty() => ledger.feed(follower.msp, after, limit).await?,
                    page => page,
                }
            }
        };
        batch.events += page.len();
        batch.decided |= page
            .iter()
            .any(|event| event.stream.aggregate_type == OperatorsRecord::TYPE);
        batch.pages.push(page);
    }
    Ok(())
}

/// Gives the events to the books of one projection and says how far each partition gets.
fn take(plan: &Plan, batch: &mut Batch, place: usize, declared: &Declaration) -> Vec<Move> {
    let mut moves = Vec::new();
    let followers = batch.followers.iter_mut().zip(&batch.pages).enumerate();
    for (i, (follower, page)) in followers {
        let orders = plan.decisions.orders(place, follower.msp);
        let Some(part) = &mut follower.parts[place] else {
            continue;
        };
        let begins = page.first().map_or(0, |event| stored(event.position));
        if begins == 0 || part.position + 1 < begins || !part.may_move(declared.version, orders) {
            continue;
        }
        let ahead = usize::try_from(part.position + 1 - begins).unwrap_or(usize::MAX);
        let Some(events) = page.get(ahead..).filter(|events| !events.is_empty()) else {
            continue;
        };
        part.tried = true;
        let mut step = Step {
            msp: follower.msp,
            from: part.marked,
            to: part.position,
            recorded_at: part.recorded_at,
            failure: None,
        };
        go_on(part, &mut step, events, declared, orders);
        moves.push(Move { follower: i, step });
    }
    moves
}

fn go_on(
    part: &mut Part,
    step: &mut Step,
    events: &[RecordedEvent],
    declared: &Declaration,
    orders: Orders<'_>,
) {
    for event in events {
        let outcome = if stored(event.position) == step.to + 1 {
            offer(part.book.as_mut(), event, declared, orders)
        } else {
            Err(gap(event, step.to))
        };
        if let Err(poison) = outcome {
            step.failure = Some(Failure {
                position: stored(poison.position),
                code: poison.code.to_owned(),
                detail: poison.detail,
                retries: orders.retries(),
            });
            return;
        }
        step.to = stored(event.position);
        step.recorded_at = event.recorded_at;
    }
}

/// Gives an event to a book, if the projection reads it and nobody decided to go on without it.
pub(crate) fn offer(
    book: &mut dyn Book,
    event: &RecordedEvent,
    declared: &Declaration,
    orders: Orders<'_>,
) -> Result<(), Poison> {
    let reads = declared
        .reads
        .contains(&event.stream.aggregate_type.as_str());
    if !reads || orders.skips(declared.version, event.position) {
        return Ok(());
    }
    book.take(event)
}

/// The ledger promises positions without a gap; where it breaks that, nothing is folded.
pub(crate) fn gap(event: &RecordedEvent, after: i64) -> Poison {
    Poison {
        position: crate::house::position(after + 1),
        code: "LEDGER_CORRUPT",
        detail: format!("after position {after} comes {}", event.position),
    }
}

async fn write(
    plan: &Plan,
    batch: &mut Batch,
    place: usize,
    table: &Table,
    hold: Hold,
    moves: &[Move],
) -> Result<Committed, ProjectionError> {
    let store = &plan.house.store;
    let mut keys = Vec::new();
    for (msp, book) in books(batch, place, moves) {
        keys.extend(book.missing().iter().map(|id| (msp, *id)));
    }
    let mut rows: HashMap<_, Vec<_>> = HashMap::new();
    if !keys.is_empty() {
        for (msp, row) in store.load(table, &keys).await? {
            rows.entry(msp).or_default().push(row);
        }
    }
    for (msp, book) in books(batch, place, moves) {
        book.learn(rows.remove(&msp).unwrap_or_default())
            .map_err(|error| crate::store::unreadable(&error))?;
        book.fold();
    }
    let steps: Vec<Step> = moves.iter().map(|m| m.step.clone()).collect();
    // A batch has a few thousand events, and so it changes a few thousand rows at most.
    let mut changes = Changes::new(table.declared.columns);
    for (msp, book) in books(batch, place, moves) {
        book.write(msp, usize::MAX, &mut changes);
    }
    let mut changes = Some(changes).filter(|changes| changes.len() > 0);
    store
        .commit(table, hold.fence, &steps, &mut || changes.take())
        .await
}

fn books<'a>(
    batch: &'a mut Batch,
    place: usize,
    moves: &'a [Move],
) -> impl Iterator<Item = (tenantry_domain::ids::MspId, &'a mut (dyn Book + 'static))> {
    let mut moves = moves.iter().map(|m| m.follower).peekable();
    batch
        .followers
        .iter_mut()
        .enumerate()
        .filter_map(move |(i, follower)| {
            // Moves are in the order of the followers.
            moves.next_if_eq(&i)?;
            let part = follower.parts[place].as_mut()?;
            Some((follower.msp, part.book.as_mut()))
        })
}

/// There is nothing to commit: the parts are where they were going, and their checkpoints are owed.
fn pass_by(
    batch: &mut Batch,
    place: usize,
    declared: &Declaration,
    moves: Vec<Move>,
) -> Vec<Posted> {
    let mut reached = Vec::with_capacity(moves.len());
    for Move { follower, step } in moves {
        let Some(part) = &mut batch.followers[follower].parts[place] else {
            continue;
        };
        batch.folded[place] += u64::try_from(step.to - part.position).unwrap_or_default();
        reached.push((declared.name, step.msp, step.to));
        part.position = step.to;
        part.recorded_at = step.recorded_at;
    }
    reached
}

/// The commit went through: the parts are where they were going.
fn settle(plan: &Plan, batch: &mut Batch, place: usize, declared: &Declaration, moves: Vec<Move>) {
    let mut reached = Vec::with_capacity(moves.len());
    for Move { follower, step } in moves {
        let follower = &mut batch.followers[follower];
        let Some(part) = &mut follower.parts[place] else {
            continue;
        };
        if let Some(failure) = &step.failure {
            tracing::error!(projection = declared.name, msp = %step.msp, position = failure.position,
                code = failure.code, detail = failure.detail,
                "a projection stops at an event it cannot read");
        }
        batch.folded[place] += u64::try_from(step.to - part.position).unwrap_or_default();
        reached.push((declared.name, step.msp, step.to));
        part.position = step.to;
        part.marked = step.to;
        part.recorded_at = step.recorded_at;
        part.failure = step.failure;
        part.book.trim(plan.memory);
        follower.alone = false;
        follower.rests_until = None;
    }
    plan.house.board.post(reached.into_iter());
}

/// The commit failed: nothing is known of the rows any more, and when the database is well, the
/// one whose rows it refuses is found by sending each MSP by itself.
fn refused(batch: &mut Batch, place: usize, declared: &Declaration, error: ProjectionError) {
    let alone = batch.followers.len() == 1;
    for follower in &mut batch.followers {
        if let Some(part) = &mut follower.parts[place] {
            part.book.forget();
        }
        if !is_transient(&error) {
            follower.alone = true;
            if alone {
                tracing::error!(projection = declared.name, msp = %follower.msp, code = error.code(),
                    %error, "the database refuses rows of a projection");
                follower.rests_until = Some(Instant::now() + REST);
            }
        }
    }
    if is_transient(&error) {
        batch.trouble = Some(error);
    }
}
